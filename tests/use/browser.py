# SPDX-License-Identifier: GPL-3.0-or-later
"""A headless Chromium, driven through the DevTools protocol over two pipes."""
import base64
import json
import os
import select
import subprocess
import time

DEADLINE_S = 60


class Browser:
    def __init__(self, program, profile, extra=()):
        """Start it with a profile of its own."""
        to_read, self.write_fd = os.pipe()
        self.read_fd, to_write = os.pipe()
        os.set_inheritable(to_read, True)
        os.set_inheritable(to_write, True)

        def place():
            # The protocol's pipes are descriptors 3 and 4 in the child.
            a, b = os.dup(to_read), os.dup(to_write)
            os.dup2(a, 3)
            os.dup2(b, 4)
            for fd in (3, 4):
                os.set_inheritable(fd, True)

        self.child = subprocess.Popen(
            [program, "--headless=new", "--no-sandbox", "--disable-gpu",
             "--remote-debugging-pipe", "--user-data-dir=" + profile,
             "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions",
             "--disable-background-networking", "--disable-component-update",
             "--disable-sync", "--hide-scrollbars", *extra, "about:blank"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, preexec_fn=place, close_fds=False)
        os.close(to_read)
        os.close(to_write)
        self.pending = b""
        self.last_id = 0
        self.events = []

    def close(self):
        try:
            self.send("Browser.close")
        except (OSError, EOFError, TimeoutError):
            pass
        try:
            self.child.wait(10)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()
        os.close(self.write_fd)
        os.close(self.read_fd)

    def _message(self, until):
        while b"\0" not in self.pending:
            ready, _, _ = select.select([self.read_fd], [], [],
                                        max(0.0, until - time.monotonic()))
            if not ready:
                raise TimeoutError("the browser does not answer")
            piece = os.read(self.read_fd, 1 << 16)
            if not piece:
                raise EOFError("the browser ended")
            self.pending += piece
        text, self.pending = self.pending.split(b"\0", 1)
        return json.loads(text)

    def send(self, method, session=None, **params):
        """One command; its result. Events on the way are kept."""
        self.last_id += 1
        message = {"id": self.last_id, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        os.write(self.write_fd, json.dumps(message).encode() + b"\0")
        until = time.monotonic() + DEADLINE_S
        while True:
            answer = self._message(until)
            if answer.get("id") == self.last_id:
                if "error" in answer:
                    raise RuntimeError(method + ": " + json.dumps(answer["error"]))
                return answer["result"]
            if "method" in answer:
                self.events.append(answer)

    def wait(self, method, session):
        """The next event of that name that was not taken yet."""
        until = time.monotonic() + DEADLINE_S
        while True:
            for event in self.events:
                if event["method"] == method and event.get("sessionId") == session:
                    self.events.remove(event)
                    return event["params"]
            answer = self._message(until)
            if "method" in answer:
                self.events.append(answer)

    def page(self, width=1000, height=800, scheme="light", scripts=True, media=""):
        """A new page, watched from its first moment; its session."""
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        session = self.send("Target.attachToTarget", targetId=target,
                            flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Log", "Runtime", "Audits", "Security"):
            self.send(domain + ".enable", session)
        self.send("Emulation.setDeviceMetricsOverride", session, width=width,
                  height=height, deviceScaleFactor=1, mobile=False)
        self.send("Emulation.setEmulatedMedia", session, media=media,
                  features=[{"name": "prefers-color-scheme", "value": scheme}])
        if not scripts:
            self.send("Emulation.setScriptExecutionDisabled", session, value=True)
        return session

    def load(self, session, url):
        self.send("Page.navigate", session, url=url)
        self.wait("Page.loadEventFired", session)

    def run(self, session, script):
        """The value of an expression."""
        answer = self.send("Runtime.evaluate", session, expression=script,
                           returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(json.dumps(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def screenshot(self, session, path, whole=True):
        size = self.send("Page.getLayoutMetrics", session)["cssContentSize"]
        data = self.send("Page.captureScreenshot", session, format="png",
                         captureBeyondViewport=whole,
                         **({"clip": {"x": 0, "y": 0, "width": size["width"],
                                      "height": size["height"], "scale": 1}}
                            if whole else {}))["data"]
        with open(path, "wb") as f:
            f.write(base64.b64decode(data))

    def print_pdf(self, session, path):
        data = self.send("Page.printToPDF", session, printBackground=False,
                         paperWidth=8.27, paperHeight=11.69)["data"]
        with open(path, "wb") as f:
            f.write(base64.b64decode(data))
