# SPDX-License-Identifier: GPL-3.0-or-later
"""A strict verifier of Signature Version 4, written from the AWS documentation
("Create a signed AWS API request") for the loopback servers of the tests. It shares
nothing with the signer under test and says no wherever AWS would."""
import datetime
import hashlib
import hmac
import re
import urllib.parse

SKEW_S = 300
AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>[^/,\s]+)/(?P<date>\d{8})/(?P<region>[a-z0-9-]+)"
    r"/(?P<service>[a-z0-9-]+)/aws4_request,\s*SignedHeaders=(?P<names>[a-z0-9;-]+),"
    r"\s*Signature=(?P<signature>[0-9a-f]{64})$"
)


class Denied(Exception):
    """Why a request is not let in: an error type of AWS, and a sentence."""

    def __init__(self, kind, message):
        super().__init__(message)
        self.kind = kind


def _quote(text):
    return urllib.parse.quote(text, safe="-_.~")


def canonical_path(path):
    """Each segment as it came, encoded once more (every service but S3)."""
    return "/".join(_quote(segment) for segment in path.split("/"))


def canonical_query(query):
    pairs = []
    for part in query.split("&") if query else []:
        name, _, value = part.partition("=")
        pairs.append((_quote(urllib.parse.unquote(name)), _quote(urllib.parse.unquote(value))))
    return "&".join(f"{name}={value}" for name, value in sorted(pairs))


def _hmac(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def signature(secret, scope, amz_date, canonical):
    date, region, service = scope
    text = "\n".join([
        "AWS4-HMAC-SHA256", amz_date, f"{date}/{region}/{service}/aws4_request",
        hashlib.sha256(canonical.encode()).hexdigest(),
    ])
    key = _hmac(("AWS4" + secret).encode(), date)
    for part in (region, service, "aws4_request"):
        key = _hmac(key, part)
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


class Verifier:
    """keys: access key id -> (secret, session token or None)."""

    def __init__(self, keys, region, services):
        self.keys = keys
        self.region = region
        self.services = services

    def _headers(self, headers, names):
        lines = []
        for name in names:
            values = headers.get_all(name)
            if values is None:
                raise Denied("IncompleteSignatureException",
                             f"'{name}' is named as a SignedHeader, but it does not exist")
            joined = ",".join(" ".join(value.split()) for value in values)
            lines.append(f"{name}:{joined}\n")
        return "".join(lines)

    def _scope(self, found, amz_date):
        if found["date"] != amz_date[:8]:
            raise Denied("IncompleteSignatureException",
                         "Date in Credential scope does not match x-amz-date")
        if found["region"] != self.region:
            raise Denied("InvalidSignatureException",
                         f"Credential should be scoped to region {self.region}")
        if found["service"] not in self.services:
            raise Denied("InvalidSignatureException",
                         f"Credential should be scoped to one of {self.services}")

    def _time(self, amz_date):
        try:
            when = datetime.datetime.strptime(amz_date, "%Y%m%dT%H%M%SZ")
        except (TypeError, ValueError):
            raise Denied("IncompleteSignatureException", "no usable x-amz-date") from None
        now = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)
        if abs((now - when).total_seconds()) > SKEW_S:
            raise Denied("InvalidSignatureException", f"Signature expired: {amz_date}")

    def _names(self, headers, names):
        if list(names) != sorted(set(names)):
            raise Denied("IncompleteSignatureException", "SignedHeaders are not sorted")
        must = {"host"} | {name.lower() for name in headers if name.lower().startswith("x-amz-")}
        missing = must - set(names)
        if missing:
            raise Denied("InvalidSignatureException", f"not signed: {sorted(missing)}")

    def _token(self, headers, token):
        sent = headers.get("x-amz-security-token")
        if sent is not None and not sent:
            raise Denied("UnrecognizedClientException", "an empty session token")
        if sent != token:
            raise Denied("UnrecognizedClientException",
                         "The security token included in the request is invalid")

    def verify(self, method, target, headers, body):
        """The service the request is for; Denied when it may not be let in."""
        found = AUTHORIZATION.match(headers.get("authorization") or "")
        if not found:
            raise Denied("MissingAuthenticationTokenException", "no usable authorization")
        if found["key"] not in self.keys:
            raise Denied("UnrecognizedClientException", "The access key is not known")
        secret, token = self.keys[found["key"]]
        amz_date = headers.get("x-amz-date") or ""
        self._time(amz_date)
        self._scope(found, amz_date)
        names = found["names"].split(";")
        self._names(headers, names)
        self._token(headers, token)
        told = headers.get("x-amz-content-sha256")
        digest = hashlib.sha256(body).hexdigest()
        if told is not None and told != digest:
            raise Denied("InvalidSignatureException", "x-amz-content-sha256 is not the body's")
        path, _, query = target.partition("?")
        canonical = "\n".join([
            method, canonical_path(path), canonical_query(query),
            self._headers(headers, names), found["names"], digest,
        ])
        want = signature(secret, (found["date"], found["region"], found["service"]),
                         amz_date, canonical)
        if not hmac.compare_digest(want, found["signature"]):
            raise Denied("InvalidSignatureException",
                         "The request signature we calculated does not match the signature "
                         "you provided")
        return found["service"]
