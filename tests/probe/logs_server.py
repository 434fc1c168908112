#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A loopback CloudWatch Logs of one function, with strict signatures: FilterLogEvents with
empty pages, Logs Insights that counts as the query asks, and faults on request.

    logs_server.py DIR [SETTINGS]

DIR/port is written once it listens, DIR/journal has one JSON object a line. SETTINGS is a
JSON text:

    events     how many, one after another from `from_ms` on, `every_ms` apart
    format     "text", "json", or "mixed"
    wide       durations spread over so many bins, at two sizes, all of them each hour
    page       events a page of FilterLogEvents; each is preceded by an empty one
    busy       each so manieth request is refused at first: ThrottlingException, 503, or
               the connection is torn within the reply
    lambda     status of GetFunctionConfiguration (200)
    group      log group; /aws/lambda/NAME otherwise
    stuck      queries run for ever; "same" pages come again and again
"""
import json
import math
import os
import random
import sys
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import sigv4_verify  # noqa: E402

KEYS = {"AKIDEXAMPLE": ("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", None),
        "AKIDTOKEN": ("secret-of-the-token-key", "secret-session-token")}
SIZES = [512, 1024, 1769]
HOUR_MS = 3600 * 1000
ROWS_MAX = 10000


class Refused(Exception):
    def __init__(self, status, kind, message="no"):
        super().__init__(message)
        self.status, self.kind = status, kind


class Torn(Exception):
    pass


def iso(ms):
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(ms // 1000)) + ".%03dZ" % (ms % 1000)


class Event:
    """One invocation. Everything follows from its number."""

    def __init__(self, number, settings):
        luck = random.Random(number)
        self.ms = settings["from_ms"] + number * settings["every_ms"]
        self.mb = SIZES[number % 3]
        self.id = "%08x-0000-4000-8000-%012x" % (settings["seed"], number)
        self.stream = time.strftime("%Y/%m/%d", time.gmtime(self.ms // 1000)) + \
            "/[$LATEST]%032x" % (number % 7)
        self.cold = number % 50 == 0
        self.outcome = {17: "timeout", 18: "error"}.get(number % 100, "success")
        base = 200000 / self.mb
        if settings["wide"]:
            base = math.exp((number % settings["wide"] + 0.5) / 20)
            self.mb = SIZES[number // settings["wide"] % 2]
            self.cold, self.outcome = False, "success"
        else:
            base *= math.exp(luck.gauss(0, 0.2))
        self.duration = round(base, 2) if self.outcome != "timeout" else 3000.0
        self.init = round(luck.uniform(200, 400), 2) if self.cold else None
        self.billed = math.ceil(self.duration + (self.init or 0))
        self.used = 80 + number % 9
        self.json = settings["format"] == "json" or \
            (settings["format"] == "mixed" and number % 2 == 1)

    def report(self):
        if self.json:
            metrics = {"durationMs": self.duration, "billedDurationMs": self.billed,
                       "memorySizeMB": self.mb, "maxMemoryUsedMB": self.used}
            if self.init:
                metrics["initDurationMs"] = self.init
            return json.dumps({"time": iso(self.ms), "type": "platform.report", "record": {
                "requestId": self.id, "metrics": metrics, "status": self.outcome}})
        text = "REPORT RequestId: %s\tDuration: %.2f ms\tBilled Duration: %d ms\t" \
            "Memory Size: %d MB\tMax Memory Used: %d MB\t" % (
                self.id, self.duration, self.billed, self.mb, self.used)
        if self.init:
            text += "Init Duration: %.2f ms\t" % self.init
        if self.outcome != "success":
            text += "Status: %s\t" % self.outcome
        return text + "\nXRAY TraceId: 1-6a507b87-0\tSegmentId: d0\tSampled: true\t\n"

    def messages(self):
        """Also what an application says, some of it with our words."""
        yield self.ms - 2, "START RequestId: %s Version: $LATEST\n" % self.id
        yield self.ms - 1, 'app: the last line was "REPORT RequestId:" and a lot of text\n'
        if self.outcome == "timeout" and not self.json:
            yield self.ms, "%s %s Task timed out after 3.00 seconds\n" % (iso(self.ms), self.id)
        yield self.ms, self.report()


class World:
    def __init__(self, folder, settings):
        self.settings = {"events": 1000, "format": "text", "wide": 0, "page": 100, "busy": 0,
                         "lambda": 200, "group": "/aws/lambda/thumbs", "stuck": "",
                         "seed": 1, "from_ms": 0, "every_ms": 1000, **settings}
        self.events = [Event(i, self.settings) for i in range(self.settings["events"])]
        self.journal = open(os.path.join(folder, "journal"), "a", encoding="utf-8")
        self.lock = threading.Lock()
        self.requests = 0
        self.queries = {}

    def note(self, **what):
        with self.lock:
            print(json.dumps(what), file=self.journal, flush=True)

    def be_busy(self):
        """Each so manieth request fails, in one of three ways."""
        with self.lock:
            self.requests += 1
            turn = self.requests
        if not self.settings["busy"] or turn % self.settings["busy"]:
            return
        way = turn // self.settings["busy"] % 3
        self.note(busy=way)
        if way == 0:
            raise Refused(400, "ThrottlingException", "Rate exceeded")
        if way == 1:
            raise Refused(503, "ServiceUnavailableException")
        raise Torn

    def check_group(self, name):
        if name != self.settings["group"]:
            raise Refused(400, "ResourceNotFoundException",
                          "The specified log group does not exist.")

    # --- FilterLogEvents ---

    def filter_log_events(self, q):
        self.check_group(q["logGroupName"])
        if not 1 <= q["limit"] <= 10000:
            raise Refused(400, "InvalidParameterException")
        terms = [t.strip(' "') for t in q["filterPattern"].split("?")[1:]]
        found = [(ms, e, m) for e in self.events for ms, m in e.messages()
                 if q["startTime"] <= ms <= q["endTime"] and any(t in m for t in terms)]
        at, empty = json.loads(q.get("nextToken", "[0, true]"))
        page = [] if empty else found[at:at + self.settings["page"]]
        answer = {"events": [{"logStreamName": e.stream, "timestamp": ms, "message": m,
                              "ingestionTime": ms + 9, "eventId": "%d" % i}
                             for i, (ms, e, m) in enumerate(page)], "searchedLogStreams": []}
        after = at + len(page)
        if after < len(found) or self.settings["stuck"] == "same":
            answer["nextToken"] = json.dumps([after, not empty])
        if self.settings["stuck"] == "same":
            answer["nextToken"] = "[0, true]"
        return answer

    # --- Insights ---

    def start_query(self, q):
        self.check_group(q["logGroupName"])
        for words in ("count(*)", "bin(1h)", "floor(log(", "avg(d)", "outcome", "step"):
            if words not in q["queryString"]:
                raise Refused(400, "MalformedQueryException", words)
        if q["startTime"] % 3600 or q["endTime"] % 3600 or q["startTime"] >= q["endTime"]:
            raise Refused(400, "InvalidParameterException", "not whole hours")
        with self.lock:
            name = "query-%d" % len(self.queries)
            self.queries[name] = [0, q]
        return {"queryId": name}

    def rows(self, q):
        """What CloudWatch Logs would count: the end is inclusive, to the second."""
        kinds = {}
        for e in self.events:
            if q["startTime"] * 1000 <= e.ms <= q["endTime"] * 1000 + 999:
                step = math.floor(math.log(max(e.duration, 0.05)) * 20)
                key = (e.ms // HOUR_MS, e.mb, e.cold, e.outcome, step)
                kinds.setdefault(key, []).append(e)
        for (hour, mb, cold, outcome, step), all_of in kinds.items():
            n = len(all_of)
            row = {"bin(1h)": iso(hour * HOUR_MS)[:-1].replace("T", " "),
                   "size": "5.12E8" if mb == 512 else str(mb * 1000000),
                   "cold": str(int(cold)), "outcome": outcome, "step": "%.1f" % step,
                   "n": str(n), "mean_d": repr(sum(e.duration for e in all_of) / n),
                   "mean_b": repr(sum(e.billed for e in all_of) / n),
                   "max_used": str(max(e.used for e in all_of) * 1000000)}
            if cold:
                row["mean_i"] = repr(sum(e.init for e in all_of) / n)
            yield [{"field": k, "value": v} for k, v in row.items()] + \
                [{"field": "@ptr", "value": "x"}]

    def get_query_results(self, q):
        query = self.queries[q["queryId"]]
        query[0] += 1
        if query[0] <= 2 or self.settings["stuck"] == "query":
            return {"status": "Scheduled" if query[0] == 1 else "Running", "results": []}
        rows = list(self.rows(query[1]))[:ROWS_MAX]
        self.note(rows=len(rows), start=query[1]["startTime"], end=query[1]["endTime"])
        return {"status": "Complete", "results": rows,
                "statistics": {"bytesScanned": 2.5e9, "recordsMatched": 1.0}}

    def stop_query(self, q):
        return {"success": q["queryId"] in self.queries}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    world = None
    verifier = None

    def log_message(self, *args):
        pass

    def reply(self, status, value, headers=(), torn=False):
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data) + torn))
        for name, text in headers:
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(data)
        if torn:
            self.close_connection = True

    def configuration(self, path):
        name = urllib.parse.unquote(path.split("/")[3])
        if self.world.settings["lambda"] != 200 or not name.endswith("thumbs"):
            raise Refused(self.world.settings["lambda"], "AccessDeniedException")
        return {"FunctionName": "thumbs", "MemorySize": 1024, "Architectures": ["arm64"],
                "LoggingConfig": {"LogFormat": "Text",
                                  "LogGroup": self.world.settings["group"]}}

    def answer(self, body):
        service = self.verifier.verify(self.command, self.path, self.headers, body)
        if service == "lambda":
            return self.configuration(self.path.split("?")[0])
        operation = self.headers["X-Amz-Target"].partition(".")[2]
        question = json.loads(body)
        self.world.note(operation=operation, bytes=len(body))
        self.world.be_busy()
        return {"FilterLogEvents": self.world.filter_log_events,
                "StartQuery": self.world.start_query,
                "GetQueryResults": self.world.get_query_results,
                "StopQuery": self.world.stop_query}[operation](question)

    def serve(self):
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        try:
            self.reply(200, self.answer(body))
        except Torn:
            self.reply(200, {"events": []}, torn=True)
        except Refused as e:
            self.reply(e.status, {"__type": e.kind, "message": str(e)})
        except sigv4_verify.Denied as e:
            self.world.note(denied=str(e))
            self.reply(403, {"__type": e.kind, "message": str(e)})

    do_GET = do_POST = serve


def main():
    folder = sys.argv[1]
    settings = json.loads(sys.argv[2]) if len(sys.argv) > 2 else {}
    Handler.world = World(folder, settings)
    Handler.verifier = sigv4_verify.Verifier(KEYS, "eu-west-1", ["lambda", "logs"])
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    path = os.path.join(folder, "port")
    with open(path + ".new", "w", encoding="utf-8") as f:
        f.write(str(server.server_address[1]))
    os.rename(path + ".new", path)
    server.serve_forever()


main()
