#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A loopback Google Cloud for tests: functions of both generations, the admin API with
long-running operations, Cloud Logging with late entries, the metadata server.

gcf_server.py PORT-FILE   serves until it is killed

  POST /g1/NAME, /g2/NAME          invoke; /open/g1/NAME takes no token
  /v1/..., /v2/...                 the admin API; POST /v2/entries:list is Cloud Logging
  /computeMetadata/v1/...          tokens
  GET /_state, POST /_set          what the test looks at, what it changes

What a function does is in its payload: {"do": "crash"}; see DOES.
"""

import http.server
import json
import os
import re
import socket
import sys
import threading
import time
import urllib.parse

ID_TOKEN = "id-token-secret"
ACCESS_TOKEN = "access-token-secret"
PLACE = "projects/demo-p/locations/us-central1/functions/"

STATE = {
    "functions": {},  # by generation and name
    "operations": {},
    "entries": [],  # logged: [visible after so many queries, entry]
    "queries": 0,
    "filters": [],
    "invocations": [],
    "patches": [],
    "late": 1,  # queries until an entry is seen
    "operation_polls": 2,
    "fail_patch": "",
    "logging_status": 200,
    "admin_status": 200,
    "no_new_revision": False,
    "torn_patch": False,
}
LOCK = threading.RLock()
COUNT = [0]


def count():
    COUNT[0] += 1
    return COUNT[0]


def function_v1(name, mb):
    return {
        "name": PLACE + name,
        "status": "ACTIVE",
        "entryPoint": "handler",
        "timeout": "60s",
        "availableMemoryMb": mb,
        "runtime": "nodejs20",
        "versionId": str(count()),
        "labels": {"team": "video"},
        "environmentVariables": {"PASSWORD": "environment-secret"},
        "httpsTrigger": {"url": "", "securityLevel": "SECURE_ALWAYS"},
    }


CPUS = {128: "0.083", 256: "0.167", 512: "0.333", 1024: "0.583", 2048: "1"}


def function_v2(name, mb):
    n = count()
    return {
        "name": PLACE + name,
        "state": "ACTIVE",
        "environment": "GEN_2",
        "updateTime": "2026-11-28T10:00:00.%09dZ" % n,
        "labels": {"team": "video"},
        "buildConfig": {"runtime": "python312"},
        "serviceConfig": {
            "uri": "",
            "service": "projects/demo-p/locations/us-central1/services/" + name,
            "revision": "%s-%05d" % (name, n),
            "availableMemory": "%dM" % mb,
            "availableCpu": CPUS[mb],
            "timeoutSeconds": 120,
        },
    }


def log(entry):
    STATE["entries"].append([STATE["queries"] + STATE["late"], entry])


def now():
    t = time.time()
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(t)) + ".%03dZ" % (t % 1 * 1000)


def log_first(execution, text, function="f"):
    log(
        {
            "textPayload": text,
            "timestamp": now(),
            "insertId": "i%d" % count(),
            "severity": "DEBUG",
            "resource": {
                "type": "cloud_function",
                "labels": {"function_name": function, "region": "us-central1"},
            },
            "labels": {"execution_id": execution, "instance_id": "instance-of-the-log"},
            "logName": "projects/demo-p/logs/cloudfunctions.googleapis.com%2Fcloud-functions",
        }
    )


def log_second(trace, latency, status, text=None):
    entry = {
        "timestamp": now(),
        "insertId": "i%d" % count(),
        "httpRequest": {"latency": latency, "status": status, "requestMethod": "POST"},
        "resource": {"type": "cloud_run_revision", "labels": {"service_name": "f"}},
        "labels": {"instanceId": "instance-of-the-log", "goog-managed-by": "cloudfunctions"},
        "trace": "projects/demo-p/traces/" + trace,
        "logName": "projects/demo-p/logs/run.googleapis.com%2Frequests",
    }
    if text:
        entry["textPayload"] = text
    log(entry)


def report(**more):
    out = {
        "schema": "vadvise.fn-report/1",
        "duration_ms": 41.5,
        "init_ms": None,
        "cold": False,
        "cpu": "unknown (6, 143)",
        "instance_id": "instance-of-the-report",
        "max_memory_mb": 93.2,
        "download_ms": 1.5,
        "process_ms": 38,
        "upload_ms": 2,
        "error": None,
    }
    out.update(more)
    return json.dumps(out)


FORBIDDEN = (
    "<html><head><title>403 Forbidden</title></head><body><h1>Error: Forbidden</h1>"
    "<h2>Your client does not have permission to get URL <code>/f</code> from this"
    " server.</h2></body></html>"
)
MISSING = (
    "<html><head><title>404 Page not found</title></head><body><h1>Error: Page not found"
    "</h1><h2>The requested URL was not found on this server.</h2></body></html>"
)
SERVER_ERROR = (
    "<html><head><title>500 Server Error</title></head><body><h1>Error: Server Error</h1>"
    "<h2>The server encountered an error and could not complete your request.</h2></body>"
)

# What a payload may ask for: status, body, line of the log ("": none), headers; "id" adds
# an execution id on the 1st gen.
TOOK = "Function execution took 2138 ms, finished with status code: %d"
DOES = {
    "ok": (200, report(), TOOK % 200, {"id": 1}),
    "cold": (200, report(cold=True, init_ms=500, duration_ms=60), TOOK % 200, {"id": 1}),
    "plain": (200, "hello", TOOK % 200, {"id": 1}),
    "nolog": (200, report(), "", {"id": 1}),
    "neither": (200, "hello", "", {"id": 1}),
    "badjob": (200, report(error="no face in it", error_step="process"), TOOK % 200, {"id": 1}),
    "old": (200, "", "Function execution took 3 ms, finished with status: 'ok'", {"id": 1}),
    "crash": (500, "Error: could not handle the request",
              "Function execution took 99 ms, finished with status: 'crash'", {"id": 1}),
    "timeout": (408, "", "Function execution took 60002 ms. Finished with status: timeout",
                {"id": 1}),
    "reject": (400, "not such a payload", TOOK % 400, {"id": 1}),
    "teapot404": (404, '{"error": "no such clip"}', TOOK % 404, {"id": 1}),
    "401": (401, "", "", {"www-authenticate": 'Bearer error="invalid_token"'}),
    "403": (403, FORBIDDEN, "", {}),
    "404": (404, MISSING, "", {}),
    "429": (429, "Rate exceeded.", "", {}),
    "429after": (429, "Rate exceeded.", "", {"retry-after": "7"}),
    "503none": (503, "The request was aborted because there was no available instance.", "", {}),
    "503after": (503, "", "", {"retry-after": "3"}),
    "500google": (500, SERVER_ERROR, "", {}),
    "500logged": (500, SERVER_ERROR, TOOK % 500, {}),
    "504": (504, "upstream request timeout", TOOK % 504, {}),
    "500own": (500, '{"error": "division by zero"}', TOOK % 500, {}),
    "503instance": (503, "The request failed because either the HTTP response was malformed"
                    " or connection to the instance had an error.", TOOK % 503, {}),
    "503aborted": (503, "Service Unavailable", "aborted", {}),
    "302": (302, "", "", {"location": "https://accounts.google.com/o/oauth2"}),
    "hostile": (200, '{"duration_ms": 1e300, "cold": "yes", "cpu": "a\\u001b[31mb", '
                '"max_memory_mb": -5, "instance_id": "%s"}' % ("x" * 900), "",
                {"function-execution-id": 'x" OR textPayload:"'}),
}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *args):
        pass

    def send(self, status, body, headers=None):
        data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(data)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def fail(self, status, message):
        words = {401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND"}
        self.send(status, {"error": {"code": status, "message": message,
                                     "status": words.get(status, "INTERNAL")}})

    def tear(self, head):
        self.wfile.write(head)
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True

    def handle_any(self):
        length = int(self.headers.get("content-length") or 0)
        body = self.rfile.read(length).decode()
        url = urllib.parse.urlsplit(self.path)
        with LOCK:
            if url.path == "/_state":
                self.send(200, STATE)
            elif url.path == "/_set":
                self.set(json.loads(body))
            elif url.path.startswith("/computeMetadata/v1/"):
                self.metadata(url)
            elif url.path == "/v2/entries:list":
                self.entries(json.loads(body))
            elif url.path.startswith(("/v1/", "/v2/")):
                self.admin(url, body)
            else:
                self.invoke(url.path, body)

    do_GET = do_POST = do_PATCH = handle_any

    # --- what the test sees and changes ---

    def set(self, change):
        for key, value in change.items():
            if key == "deploy":  # somebody else does
                f = STATE["functions"][value["key"]]
                self.redeploy(value["key"], f, value.get("memory"))
            elif key == "add":
                name = value["name"]
                make = function_v1 if value["gen"] == 1 else function_v2
                f = make(name, value["memory"])
                key = "v%d/%s" % (value["gen"], name)
                url = "http://%s/g%d/%s" % (self.headers["host"], value["gen"], name)
                if value["gen"] == 1:
                    f["httpsTrigger"]["url"] = url
                else:
                    f["serviceConfig"]["uri"] = url
                f.update(value.get("more", {}))
                STATE["functions"][key] = f
            elif key == "forget":
                for part in ("functions", "operations"):
                    STATE[part].clear()
                for part in ("entries", "invocations", "patches"):
                    del STATE[part][:]
            else:
                STATE[key] = value
        self.send(200, {})

    def redeploy(self, key, f, memory):
        n = count()
        if key.startswith("v1/"):
            f["versionId"] = str(n)
            if memory:
                f["availableMemoryMb"] = memory
        else:
            f["updateTime"] = "2026-11-28T10:00:00.%09dZ" % n
            if not STATE["no_new_revision"]:
                f["serviceConfig"]["revision"] = "f-%05d" % n
            if memory:
                f["serviceConfig"]["availableMemory"] = memory

    # --- tokens ---

    def metadata(self, url):
        if self.headers.get("metadata-flavor") != "Google":
            self.fail(403, "Missing Metadata-Flavor")
        elif url.path.endswith("/identity"):
            self.send(200, ID_TOKEN, {"metadata-flavor": "Google"})
        elif url.path.endswith("/token"):
            self.send(200, {"access_token": ACCESS_TOKEN, "expires_in": 3600,
                            "token_type": "Bearer"}, {"metadata-flavor": "Google"})
        else:
            self.fail(404, "no such value")

    # --- the admin API ---

    def may_ask(self):
        if self.headers.get("authorization") == "Bearer " + ACCESS_TOKEN:
            return True
        self.fail(401, "Request had invalid authentication credentials.")
        return False

    def admin(self, url, body):
        version, _, name = url.path[1:].partition("/")
        if not self.may_ask():
            return
        if STATE["admin_status"] != 200:
            self.fail(STATE["admin_status"], "Permission 'cloudfunctions.functions.get' denied")
            return
        if self.command == "GET" and "operations/" in name:
            self.operation(name)
            return
        call = name.endswith(":call")
        name = name[: -len(":call")] if call else name
        key = "%s/%s" % (version, name[len(PLACE):])
        f = STATE["functions"].get(key) if name.startswith(PLACE) else None
        if not f:
            self.fail(404, "Function %s does not exist" % name)
        elif call:
            self.call(name, json.loads(body)["data"])
        elif self.command == "GET":
            self.send(200, f)
        else:
            self.patch(key, f, url, json.loads(body))

    def call(self, name, data):
        STATE["invocations"].append({"path": name + ":call", "body": data})
        do = json.loads(data).get("do", "ok") if data else "ok"
        status, answer, line, _ = DOES[do]
        execution = "exec%d" % count()
        if do in ("429", "403"):
            self.fail(int(do), "the quota of calls, or no permission")
        elif do == "torn":
            self.tear(b"")
        else:
            if line:
                log_first(execution, line)
            answer = {"executionId": execution, "result" if status < 400 else "error": answer}
            self.send(200, answer)

    def patch(self, key, f, url, body):
        mask = urllib.parse.parse_qs(url.query)["updateMask"][0].split(",")
        STATE["patches"].append({"key": key, "mask": mask, "body": body})
        if STATE["fail_patch"] == "409once":
            STATE["fail_patch"] = ""
            self.fail(409, "An operation on function is already in progress.")
            return
        for path in mask:
            at, to = body, f
            *way, last = path.split(".")
            for part in way:
                at, to = at.get(part, {}), to.setdefault(part, {})
            if last in at:
                to[last] = at[last]
            else:
                to.pop(last, None)
        n = "op%d" % count()
        name = "operations/" + n
        if key.startswith("v2/"):
            name = "projects/demo-p/locations/us-central1/operations/" + n
        STATE["operations"][name] = {
            "polls": STATE["operation_polls"], "key": key,
            "error": {"code": 3, "message": "Build failed"} if STATE["fail_patch"] else None,
        }
        busy = "status" if key.startswith("v1/") else "state"
        f[busy] = "DEPLOY_IN_PROGRESS" if key.startswith("v1/") else "DEPLOYING"
        if STATE["torn_patch"]:
            self.tear(b"HTTP/1.1 200 OK\r\ncontent-le")
            return
        self.send(200, {"name": name, "done": False})

    def operation(self, name):
        op = STATE["operations"].get(name)
        if not op:
            self.fail(404, "no such operation")
            return
        op["polls"] -= 1
        if op["polls"] > 0:
            self.send(200, {"name": name, "done": False})
            return
        f = STATE["functions"][op["key"]]
        busy = "status" if op["key"].startswith("v1/") else "state"
        if f[busy] != "ACTIVE":
            f[busy] = "ACTIVE"
            self.redeploy(op["key"], f, None)
        answer = {"name": name, "done": True}
        answer["error" if op["error"] else "response"] = op["error"] or f
        self.send(200, answer)

    # --- Cloud Logging ---

    def entries(self, query):
        if not self.may_ask():
            return
        if STATE["logging_status"] != 200:
            self.fail(STATE["logging_status"], "Permission 'logging.logEntries.list' denied")
            return
        if query["resourceNames"] != ["projects/demo-p"]:
            self.fail(400, "no such project")
            return
        STATE["filters"].append(query["filter"])
        if "pageToken" not in query:  # the first page is empty, as it may well be
            STATE["queries"] += 1
            self.send(200, {"nextPageToken": "page-2/+=%d" % count()})
            return
        seen = [e for at, e in STATE["entries"] if STATE["queries"] > at]
        wanted = re.findall(r'(?:execution_id=|trace:)"(?:traces/)?([^"]*)"', query["filter"])
        mine = [e for e in seen if e.get("trace", "").rpartition("/")[2] in wanted
                or e["labels"].get("execution_id") in wanted
                or (e.get("textPayload", "").startswith("Memory limit of")
                    and "Memory limit of" in query["filter"])]
        # Others' entries among them, in no order: the caller has to look.
        self.send(200, {"entries": [e for e in seen if e not in mine][:20] + mine})

    # --- functions ---

    def invoke(self, path, body):
        parts = path.strip("/").split("/")
        is_open = parts[0] == "open"
        gen, name = parts[-2:] if len(parts) > 1 else ("g1", parts[-1])
        if not is_open and self.headers.get("authorization") != "Bearer " + ID_TOKEN:
            self.send(403, FORBIDDEN)
            return
        STATE["invocations"].append({"path": path, "body": body,
                                     "trace": self.headers.get("x-cloud-trace-context", "")})
        do = json.loads(body or "{}").get("do", "ok")
        if do == "torn":
            self.tear(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"dur")
        elif do == "dropped":
            self.tear(b"")
        elif do == "slow":
            time.sleep(1)
            self.answer(gen, name, "neither")
        else:
            self.answer(gen, name, do)

    def answer(self, gen, name, do):
        if do in ("oom", "oomlog"):
            status, body, line, headers = 500, "", TOOK % 500, {"id": 1}
        else:
            status, body, line, headers = DOES[do]
        headers = dict(headers)
        execution = "exec%d" % count()
        if headers.pop("id", None) and gen == "g1":
            headers["function-execution-id"] = execution
        trace = self.headers.get("x-cloud-trace-context", "").split("/")[0]
        if gen == "g1" and line:
            log_first(execution, "Function execution started", name)
            log_first("other" + execution, "Function execution took 1 ms, finished with"
                      " status code: 500", name)
            log_first(execution, line, name)
            if do == "oom":
                log_first(execution, "Error: memory limit exceeded. Function invocation was"
                          " interrupted.", name)
        elif line == "aborted":
            log_second(trace, "0.000s", 503,
                       "The request was aborted because there was no available instance.")
        elif line:
            log_second("f" * 32, "9.9s", 200)
            log_second(trace, "0.723456789s", status)
            if do == "oom":
                log({"textPayload": "Memory limit of 128 MiB exceeded with 130 MiB used.",
                     "labels": {}, "timestamp": now()})
        self.send(status, body, headers)


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    with open(sys.argv[1] + ".new", "w", encoding="ascii") as file:
        file.write("%d\n" % server.server_address[1])
    os.rename(sys.argv[1] + ".new", sys.argv[1])
    server.serve_forever()


if __name__ == "__main__":
    main()
