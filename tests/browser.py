"""A real browser without a window: Chromium, driven by its DevTools protocol, and what a terminal in its page shows.

Knows nothing of the server but that its pages write a terminal's bytes into WebSockets.
"""

from __future__ import annotations

import asyncio
import base64
import itertools
import os
import re
import shutil
import signal
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse

from benchmarks.emulator import Emulator
from tests.patience import PATIENCE

FOUND = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FRAME = re.compile("[│▌▐┃]")
PIECE = re.compile(r".{1,2000}[^\x1b]*", re.DOTALL)  # fewer characters than most frames have, to the next escape code
LARGEST = 400, 150  # cells of a terminal in a page
SWITCHES = "--headless=new --no-first-run --mute-audio --disable-gpu --disable-extensions --disable-dev-shm-usage"
LISTEN = """
    window.written = "";
    const decoder = new TextDecoder();
    window.WebSocket = class extends WebSocket {
        constructor(...given) {
            super(...given);
            this.addEventListener("message", (event) => {
                if (typeof event.data !== "string") window.written += decoder.decode(event.data, { stream: true });
            });
        }
    };
"""
KEYS = {"Enter": ("Enter", 13, "\r"), "Escape": ("Escape", 27, "\x1b"), "Space": ("Space", 32, " ")}


class Tab:
    """One page. Its keys and clicks are the browser's own, as of a person."""

    def __init__(self, browser: Browser, target: str, session: str) -> None:
        self._browser, self.target, self._session = browser, target, session
        self._cells, self._told = Emulator(*LARGEST), ""

    async def ask(self, method: str, **words: Any) -> Any:
        """One command of the protocol."""
        return await self._browser.ask(method, self._session, **words)

    async def value(self, expression: str) -> Any:
        """The value of some JavaScript in the page."""
        done = await self.ask("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        return done["result"].get("value")

    async def open(self, address: str) -> None:
        await self.ask("Page.enable")
        await self.ask("Emulation.setFocusEmulationEnabled", enabled=True)  # as if it were the tab in front
        await self.ask("Page.addScriptToEvaluateOnNewDocument", source=LISTEN)
        await self.ask("Page.navigate", url=address)

    async def resize(self, width: int, height: int) -> None:
        """The size of the window, in pixels."""
        words = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        await self.ask("Emulation.setDeviceMetricsOverride", **words)

    async def press(self, *keys: str) -> None:
        """Keys by their names, others by their characters."""
        for key in keys:
            name, code, text = KEYS.get(key, (key, 0, key))
            words = {"key": text if len(key) == 1 else name, "windowsVirtualKeyCode": code, "text": text}
            await self.ask("Input.dispatchKeyEvent", type="keyDown", **words)
            await self.ask("Input.dispatchKeyEvent", type="keyUp", **words)

    async def click(self, x: float, y: float) -> None:
        """The left button, at a pixel."""
        for kind, buttons in (("mouseMoved", 0), ("mousePressed", 1), ("mouseReleased", 0)):
            words = {"button": "none" if kind == "mouseMoved" else "left", "buttons": buttons, "clickCount": 1}
            await self.ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, **words)

    async def screen(self) -> str:
        """What the terminal in the page shows."""
        written = str(await self.value("[window.written || '', window.written = ''][0]"))
        screen = ""
        for piece in PIECE.findall(written) or [""]:  # so that what came and went in between is seen
            self._cells.write(piece)
            screen = "\n".join(line.rstrip() for line in self._cells.text.splitlines())
            self._told += screen if written else ""
        return screen

    async def until(self, holds: Callable[[str], bool]) -> str:
        """The screen, as soon as something holds of it; fails where it never does."""
        screen = ""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE / 4):
                while not holds(screen := await self.screen()):
                    await asyncio.sleep(0.1)
        assert holds(screen), screen
        return screen

    async def until_told(self, words: str) -> None:
        """Wait until the terminal has shown these words since this was last asked; notifications go by themselves."""
        await self.until(lambda screen: words in " ".join(FRAME.sub(" ", self._told).split()))  # wrapped or not
        self._told = ""

    async def until_read(self, words: str) -> None:
        """Wait until the page has these words outside the terminal, to be seen."""
        async with asyncio.timeout(PATIENCE / 4):
            while words not in (await self.value("document.body?.innerText") or ""):
                await asyncio.sleep(0.1)

    async def picture(self, path: Path) -> None:
        """A picture of the page."""
        path.write_bytes(base64.b64decode((await self.ask("Page.captureScreenshot"))["data"]))

    async def close(self) -> None:
        await self._browser.ask("Target.closeTarget", targetId=self.target)


class Browser:
    """A running browser."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self._socket, self._numbers = socket, itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Any]] = {}

    async def ask(self, method: str, session: str | None = None, **words: Any) -> Any:
        """One command of the protocol, and its answer."""
        number = next(self._numbers)
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        told = {"id": number, "method": method, "params": words}
        await self._socket.send_json(told if session is None else told | {"sessionId": session})
        return await asyncio.wait_for(answer, PATIENCE)

    async def listen(self) -> None:
        """Hand answers to who asked."""
        async for message in self._socket:
            said = message.json()
            if (answer := self._waiting.pop(said.get("id"), None)) is not None:
                if "error" in said:
                    answer.set_exception(RuntimeError(said["error"]["message"]))
                else:
                    answer.set_result(said["result"])

    async def tab(self, address: str, size: tuple[int, int] = (1000, 600)) -> Tab:
        """A new page at this address."""
        target = (await self.ask("Target.createTarget", url="about:blank"))["targetId"]
        session = (await self.ask("Target.attachToTarget", targetId=target, flatten=True))["sessionId"]
        tab = Tab(self, target, session)
        await tab.resize(*size)
        await tab.open(address)
        return tab


@asynccontextmanager
async def chromium(folder: Path) -> AsyncIterator[Browser]:
    """A browser that keeps its files in this folder; downloads come into `folder/downloads`."""
    assert FOUND
    switches = [*SWITCHES.split(), *(["--no-sandbox"] if os.getuid() == 0 else [])]  # root has no sandbox
    switches += [f"--user-data-dir={folder}", "--remote-debugging-port=0"]
    process = await asyncio.create_subprocess_exec(
        FOUND, *switches, "about:blank", stdout=DEVNULL, stderr=PIPE, start_new_session=True
    )
    try:
        async with ClientSession() as client, client.ws_connect(await _address(process), max_msg_size=0) as socket:
            browser = Browser(socket)
            listening = asyncio.create_task(browser.listen())
            (folder / "downloads").mkdir()
            where = str(folder / "downloads")
            await browser.ask("Browser.setDownloadBehavior", behavior="allow", downloadPath=where)
            yield browser
            listening.cancel()
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # with all the processes that it has
        await process.wait()


async def _address(process: Process) -> str:
    assert process.stderr is not None
    async with asyncio.timeout(PATIENCE):
        while line := await process.stderr.readline():
            if found := re.search(rb"listening on (ws://\S+)", line):
                return found[1].decode()
    raise RuntimeError("the browser did not start")
