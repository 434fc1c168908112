# SPDX-License-Identifier: GPL-3.0-or-later
"""AWS Lambda as the tests need it: functions with versions, aliases and revisions,
updates that take their time, environments that start cold. Written from the service's
API reference. Everything that runs or changes goes to a journal."""
import copy
import fractions
import json
import math
import random
import re
import threading
import time
import uuid

ACCOUNT = "123456789012"
SIZES = (128, 10240)
# Price list of us-east-1, x86: dollars for a GB-second and for a request, in picodollars.
GB_SECOND_PUSD = fractions.Fraction(166667 * 100)
REQUEST_PUSD = 200000

DEFAULTS = {
    "memory_mb": 1024, "timeout_s": 30, "description": "resizes pictures",
    "arch": "x86_64", "runtime": "python3.12", "package": "Zip", "snapstart": False,
    "max_mb": SIZES[1], "a": 60000.0, "b": -0.9, "floor_ms": 15.0, "sigma": 0.05,
    "init_ms": 180.0, "oom_below_mb": 0, "json_logs": False, "log_group": None,
    "update_ms": 30, "pending_ms": 20, "cpu": ["Intel(R) Xeon(R) Processor @ 2.50GHz"],
}


class Failure(Exception):
    """A reply of AWS that is an error."""

    def __init__(self, status, kind, message, **extra):
        super().__init__(message)
        self.status = status
        self.kind = kind
        self.extra = extra


def not_found(what):
    return Failure(404, "ResourceNotFoundException", f"Function not found: {what}")


class Journal:
    """One JSON object a line, on the disk before the reply goes out."""

    def __init__(self, path):
        self.file = open(path, "a", encoding="utf-8")
        self.lock = threading.Lock()

    def write(self, event, **fields):
        with self.lock:
            line = {"event": event, "at_ms": int(time.time() * 1000), **fields}
            self.file.write(json.dumps(line) + "\n")
            self.file.flush()


class Environment:
    """What one running copy of a version is."""

    def __init__(self, cpu):
        self.id = str(uuid.uuid4())
        self.cpu = cpu
        self.max_memory_mb = 40
        self.count = 0


class Version:
    def __init__(self, number, memory_mb, description, sha256):
        self.number = number
        self.memory_mb = memory_mb
        self.description = description
        self.sha256 = sha256
        self.revision = str(uuid.uuid4())
        self.active_at = 0.0
        self.idle = []

    @property
    def state(self):
        return "Pending" if time.monotonic() < self.active_at else "Active"


