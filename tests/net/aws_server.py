# SPDX-License-Identifier: GPL-3.0-or-later
"""What serves credentials to AWS clients, and a service that checks signatures.

The ports come on the first line (TEST_PORT asks for one). It serves until standard
input ends. /container/KIND serves credentials (KIND says how good they are), /latest/...
is the instance metadata service, everything else a service: it answers "signed by KEY",
or with an error when the signature is not right. GET /count counts what was served.
"""
import hashlib
import hmac
import json
import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, unquote

SECRETS = {
    "AKIACONTAINER": "container-secret/+=", "AKIAINSTANCE": "instance-secret",
    "AKIAENV": "env-secret", "AKIAFILE": "file-secret", "AKIAPROCESS": "process-secret",
}
counts = {}


def credentials(key, ends_in_s=3600, **more):
    ends = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(NOW + ends_in_s))
    return {"AccessKeyId": key, "SecretAccessKey": SECRETS[key],
            "Token": "session-token-of-" + key, "Expiration": ends, **more}


NOW = int(os.environ.get("TEST_NOW", 1700000000))  # what the clock of the test says
CONTAINER = {
    "ok": lambda: credentials("AKIACONTAINER"),
    "short": lambda: credentials("AKIACONTAINER", 200),
    "expired": lambda: credentials("AKIACONTAINER", -10),
    "partial": lambda: {"AccessKeyId": "AKIACONTAINER"},
    "endless-token": lambda: credentials("AKIACONTAINER", Token="t" * 5000),
    "odd-key": lambda: credentials("AKIACONTAINER", AccessKeyId="AKIA\r\nX-Evil: 1"),
    "bad-time": lambda: credentials("AKIACONTAINER", Expiration="soon"),
    "deep": lambda: "[" * 200000,
    "text": lambda: "secret-in-a-reply",
}


def sha(data):
    return hashlib.sha256(data).hexdigest()


def canonical_query(query):
    pairs = [tuple(part.partition("=")[::2]) for part in query.split("&") if part]
    return "&".join("%s=%s" % (quote(unquote(n), safe="-_.~"), quote(unquote(v), safe="-_.~"))
                    for n, v in sorted(pairs))


def expected(request, body, given):
    scope = given["Credential"].split("/", 1)[1]
    day, region, service, _ = scope.split("/")
    path, _, query = request.path.partition("?")
    names = given["SignedHeaders"].split(";")
    headers = "".join("%s:%s\n" % (n, " ".join(",".join(
        v.strip() for v in request.headers.get_all(n)).split())) for n in names)
    canonical = "\n".join([
        request.command, path if service == "s3" else quote(path, safe="/-_.~"),
        canonical_query(query), headers, given["SignedHeaders"], sha(body)])
    key = ("AWS4" + SECRETS[given["Credential"].split("/")[0]]).encode()
    for part in (day, region, service, "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    text = "\n".join(["AWS4-HMAC-SHA256", request.headers["X-Amz-Date"], scope,
                      sha(canonical.encode())])
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def reply(self, body, status=200, headers=()):
        data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def container(self, kind):
        if kind == "token" and self.headers["Authorization"] != "the-container-token":
            return self.reply({"message": "no"}, 401)
        if kind == "down":
            return self.reply("secret-in-an-error", 500)
        return self.reply(CONTAINER["ok" if kind == "token" else kind]())

    def metadata(self, path):
        if self.command == "PUT" and path == "api/token":
            if not self.headers["X-aws-ec2-metadata-token-ttl-seconds"]:
                return self.reply("", 400)
            return self.reply("the-metadata-token")
        if self.headers["X-aws-ec2-metadata-token"] != "the-metadata-token":
            return self.reply("", 401)
        if path == "meta-data/iam/security-credentials/":
            return self.reply("the-role\n")
        if path == "meta-data/iam/security-credentials/the-role":
            return self.reply(credentials("AKIAINSTANCE", Code="Success"))
        return self.reply("", 404)

    def service(self, body):
        kind, _, rest = (self.headers["Authorization"] or " ").partition(" ")
        given = dict(p.strip().partition("=")[::2] for p in rest.split(","))
        if kind != "AWS4-HMAC-SHA256":
            return self.reply({"Message": "unsigned"}, 403)
        if expected(self, body, given) != given["Signature"]:
            return self.reply({"message": "The signature does not match"}, 403,
                              [("x-amzn-ErrorType", "InvalidSignatureException:http://x/")])
        token = self.headers["X-Amz-Security-Token"] or "none"
        return self.reply("signed by %s, token %s" % (
            given["Credential"].split("/")[0], token))

    def serve(self):
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        counts[self.path] = counts.get(self.path, 0) + 1
        if self.path == "/count":
            self.reply(counts)
        elif self.path.startswith("/container/"):
            self.container(self.path[11:])
        elif self.path.startswith("/latest/"):
            self.metadata(self.path[8:])
        else:
            self.service(body)

    do_GET = do_POST = do_PUT = do_DELETE = serve


class Server(ThreadingHTTPServer):
    daemon_threads = True


def main():
    wanted = os.environ.get("TEST_ADDRESS", "127.0.0.1:0").split()
    servers = [Server((a.rsplit(":", 1)[0], int(a.rsplit(":", 1)[1])), Handler)
               for a in wanted]
    for s in servers:
        threading.Thread(target=s.serve_forever, daemon=True).start()
    print(*(s.server_address[1] for s in servers), flush=True)
    sys.stdin.buffer.read()
    os._exit(0)


main()
