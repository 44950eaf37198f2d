"""A headless Chromium, driven over a pair of pipes with its own DevTools protocol."""

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

import pytest

PATIENCE_S = 30
# What the viewer shows: the canvas, made small enough to be handed over, and how large it is.
LOOK = """
(() => {
  const canvas = document.querySelector("#noVNC_container canvas, canvas");
  if (!canvas || !canvas.width) return null;
  const box = canvas.getBoundingClientRect();
  const small = document.createElement("canvas");
  small.width = 160; small.height = 120;
  const context = small.getContext("2d");
  context.drawImage(canvas, 0, 0, 160, 120);
  const bytes = context.getImageData(0, 0, 160, 120).data;
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return {width: canvas.width, height: canvas.height, shown: box.width, pixels: btoa(text)};
})()
"""


class Frame:
    def __init__(self, answer):
        self.width, self.height, self.shown = (answer[key] for key in ("width", "height", "shown"))
        data = base64.b64decode(answer["pixels"])
        self.pixels = [data[at:at + 3] for at in range(0, len(data), 4)]

    def colours(self):
        return len(set(self.pixels))

    def most_frequent(self):
        """The share of the picture that has the one colour that most of it has."""
        return max(map(self.pixels.count, set(self.pixels[::16]))) / len(self.pixels)

    def changed(self, other):
        """The share of pixels that differ."""
        return sum(map(bytes.__ne__, self.pixels, other.pixels)) / len(self.pixels)


class Browser:
    def __init__(self, folder):
        self.folder = folder
        self.binary = shutil.which("chromium")
        self.number, self.buffer = 0, b""

    def __enter__(self):
        if not self.binary:
            pytest.skip("needs chromium, which is not installed")
        self.folder.mkdir(parents=True, exist_ok=True)
        self.profile = tempfile.TemporaryDirectory(prefix="clau-browser-")
        theirs_in, self.writing = os.pipe()
        self.reading, theirs_out = os.pipe()
        # The browser reads its commands from descriptor 3, and answers on 4.
        high = [fcntl.fcntl(end, fcntl.F_DUPFD, 16) for end in (theirs_in, theirs_out)]

        def arrange():
            os.dup2(high[0], 3)
            os.dup2(high[1], 4)

        self.process = subprocess.Popen(
            [self.binary, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
             "--disable-dev-shm-usage", "--remote-debugging-pipe", "--window-size=1024,768",
             f"--user-data-dir={self.profile.name}", "about:blank"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            preexec_fn=arrange, pass_fds=(3, 4), env={**os.environ, "HOME": self.profile.name},
        )
        for end in (theirs_in, theirs_out, *high):
            os.close(end)
        return self

    def __exit__(self, *error):
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self.writing)
        os.close(self.reading)
        shutil.rmtree(self.profile.name, ignore_errors=True)

    # ---- the protocol: JSON documents that end in a NUL

    def receive(self, deadline):
        while b"\0" not in self.buffer:
            left = deadline - time.monotonic()
            ready, _, _ = select.select([self.reading], [], [], max(left, 0))
            assert ready, "the browser does not answer"
            piece = os.read(self.reading, 1 << 20)
            assert piece, "the browser has ended"
            self.buffer += piece
        document, _, self.buffer = self.buffer.partition(b"\0")
        return json.loads(document)

    def ask(self, method, session=None, **parameters):
        self.number += 1
        request = {"id": self.number, "method": method, "params": parameters}
        if session:
            request["sessionId"] = session
        os.write(self.writing, json.dumps(request).encode() + b"\0")
        deadline = time.monotonic() + PATIENCE_S
        while True:
            answer = self.receive(deadline)
            if answer.get("id") == self.number:
                assert "error" not in answer, f"{method}: {answer['error']}"
                return answer["result"]

    def open(self, url):
        target = self.ask("Target.createTarget", url=url)["targetId"]
        session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        return Page(self, session)


class Page:
    def __init__(self, browser, session):
        self.browser, self.session = browser, session

    def evaluate(self, script):
        answer = self.browser.ask("Runtime.evaluate", self.session, expression=script,
                                  returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def frame(self):
        """What the viewer shows now, or None while it shows nothing."""
        answer = self.evaluate(LOOK)
        return Frame(answer) if answer else None

    def screenshot(self, name):
        answer = self.browser.ask("Page.captureScreenshot", self.session, format="png")
        path = self.browser.folder / name
        path.write_bytes(base64.b64decode(answer["data"]))
        return path