class Function:
    def __init__(self, name, settings, region, journal, seed):
        self.settings = {**DEFAULTS, **settings}
        self.name = name
        self.region = region
        self.journal = journal
        self.random = random.Random(seed)
        self.lock = threading.RLock()
        self.latest = Version("$LATEST", self.settings["memory_mb"],
                              self.settings["description"], "code-1")
        self.versions = {}
        self.aliases = {}
        self.next_number = 1
        self.updated_at = 0.0
        self.update_failed = None
        self.logs = []
        for old in self.settings.get("versions", []):
            self._add(old["memory_mb"], old.get("description", ""), old.get("sha256", "code-1"))
        for name_, number in self.settings.get("aliases", {}).items():
            self.aliases[name_] = str(number)
        self.last_published = None

    @property
    def arn(self):
        return f"arn:aws:lambda:{self.region}:{ACCOUNT}:function:{self.name}"

    def _add(self, memory_mb, description, sha256):
        version = Version(str(self.next_number), memory_mb, description, sha256)
        self.versions[version.number] = version
        self.next_number += 1
        return version

    # --- what the control plane says ---

    def _settle(self):
        """The end of an update gives the configuration a new revision."""
        if self.updated_at and time.monotonic() >= self.updated_at:
            self.updated_at = 0.0
            self.latest.revision = str(uuid.uuid4())

    def resolve(self, qualifier):
        with self.lock:
            self._settle()
            if qualifier in (None, "", "$LATEST"):
                return self.latest
            number = self.aliases.get(qualifier, qualifier)
            if number not in self.versions:
                raise not_found(f"{self.arn}:{qualifier}")
            return self.versions[number]

    def configuration(self, version, qualified):
        latest = version is self.latest
        status = "Successful"
        if latest and self.updated_at:
            status = "InProgress"
        elif latest and self.update_failed:
            status = "Failed"
        return {
            "FunctionName": self.name,
            "FunctionArn": self.arn + (f":{version.number}" if qualified else ""),
            "Runtime": self.settings["runtime"], "Handler": "handler.main",
            "Role": f"arn:aws:iam::{ACCOUNT}:role/probe", "CodeSize": 1234,
            "Description": version.description, "Timeout": self.settings["timeout_s"],
            "MemorySize": version.memory_mb, "CodeSha256": version.sha256,
            "Version": version.number, "LastModified": "2026-11-28T20:00:00.000+0000",
            "PackageType": self.settings["package"], "RevisionId": version.revision,
            "Architectures": [self.settings["arch"]], "EphemeralStorage": {"Size": 512},
            "State": version.state, "LastUpdateStatus": status,
            "LastUpdateStatusReason": self.update_failed if status == "Failed" else None,
            "SnapStart": {"ApplyOn": "PublishedVersions" if self.settings["snapstart"] else "None",
                          "OptimizationStatus": "Off"},
            "LoggingConfig": {"LogFormat": "JSON" if self.settings["json_logs"] else "Text",
                              "LogGroup": self.settings["log_group"]
                              or f"/aws/lambda/{self.name}"},
        }

    def _check_revision(self, revision):
        if revision and revision != self.latest.revision:
            raise Failure(412, "PreconditionFailedException",
                          "The RevisionId provided does not match the latest RevisionId.")

    def _check_idle(self):
        self._settle()
        if self.updated_at:
            raise Failure(409, "ResourceConflictException", "The operation cannot be performed "
                          f"at this time. An update is in progress for resource: {self.arn}")

    def update(self, request, who="api"):
        memory = request.get("MemorySize", self.latest.memory_mb)
        description = request.get("Description", self.latest.description)
        with self.lock:
            self._check_idle()
            self._check_revision(request.get("RevisionId"))
            if not isinstance(memory, int) or not SIZES[0] <= memory <= self.settings["max_mb"]:
                raise Failure(400, "InvalidParameterValueException",
                              f"'MemorySize' value failed to satisfy constraint: Member must "
                              f"have value less than or equal to {self.settings['max_mb']}")
            if not isinstance(description, str) or len(description) > 256:
                raise Failure(400, "InvalidParameterValueException", "'description' too long")
            before = (self.latest.memory_mb, self.latest.description)
            self.latest.memory_mb, self.latest.description = memory, description
            self.latest.revision = str(uuid.uuid4())
            self.latest.idle = []
            self.update_failed = self.settings.get("fail_update")
            self.updated_at = time.monotonic() + self.settings["update_ms"] / 1000.0
            self.journal.write("update", function=self.name, who=who,
                               memory_mb=[before[0], memory],
                               description=[before[1], description])
            return self.configuration(self.latest, False)

    def publish(self, request):
        with self.lock:
            self._check_idle()
            self._check_revision(request.get("RevisionId"))
            key = (self.latest.memory_mb, self.latest.description, self.latest.sha256)
            if self.last_published and self.last_published[0] == key \
                    and self.last_published[1] in self.versions:
                version = self.versions[self.last_published[1]]
            else:
                version = self._add(self.latest.memory_mb,
                                    request.get("Description") or self.latest.description,
                                    self.latest.sha256)
                version.active_at = time.monotonic() + self.settings["pending_ms"] / 1000.0
                self.last_published = (key, version.number)
                self.latest.revision = str(uuid.uuid4())
                self.journal.write("publish", function=self.name, version=version.number,
                                   memory_mb=version.memory_mb, description=version.description)
            return self.configuration(version, True)

    def delete(self, qualifier):
        with self.lock:
            if qualifier in (None, ""):
                self.journal.write("function_deleted", function=self.name)
                raise Failure(403, "AccessDeniedException", "the tests do not delete functions")
            if qualifier == "$LATEST":
                raise Failure(400, "InvalidParameterValueException",
                              "$LATEST version cannot be deleted without deleting the function.")
            if qualifier in self.aliases.values():
                raise Failure(409, "ResourceConflictException", "Unable to delete version "
                              f"{qualifier} because the following aliases reference it")
            if self.versions.pop(qualifier, None) is None:
                raise not_found(f"{self.arn}:{qualifier}")
            self.journal.write("delete", function=self.name, version=qualifier)

    def all_versions(self):
        with self.lock:
            self._settle()
            return [self.latest] + [self.versions[n] for n in sorted(self.versions, key=int)]

    # --- running ---

    def _duration_ms(self, memory_mb):
        clean = self.settings["a"] * memory_mb ** self.settings["b"] + self.settings["floor_ms"]
        return clean * math.exp(self.random.gauss(0, self.settings["sigma"]))

    def run(self, version, event):
        """One invocation: what it was, for the log and the journal."""
        with self.lock:
            if version.state != "Active":
                kind = "SnapStartNotReadyException" if self.settings["snapstart"] \
                    else "ResourceConflictException"
                raise Failure(409, kind, "The operation cannot be performed at this time. "
                              "The function is currently in the following state: Pending")
            cold = not version.idle
            environment = version.idle.pop() if version.idle else Environment(
                self.random.choice(self.settings["cpu"]))
            duration = self._duration_ms(version.memory_mb)
            if isinstance(event, dict) and isinstance(event.get("work"), (int, float)):
                duration *= event["work"]
            init = self.settings["init_ms"] * math.exp(self.random.gauss(0, 0.05)) if cold else 0.0
        limit = self.settings["timeout_s"] * 1000.0
        status = "success"
        if version.memory_mb < self.settings["oom_below_mb"]:
            status, duration = "oom", duration * 0.4
        elif isinstance(event, dict) and event.get("fail"):
            status = "handled"
        if duration >= limit:
            status, duration = "timeout", limit
        duration, init = round(duration, 2), round(init, 2)
        environment.count += 1
        environment.max_memory_mb = max(environment.max_memory_mb,
                                        min(version.memory_mb, 60 + environment.count % 7))
        billed = math.ceil(duration + init)
        return {
            "request_id": str(uuid.uuid4()), "version": version.number, "cold": cold,
            "memory_mb": version.memory_mb, "duration_ms": duration, "init_ms": init,
            "billed_ms": billed, "status": status, "cpu": environment.cpu,
            "instance_id": environment.id, "max_memory_mb": environment.max_memory_mb,
            "cost_pusd": cost_pusd(version.memory_mb, billed), "environment": environment,
        }

    def finished(self, version, shot):
        """Crashed and timed out environments are not used again."""
        with self.lock:
            if shot["status"] in ("success", "handled"):
                version.idle.append(shot["environment"])

    def snapshot(self):
        with self.lock:
            self._settle()
            return {
                "memory_mb": self.latest.memory_mb, "description": self.latest.description,
                "in_progress": bool(self.updated_at), "aliases": copy.deepcopy(self.aliases),
                "versions": {n: {"memory_mb": v.memory_mb, "description": v.description}
                             for n, v in sorted(self.versions.items(), key=lambda i: int(i[0]))},
            }


def cost_pusd(memory_mb, billed_ms):
    exact = GB_SECOND_PUSD * memory_mb * billed_ms / (1024 * 1000) + REQUEST_PUSD
    return math.floor(exact + fractions.Fraction(1, 2))


NAME = re.compile(
    r"^(?:arn:aws[a-z-]*:lambda:(?P<region>[a-z0-9-]+):)?(?:(?P<account>\d{12}):)?"
    r"(?:function:)?(?P<name>[A-Za-z0-9-_]{1,64})(?::(?P<qualifier>\$LATEST|[A-Za-z0-9-_]+))?$")


def split_name(text):
    """(name, qualifier) of a name, a partial ARN or an ARN."""
    found = NAME.match(text)
    if not found:
        raise Failure(400, "ValidationException", f"Value '{text}' at 'functionName' failed "
                      "to satisfy constraint: Member must satisfy regular expression pattern")
    return found["name"], found["qualifier"]
