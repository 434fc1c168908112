# SPDX-License-Identifier: GPL-3.0-or-later
"""A metadata server and a token endpoint of Google's kind, strict about both.

google_server.py PUBLIC_KEY: prints its port, serves until standard input ends. The token
endpoint checks the signature with openssl, and every claim. Tokens it gives are JSON web
tokens that say what was asked for. GET /count counts what was served.
"""
import base64
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

NOW = int(os.environ.get("TEST_NOW", 1700000000))
SCOPE = "https://www.googleapis.com/auth/cloud-platform"
counts = {}


def b64(data):
    return base64.urlsafe_b64encode(json.dumps(data).encode()).rstrip(b"=").decode()


def unb64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def token(audience, ends_in=3600):
    claims = {"aud": audience, "exp": NOW + ends_in, "iss": "https://accounts.google.com"}
    return ".".join([b64({"alg": "RS256"}), b64(claims), "signature-secret"])


def is_signed(text, signature):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "signature")
        with open(path, "wb") as f:
            f.write(signature)
        return subprocess.run(
            ["openssl", "dgst", "-sha256", "-verify", sys.argv[1], "-signature", path],
            input=text, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            check=False).returncode == 0


def check(assertion, uri):
    """The claims of an assertion; a text when anything about it is wrong. At /gcloud,
    which asks in words of its own, only the signature counts."""
    head, claims, signature = assertion.split(".")
    if not is_signed((head + "." + claims).encode(), unb64(signature)):
        return "Invalid JWT Signature."
    head, claims = json.loads(unb64(head)), json.loads(unb64(claims))
    if uri.endswith("/gcloud"):
        return claims
    if head != {"alg": "RS256", "typ": "JWT", "kid": "key-1"}:
        return "bad head"
    if claims["aud"] != uri or claims["iss"] != "probe@demo.iam.gserviceaccount.com" or \
            claims["sub"] != claims["iss"] or claims["exp"] - claims["iat"] != 3600 or \
            ("scope" in claims) == ("target_audience" in claims) or \
            claims.get("scope", SCOPE) != SCOPE:
        return "bad claims"
    return claims


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def reply(self, body, status=200, flavor=False):
        data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        if flavor:
            self.send_header("Metadata-Flavor", "Google")
        self.end_headers()
        self.wfile.write(data)

    def assertion(self, form, uri):
        claims = check(form["assertion"], uri)
        if isinstance(claims, str):
            return self.reply({"error": "invalid_grant", "error_description": claims}, 400)
        if "target_audience" in claims:
            return self.reply({"id_token": token(claims["target_audience"])})
        return self.reply({"access_token": "access-secret-of-the-key", "expires_in": 3599,
                           "token_type": "Bearer"})

    def tokens(self, body):
        form = {k: v[0] for k, v in parse_qs(body.decode()).items()}
        uri = "http://%s%s" % (self.headers["Host"], self.path)
        if form.get("grant_type") == "urn:ietf:params:oauth:grant-type:jwt-bearer":
            return self.assertion(form, uri)
        if form == {"grant_type": "refresh_token", "client_id": "id", "client_secret":
                    "client-secret", "refresh_token": "refresh-secret/+="}:
            return self.reply({"access_token": "access-secret-of-a-person",
                               "expires_in": "3599"})
        return self.reply({"error": "unsupported_grant_type"}, 400)

    def metadata(self, path, query):
        if self.headers["Metadata-Flavor"] != "Google":
            return self.reply("", 403)
        if path.endswith("/default/token"):
            return self.reply({"access_token": "access-secret-of-metadata",
                               "expires_in": 1000}, flavor=True)
        if path.endswith("/default/identity") and query["format"] == ["full"]:
            return self.reply(token(query["audience"][0]), flavor=True)
        return self.reply("", 404, flavor=True)

    def serve(self):
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        url = urlsplit(self.path)
        counts[url.path] = counts.get(url.path, 0) + 1
        if url.path == "/count":
            self.reply(counts)
        elif url.path.startswith("/computeMetadata/v1/"):
            self.metadata(url.path, parse_qs(url.query))
        elif url.path in ("/token", "/gcloud"):
            self.tokens(body)
        elif url.path == "/junk":
            self.reply("access-secret-junk")
        else:
            self.reply({"id_token": "two\nlines"})

    do_GET = do_POST = serve


def main():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.buffer.read()
    os._exit(0)


main()
