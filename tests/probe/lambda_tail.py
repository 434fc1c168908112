# SPDX-License-Identifier: GPL-3.0-or-later
"""What Lambda logs of an invocation, in each form seen in public logs."""
import json

TAIL_BYTES = 4096


def _parts(shot):
    parts = [f"RequestId: {shot['request_id']}", f"Duration: {shot['duration_ms']:.2f} ms",
             f"Billed Duration: {shot['billed_ms']} ms", f"Memory Size: {shot['memory_mb']} MB",
             f"Max Memory Used: {shot['max_memory_mb']} MB"]
    if shot["cold"]:
        parts.append(f"Init Duration: {shot['init_ms']:.2f} ms")
    return parts


def _status(shot):
    return {"timeout": ["Status: timeout"],
            "oom": ["Status: error", "Error Type: Runtime.OutOfMemory"]}.get(shot["status"], [])


def _tabs(shot):
    return "REPORT " + "\t".join(_parts(shot) + _status(shot)) + "\t\n"


def _spaces(shot):
    return "REPORT " + "  ".join(_parts(shot) + _status(shot)) + "\n"


def _xray(shot):
    return _tabs(shot) + "XRAY TraceId: 1-6a507b87-0123456789abcdef01234567\t" \
        "SegmentId: d0025b207c551fde\tSampled: true\t\n"


def _rie(shot):
    """The runtime interface emulator: init comes first."""
    parts = _parts(shot)
    if shot["cold"]:
        parts.insert(1, parts.pop())
    return "REPORT " + "\t".join(parts) + "\t\n"


def _zero_init(shot):
    line = _tabs(shot)
    return line if shot["cold"] else line.replace("\t\n", "\tInit Duration: 0.00 ms\t\n")


def _restore(shot):
    line = _tabs(shot)
    return line.replace("Init Duration:", "Restore Duration:").replace(
        "\t\n", "\tBilled Restore Duration: 26 ms\t\n") if shot["cold"] else line


def _noise(shot):
    """A chatty function: the tail starts in the middle of a line, and what the function
    printed looks like a report."""
    return "".join(f"step {n}: Duration: 1.00 ms REPORTED {'x' * 60}\n" for n in range(80)) \
        + _xray(shot)


def _json_event(shot):
    metrics = {"durationMs": shot["duration_ms"], "billedDurationMs": shot["billed_ms"],
               "memorySizeMB": shot["memory_mb"], "maxMemoryUsedMB": shot["max_memory_mb"]}
    if shot["cold"]:
        metrics["initDurationMs"] = shot["init_ms"]
    status = {"timeout": "timeout", "oom": "error"}.get(shot["status"], "success")
    return {"time": "2026-11-28T20:30:29.470Z", "type": "platform.report",
            "record": {"requestId": shot["request_id"], "metrics": metrics, "status": status}}


def _json(shot):
    start = {"time": "2026-11-28T20:30:29.000Z", "type": "platform.start",
             "record": {"requestId": shot["request_id"], "version": shot["version"]}}
    return json.dumps(start) + "\n" + json.dumps(_json_event(shot)) + "\n"


def _json_pretty(shot):
    return json.dumps({"level": "INFO", "message": "done"}, indent=2) + "\n" \
        + json.dumps(_json_event(shot), indent=2) + "\n"


def _no_report(shot):
    return f"START RequestId: {shot['request_id']} Version: {shot['version']}\n"


REPORTS = {
    "tabs": _tabs, "spaces": _spaces, "xray": _xray, "rie": _rie, "zero_init": _zero_init,
    "restore": _restore, "noise": _noise, "json": _json, "json_pretty": _json_pretty,
    "no_report": _no_report,
}


def log_lines(shot, form):
    """The events of the log stream, in order."""
    if form.startswith("json"):
        return [json.dumps(_json_event(shot))]
    lines = [f"START RequestId: {shot['request_id']} Version: {shot['version']}\n"]
    if shot["status"] == "timeout":
        lines.append(f"2026-11-28T20:30:29.470Z {shot['request_id']} Task timed out after "
                     f"{shot['duration_ms'] / 1000:.2f} seconds\n")
    lines.append(f"END RequestId: {shot['request_id']}\n")
    report = REPORTS.get("tabs" if form in ("no_report", "none") else form, _tabs)(shot)
    return lines + [report]


def tail(shot, form):
    """The last 4 KB of the log as bytes, or None without one."""
    if form == "none":
        return None
    if form.startswith("json") or form == "no_report":
        return REPORTS[form](shot).encode()[-TAIL_BYTES:]
    return "".join(log_lines(shot, form)).encode()[-TAIL_BYTES:]


def own_report(shot):
    """What vadvise-fn answers."""
    return {"schema": "vadvise.fn-report/1", "request_id": shot["request_id"], "job": "sleep",
            "invocation": 1, "cold": shot["cold"],
            "init_ms": shot["init_ms"] if shot["cold"] else None,
            "duration_ms": round(shot["duration_ms"] * 0.98, 3), "download_ms": 1.5,
            "process_ms": round(shot["duration_ms"] * 0.9, 3), "upload_ms": 2.5,
            "max_memory_mb": shot["max_memory_mb"], "frames": [], "error": None,
            "cpu": shot["cpu"], "instance_id": shot["instance_id"]}


def failure_body(shot):
    """The body that goes with X-Amz-Function-Error."""
    if shot["status"] == "timeout":
        return {"errorType": "Sandbox.Timedout", "errorMessage":
                f"RequestId: {shot['request_id']} Error: Task timed out after "
                f"{shot['duration_ms'] / 1000:.2f} seconds"}
    if shot["status"] == "oom":
        return {"errorType": "Runtime.ExitError", "errorMessage":
                f"RequestId: {shot['request_id']} Error: Runtime exited with error: "
                "signal: killed"}
    return {"errorType": "ValueError", "errorMessage": "no such picture",
            "stackTrace": ["  File \"/var/task/handler.py\", line 3, in main\n"]}
