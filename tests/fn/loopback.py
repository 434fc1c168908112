# SPDX-License-Identifier: GPL-3.0-or-later
"""Services on loopback for what has no real part: loopback.py FOLDER

Prints its port. It serves
  /2018-06-01/runtime/...      the Lambda runtime API: events are FOLDER/events, a line each, taken once;
                               what comes back is kept as FOLDER/answers ("path<TAB>body")
  X-Amz-Target: ...DetectFaces Amazon Rekognition, as FOLDER/plan tells
  /v1/images:annotate          Google Vision, likewise
  /storage/v1/b/..., /upload/  Google Cloud Storage, in memory
  /files/NAME                  GET with ranges, PUT, in memory; /plain/NAME has no ranges
FOLDER/plan has a line a call of an API: ok N, throttle, busy, denied, junk, empty, cut; the
last one stays. Requests are listed in FOLDER/requests; emptying it starts the plan anew.
"""
import base64
import json
import os
import re
import sys
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

folder = sys.argv[1]
lock = threading.Lock()
files = {}
state = {"events": None, "id": 0}


def lines(name):
    try:
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            return [line for line in file.read().split("\n") if line]
    except FileNotFoundError:
        return []


def note(name, text):
    with open(os.path.join(folder, name), "a", encoding="utf-8") as file:
        file.write(text + "\n")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def reply(self, status, body=b"", headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    # --- the runtime API ---

    def next_event(self):
        with lock:
            if not state["events"]:
                state["events"] = lines("events")
                open(os.path.join(folder, "events"), "w", encoding="utf-8").close()
            event = state["events"].pop(0) if state["events"] else None
            state["id"] += 1
            number = state["id"]
        if event is None:
            time.sleep(30)  # as the real one waits
            self.close_connection = True
            return
        deadline = int(time.time() * 1000) + 5000
        if event.startswith("@"):  # "@MS EVENT": with that much time
            ms, event = event[1:].split(" ", 1)
            deadline = int(time.time() * 1000) + int(ms)
        self.reply(200, event.encode(), [
            ("Lambda-Runtime-Aws-Request-Id", f"8476a536-e9f4-11e8-9739-{number:012d}"),
            ("Lambda-Runtime-Deadline-Ms", str(deadline)),
            ("Lambda-Runtime-Invoked-Function-Arn",
             "arn:aws:lambda:us-east-1:123456789012:function:thumbs")])

    # --- the APIs ---

    def face_call(self, image, answer, errors):
        assert image[:2] in (b"\xff\xd8", b"\x89P"), "not an image"
        plan = lines("plan") or ["ok 1"]
        with lock:  # how many calls there were, those of an emptied list aside
            made = sum(line.startswith("call") for line in lines("requests"))
            what = plan[min(made, len(plan) - 1)]
            note("requests", f"call {what}")
        if what == "cut":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b'{"Face')
            self.close_connection = True
        elif what == "junk":
            self.reply(200, b'{"FaceDetails": 3, "responses": "no"}')
        elif what == "empty":
            self.reply(200, b"")
        elif what.startswith("ok"):
            self.reply(200, json.dumps(answer(int(what.split()[1]))).encode())
        else:
            status, document = errors[what]
            self.reply(status, json.dumps(document).encode())

    def rekognition(self, body):
        assert self.headers["Content-Type"] == "application/x-amz-json-1.1"
        assert re.match(r"AWS4-HMAC-SHA256 Credential=AKID/\d{8}/us-east-1/rekognition/",
                        self.headers["Authorization"]), self.headers["Authorization"]
        image = base64.b64decode(json.loads(body)["Image"]["Bytes"], validate=True)
        self.face_call(image, lambda n: {"FaceDetails": [{"Confidence": 99.9}] * n}, {
            "throttle": (400, {"__type": "ProvisionedThroughputExceededException",
                               "message": "slow down"}),
            "busy": (500, {"__type": "InternalServerError"}),
            "denied": (400, {"__type": "AccessDeniedException", "Message": "not you"})})

    def vision(self, body):
        assert self.headers["Authorization"] == "Bearer token-of-the-test"
        request = json.loads(body)["requests"][0]
        assert request["features"][0]["type"] == "FACE_DETECTION"
        image = base64.b64decode(request["image"]["content"], validate=True)
        self.face_call(image, lambda n: {"responses": [
            {"faceAnnotations": [{"detectionConfidence": 0.9}] * n} if n else {}]}, {
            "throttle": (429, {"error": {"code": 429, "status": "RESOURCE_EXHAUSTED"}}),
            "busy": (503, {"error": {"code": 503}}),
            "denied": (200, {"responses": [{"error": {"code": 7, "message": "not you"}}]})})

    # --- files ---

    def put_file(self, name, body):
        with lock:
            files[name] = body
        note("requests", f"put {name} {len(body)}")

    def get_file(self, name, ranges):
        with lock:
            body = files.get(name)
        note("requests", f"get {name} {self.headers.get('Range')}")
        if body is None:
            self.reply(404, b"no such file")
            return
        asked = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        if not ranges or not asked:
            self.reply(200, body)
            return
        first, last = int(asked.group(1)), min(int(asked.group(2)), len(body) - 1)
        if first >= len(body):
            self.reply(416, b"", [("Content-Range", f"bytes */{len(body)}")])
            return
        self.reply(206, body[first:last + 1], [
            ("Content-Range", f"bytes {first}-{last}/{len(body)}"), ("ETag", '"one"')])

    def do_GET(self):
        path = urllib.parse.urlsplit(self.path).path
        if path == "/2018-06-01/runtime/invocation/next":
            self.next_event()
        elif path.startswith("/storage/v1/b/"):
            self.get_file("gs:" + urllib.parse.unquote(path.split("/o/", 1)[1]), True)
        elif path.startswith("/files/"):
            self.get_file(path[len("/files/"):], True)
        elif path.startswith("/plain/"):
            self.get_file(path[len("/plain/"):], False)
        else:
            self.reply(404)

    def do_PUT(self):
        self.put_file(self.path[len("/files/"):], self.body())
        self.reply(200)

    def do_POST(self):
        body = self.body()
        parts = urllib.parse.urlsplit(self.path)
        if parts.path.startswith("/2018-06-01/runtime/"):
            kind = self.headers.get("Lambda-Runtime-Function-Error-Type", "")
            note("answers", f"{parts.path} {kind}\t{body.decode()}")
            self.reply(202, b'{"status":"OK"}')
        elif self.headers.get("X-Amz-Target") == "RekognitionService.DetectFaces":
            self.rekognition(body)
        elif parts.path == "/v1/images:annotate":
            self.vision(body)
        elif parts.path.startswith("/upload/storage/v1/b/"):
            self.put_file("gs:" + urllib.parse.parse_qs(parts.query)["name"][0], body)
            self.reply(200, b"{}")
        else:
            self.reply(404)


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
print(server.server_port, flush=True)
server.serve_forever()
