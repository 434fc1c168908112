#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A loopback AWS Lambda for the tests: control plane, Invoke, and FilterLogEvents of
CloudWatch Logs, with strict signatures, faults on request, and a journal of all that ran
and changed.

    lambda_server.py DIR [SETTINGS]

DIR/port is written once it listens; DIR/journal has one JSON object a line. SETTINGS is a
JSON text:

    functions    name -> settings of lambda_model.DEFAULTS, versions, aliases
    keys         access key id -> [secret, session token or null]
    region       us-east-1
    seed         of durations
    scale        1: invocations take as long as they say; 0.01: a hundredth
    report       a form of lambda_tail.REPORTS, "none", or "mixed": one after the other
    own_report   the function answers as vadvise-fn does
    logs_delay_ms, empty_pages   how CloudWatch Logs lags, and its pages without events
    faults       see Faults

Unsigned, for the tests: GET /_test/state; POST /_test/faults and /_test/settings with
JSON; POST /_test/change {"function", "MemorySize", "Description"}: somebody else's doing.
"""
import base64
import json
import os
import random
import socket
import struct
import sys
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import lambda_model  # noqa: E402
import lambda_tail  # noqa: E402
import sigv4_verify  # noqa: E402
from lambda_model import Failure  # noqa: E402

PREFIX = "/2015-03-31/functions/"
LOGS = "Logs_20140328."


class Torn(Exception):
    """The connection ends here."""

    def __init__(self, reset=False):
        super().__init__()
        self.reset = reset


class Faults:
    """A list of {"on": operation or "any", "kind", "after": 0, "times": 1, "chance": 1.0}.

    before it acts:  tear_before, reset, slow {"ms"}, error {"status", "type", "message",
                     "reason", "retry_after", "untyped"}
    after it acted:  tear_after, tear_half, slow_after {"ms"}, error_after, garbage
    """

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lock = threading.Lock()
        self.list = []

    def set(self, faults):
        with self.lock:
            self.list = [dict(fault) for fault in faults]

    def take(self, operation):
        with self.lock:
            for fault in self.list:
                if fault["on"] not in (operation, "any") or fault.get("times", 1) <= 0:
                    continue
                if fault.get("after", 0) > 0:
                    fault["after"] -= 1
                elif self.random.random() < fault.get("chance", 1.0):
                    fault["times"] = fault.get("times", 1) - 1
                    return fault
        return {"kind": ""}


class World:
    """All functions, and how the server behaves."""

    def __init__(self, folder, settings):
        self.settings = {"region": "us-east-1", "seed": 1, "scale": 0.0, "report": "tabs",
                         "own_report": False, "logs_delay_ms": 0, "empty_pages": 0,
                         "keys": {"AKIDEXAMPLE": ["wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
                                                  None]},
                         "functions": {"probe-me": {}}, **settings}
        self.journal = lambda_model.Journal(os.path.join(folder, "journal"))
        self.faults = Faults(self.settings["seed"])
        self.faults.set(self.settings.get("faults", []))
        self.verifier = sigv4_verify.Verifier(
            {key: tuple(pair) for key, pair in self.settings["keys"].items()},
            self.settings["region"], ("lambda", "logs"))
        self.functions = {
            name: lambda_model.Function(name, own, self.settings["region"], self.journal,
                                        f"{self.settings['seed']} {name}")
            for name, own in self.settings["functions"].items()}
        self.count = 0
        self.lock = threading.Lock()

    def function(self, text):
        name, qualifier = lambda_model.split_name(text)
        if name not in self.functions:
            raise lambda_model.not_found(name)
        return self.functions[name], qualifier

    def form(self):
        """The report's form for the next invocation."""
        if self.settings["report"] != "mixed":
            return self.settings["report"]
        with self.lock:
            self.count += 1
            forms = sorted(lambda_tail.REPORTS)
            return forms[self.count % len(forms)]

    def log(self, function, shot, form):
        shown_at = time.time() * 1000 + self.settings["logs_delay_ms"]
        with function.lock:
            for line in lambda_tail.log_lines(shot, form):
                function.logs.append({
                    "logStreamName": f"2026/11/28/[{shot['version']}]{shot['instance_id']}",
                    "timestamp": int(time.time() * 1000), "message": line,
                    "eventId": str(len(function.logs)), "shown_at": shown_at})


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "loopback"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    # --- replies ---

    def reply(self, status, body=None, headers=None):
        raw = b"" if body is None else body if isinstance(body, bytes) \
            else json.dumps(body).encode()
        kind = self.fault["kind"]
        if kind == "garbage":
            raw = b"{\"half\": "
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("x-amzn-RequestId", self.request_id)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        if kind == "tear_half":
            self.wfile.write(raw[:len(raw) // 2])
            raise Torn
        self.wfile.write(raw)

    def refuse(self, failure):
        body = {"Type": "User", "message": str(failure)}
        if failure.status % 2:  # both spellings occur
            body["Message"] = body.pop("message")
        headers = {"x-amzn-ErrorType": failure.kind + ":"}
        if failure.extra.get("untyped"):
            headers, body = {}, {}
        if failure.extra.get("reason"):
            body["Reason"] = failure.extra["reason"]
        if failure.extra.get("retry_after") is not None:
            headers["Retry-After"] = str(failure.extra["retry_after"])
        self.reply(failure.status, body, headers)

    def before(self, operation):
        """Faults that come before anything is done."""
        self.fault = self.world.faults.take(operation)
        kind = self.fault["kind"]
        if kind:
            self.world.journal.write("fault", operation=operation, kind=kind)
        if kind == "tear_before":
            raise Torn
        if kind == "reset":
            raise Torn(reset=True)
        if kind == "slow":
            time.sleep(self.fault["ms"] / 1000.0)
        if kind == "error":
            fault = self.fault
            raise Failure(fault["status"], fault.get("type", "ServiceException"),
                          fault.get("message", "as the test wants it"),
                          **{k: fault.get(k) for k in ("reason", "retry_after", "untyped")})

    def after(self):
        """Faults that come when it was done."""
        kind = self.fault["kind"]
        if kind == "tear_after":
            raise Torn
        if kind == "slow_after":
            time.sleep(self.fault["ms"] / 1000.0)
        if kind == "error_after":
            raise Failure(self.fault.get("status", 500), "ServiceException", "went wrong late")

    # --- requests ---

    def handle_any(self):
        self.world = self.server.world
        self.fault = {"kind": ""}
        self.request_id = "00000000-0000-4000-8000-000000000000"
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            self.answer(body)
        except Torn as torn:
            self.tear(torn.reset)

    def answer(self, body):
        try:
            if self.path.startswith("/_test/"):
                self.control(body)
            else:
                self.serve(body)
        except Failure as failure:
            self.refuse(failure)
        except sigv4_verify.Denied as denied:
            self.world.journal.write("denied", kind=denied.kind, why=str(denied),
                                     method=self.command, path=self.path)
            self.refuse(Failure(403, denied.kind, str(denied)))

    do_GET = do_POST = do_PUT = do_DELETE = handle_any

    def tear(self, reset):
        self.close_connection = True
        if reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                       struct.pack("ii", 1, 0))
        else:
            try:
                self.connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def serve(self, body):
        service = self.world.verifier.verify(self.command, self.path, self.headers, body)
        path, _, query = self.path.partition("?")
        arguments = {k: v[0] for k, v in urllib.parse.parse_qs(query).items()}
        if service == "logs":
            if path != "/" or self.headers.get("x-amz-target") != LOGS + "FilterLogEvents":
                raise Failure(400, "UnknownOperationException", "only FilterLogEvents")
            self.before("FilterLogEvents")
            self.filter_log_events(json.loads(body))
            return
        if not path.startswith(PREFIX):
            raise Failure(404, "UnknownOperationException", path)
        parts = [urllib.parse.unquote(part) for part in path[len(PREFIX):].split("/")]
        function, qualifier = self.world.function(parts[0])
        if qualifier and arguments.get("Qualifier", qualifier) != qualifier:
            raise Failure(400, "InvalidParameterValueException", "two qualifiers")
        qualifier = arguments.get("Qualifier", qualifier)
        self.route(function, qualifier, parts[1:], arguments, body)

    def route(self, function, qualifier, rest, arguments, body):
        name = {("GET", "configuration"): "GetFunctionConfiguration",
                ("PUT", "configuration"): "UpdateFunctionConfiguration",
                ("POST", "versions"): "PublishVersion",
                ("GET", "versions"): "ListVersionsByFunction",
                ("GET", "aliases"): "ListAliases",
                ("POST", "invocations"): "Invoke",
                ("DELETE", ""): "DeleteFunction"}.get(
                    (self.command, rest[0] if len(rest) == 1 else "" if not rest else "?"))
        if not name:
            raise Failure(404, "UnknownOperationException", self.path)
        self.before(name)
        if name == "Invoke":
            self.invoke(function, qualifier, body)
            return
        request = json.loads(body) if body else {}
        if self.command in ("PUT", "POST") and \
                self.headers.get("content-type", "").split(";")[0] != "application/json":
            raise Failure(415, "UnsupportedMediaTypeException", "not application/json")
        status, answer = {
            "GetFunctionConfiguration": self.get_configuration,
            "UpdateFunctionConfiguration": self.update, "PublishVersion": self.publish,
            "ListVersionsByFunction": self.list_versions, "ListAliases": self.list_aliases,
            "DeleteFunction": self.delete}[name](function, qualifier, request, arguments)
        self.after()
        self.reply(status, answer)

    def get_configuration(self, function, qualifier, _request, _arguments):
        return 200, function.configuration(function.resolve(qualifier), bool(qualifier))

    def update(self, function, _qualifier, request, _arguments):
        return 200, function.update(request)

    def publish(self, function, _qualifier, request, _arguments):
        return 201, function.publish(request)

    def delete(self, function, qualifier, _request, _arguments):
        function.delete(qualifier)
        return 204, None

    def list_versions(self, function, _qualifier, _request, arguments):
        size = min(int(arguments.get("MaxItems", 50)), 50)
        start = int(arguments.get("Marker", 0))
        every = function.all_versions()
        page = [function.configuration(v, True) for v in every[start:start + size]]
        answer = {"Versions": page}
        if start + size < len(every):
            answer["NextMarker"] = str(start + size)
        return 200, answer

    def list_aliases(self, function, _qualifier, _request, _arguments):
        return 200, {"Aliases": [
            {"Name": name, "FunctionVersion": number, "AliasArn": f"{function.arn}:{name}"}
            for name, number in sorted(function.aliases.items())]}

    # --- invocations and their logs ---

    def invoke(self, function, qualifier, body):
        try:
            event = json.loads(body or b"null")
        except ValueError:
            raise Failure(400, "InvalidRequestContentException",
                          "Could not parse request body into json") from None
        if self.headers.get("x-amz-invocation-type", "RequestResponse") != "RequestResponse":
            raise Failure(400, "InvalidParameterValueException", "only RequestResponse")
        version = function.resolve(qualifier)
        shot = function.run(version, event)
        self.request_id = shot["request_id"]
        form = self.world.form()
        time.sleep((shot["duration_ms"] + shot["init_ms"]) / 1000.0 * self.world.settings["scale"])
        function.finished(version, shot)
        self.world.log(function, shot, form)
        self.world.journal.write("invoke", function=function.name, form=form, **{
            k: v for k, v in shot.items() if k != "environment"})
        self.after()
        headers = {"X-Amz-Executed-Version": version.number}
        tail = lambda_tail.tail(shot, form)
        if tail is not None and self.headers.get("x-amz-log-type") == "Tail":
            headers["X-Amz-Log-Result"] = base64.b64encode(tail).decode()
        if shot["status"] != "success":
            headers["X-Amz-Function-Error"] = "Handled" if shot["status"] == "handled" \
                else "Unhandled"
            self.reply(200, lambda_tail.failure_body(shot), headers)
        else:
            own = self.world.settings["own_report"]
            self.reply(200, lambda_tail.own_report(shot) if own else {"ok": True}, headers)

    def filter_log_events(self, request):
        group = request.get("logGroupName", "")
        found = [f for f in self.world.functions.values()
                 if (f.settings["log_group"] or f"/aws/lambda/{f.name}") == group]
        if not found:
            raise Failure(400, "ResourceNotFoundException",
                          "The specified log group does not exist.")
        token = request.get("nextToken", "0:0")
        blank, start = (int(n) for n in token.split(":"))
        if blank < self.world.settings["empty_pages"]:
            self.reply(200, {"events": [], "nextToken": f"{blank + 1}:{start}"})
            return
        with found[0].lock:
            events = [{k: v for k, v in e.items() if k != "shown_at"} for e in found[0].logs
                      if matches(e, request) and e["shown_at"] <= time.time() * 1000]
        limit = min(int(request.get("limit", 10000)), 10000)
        answer = {"events": events[start:start + limit], "searchedLogStreams": []}
        if start + limit < len(events):
            answer["nextToken"] = f"0:{start + limit}"
        self.reply(200, answer)

    # --- for the tests ---

    def control(self, body):
        request = json.loads(body) if body else {}
        what = self.path[len("/_test/"):]
        if what == "faults":
            self.world.faults.set(request)
        elif what == "settings":
            self.world.settings.update(request)
        elif what == "change":
            function, _ = self.world.function(request.pop("function"))
            function.update(request, who="somebody else")
        elif what != "state":
            raise Failure(404, "UnknownOperationException", what)
        self.reply(200, {n: f.snapshot() for n, f in self.world.functions.items()})


def matches(event, request):
    """Does a log event fit the times and the pattern: terms, perhaps quoted, or
    { $.path = "value" } joined by &&?"""
    if not request.get("startTime", 0) <= event["timestamp"] <= request.get("endTime", 1 << 62):
        return False
    pattern = request.get("filterPattern", "").strip()
    if not pattern.startswith("{"):
        return all(term.strip('"') in event["message"] for term in pattern.split())
    try:
        message = json.loads(event["message"])
    except ValueError:
        return False
    for condition in pattern.strip("{}").replace("(", "").replace(")", "").split("&&"):
        path, _, value = condition.partition("=")
        at = message
        for name in path.strip().removeprefix("$.").split("."):
            at = at.get(name) if isinstance(at, dict) else None
        if at != value.strip().strip('"'):
            return False
    return True


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        """A client that went away is what these tests are about."""
        if not isinstance(sys.exc_info()[1], (ConnectionError, BrokenPipeError)):
            super().handle_error(request, client_address)


def main():
    folder = sys.argv[1]
    settings = json.loads(sys.argv[2]) if len(sys.argv) > 2 else {}
    server = Server(("127.0.0.1", 0), Handler)
    server.world = World(folder, settings)
    port = os.path.join(folder, "port")
    with open(port + ".tmp", "w", encoding="ascii") as file:
        file.write(f"{server.server_address[1]}\n")
    os.rename(port + ".tmp", port)
    server.serve_forever()


if __name__ == "__main__":
    main()
