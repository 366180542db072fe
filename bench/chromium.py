"""A Chromium without a window, driven over its DevTools pipe: no driver program, no package, no port.

For screenshots and for tests that must see what a reader's browser does.
"""

import base64
import json
import os
import shutil
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
    "--disable-default-apps", "--no-default-browser-check", "--hide-scrollbars", "--remote-debugging-pipe",
    "--force-color-profile=srgb", "--lang=en-GB",
)  # fmt: skip
PATIENCE = 300.0
"""Seconds after which a page will not come any more; a cold start on two busy cores takes a few."""
LOOK = 0.02
"""Seconds between two looks at what has happened."""


def find() -> str | None:
    """Return the path of a Chromium, None where there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Chromium:
    """A browser with one page. Use as a context manager.

    Attributes:
        requests: Addresses that the page asked for since the last :meth:`open`.
        console: Messages of the console, exceptions and violations of the content policy since then.
    """

    def __init__(self, folder: Path) -> None:
        """Start the browser with an empty profile in a folder."""
        program = find()
        assert program is not None, "no Chromium: apt-get install chromium"
        to_browser, self._out = os.pipe()
        self._in, from_browser = os.pipe()
        wires = f'exec "$@" 3<&{to_browser} 4>&{from_browser}'
        self._process = subprocess.Popen(  # noqa: S603 - a program of this machine, no shell expansion of ours
            ["/bin/bash", "-c", wires, "chromium", program, *FLAGS, f"--user-data-dir={folder}", "about:blank"],
            pass_fds=(to_browser, from_browser),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_browser)
        os.close(from_browser)
        self._rest = b""
        self._number = 0
        self._events: list[dict[str, Any]] = []
        self.requests: list[str] = []
        self.console: list[str] = []
        self._session = self._call("Target.attachToTarget", targetId=self._page(), flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log", "Accessibility", "Audits"):
            self.call(f"{domain}.enable")
        self.call("Page.setLifecycleEventsEnabled", enabled=True)
        self._frame = self.call("Page.getFrameTree")["frameTree"]["frame"]["id"]

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Call a method of the DevTools protocol on the page and return its result."""
        return self._call(method, session=self._session, **parameters)

    def size(self, width: int, height: int, *, dark: bool = False, phone: bool = False) -> None:
        """Set the window, the colour scheme, and whether it is a phone."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=phone)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[scheme])

    def open(self, url: str) -> None:
        """Load a page and wait until it and its frames are there."""
        self.requests, self.console, self._events = [], [], []
        self._until_loaded(self.call("Page.navigate", url=url)["loaderId"])
        time.sleep(0.2)  # what a hostile page would start from a timer or after loading
        self.evaluate("1")  # takes in the events until now
        self._note()

    def evaluate(self, expression: str) -> Any:
        """Return the value of a JavaScript expression."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def key(self, name: str) -> None:
        """Press a key, "Tab" or "Enter"."""
        codes = {"Tab": 9, "Enter": 13}
        facts = {"key": name, "code": name, "windowsVirtualKeyCode": codes[name]}
        text = {"text": "\r"} if name == "Enter" else {}
        self.call("Input.dispatchKeyEvent", type="keyDown", **facts, **text)
        self.call("Input.dispatchKeyEvent", type="keyUp", **facts)

    def write(self, text: str) -> None:
        """Type into what has the focus."""
        self.call("Input.insertText", text=text)

    def loaded(self) -> None:
        """Wait for the page that a key or a click has asked for."""
        self._until_loaded()

    def screenshot(self, path: Path, *, whole: bool = False) -> None:
        """Write a PNG of the window, or of the whole page."""
        shot = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(shot["data"]))

    def tree(self) -> list[tuple[str, str]]:
        """Return role and name of every node that the accessibility tree does not ignore."""
        nodes = self.call("Accessibility.getFullAXTree")["nodes"]
        return [
            (node["role"]["value"], node.get("name", {}).get("value", "")) for node in nodes if not node["ignored"]
        ]

    def _page(self) -> str:
        """Wait for the browser's one page and return its target."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for target in self._call("Target.getTargets")["targetInfos"]:
                if target["type"] == "page":
                    return str(target["targetId"])
            time.sleep(LOOK)
        raise AssertionError("the browser opens no page")

    def _until_loaded(self, loader: str | None = None) -> None:
        """Wait until the document of a loader, or a new one, is there with its frames."""
        deadline = time.monotonic() + PATIENCE
        while not any(_is_load(each, self._frame, loader) for each in self._events):
            assert time.monotonic() < deadline, "the page does not load"
            self._call("Browser.getVersion")  # takes in the events until now; the page itself may be between two
            time.sleep(LOOK)
        self._note()

    def _note(self) -> None:
        """Take requests and messages out of the events."""
        for event in self._events:
            facts = event.get("params", {})
            if event["method"] == "Network.requestWillBeSent":
                self.requests.append(facts["request"]["url"])
            elif event["method"] == "Runtime.consoleAPICalled":
                self.console.append(json.dumps(facts["args"]))
            elif event["method"] == "Runtime.exceptionThrown":
                self.console.append(json.dumps(facts["exceptionDetails"]))
            elif event["method"] == "Log.entryAdded":
                self.console.append(f"{facts['entry']['text']} {facts['entry'].get('url', '')}")
        self._events = []

    def _call(self, method: str, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == self._number:
                assert "error" not in answer, f"{method}: {answer['error']}"
                result: dict[str, Any] = answer["result"]
                return result
            if "method" in answer:
                self._events.append(answer)

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            more = os.read(self._in, 1 << 16)
            assert more, "the browser has gone"
            self._rest += more
        message, _, self._rest = self._rest.partition(b"\0")
        read: dict[str, Any] = json.loads(message)
        return read

    def __enter__(self) -> Self:
        """Return the browser."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the browser."""
        os.close(self._out)  # it ends when its pipe does
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._in)


def _is_load(event: dict[str, Any], frame: str, loader: str | None) -> bool:
    facts = event.get("params", {})
    is_end = event["method"] == "Page.lifecycleEvent" and facts["name"] == "load" and facts["frameId"] == frame
    return is_end and loader in {None, facts["loaderId"]}
