"""A visitor: a process of the app of his own, in a folder of his own, that ends when he goes.

Textual's service of such a process, with an environment of a few names, no shell, and an end that nothing holds up.
Knows no route and no page.
"""

from __future__ import annotations

import asyncio
import os
import signal
import site
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from aiohttp import web
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

from glassnet.scenarios.confined import DRIVER, FILES, FOLDER
from glassnet.serving.folders import HOME

KEPT = ("PATH", "LANG", "LC_ALL", "LC_MESSAGES", "LC_CTYPE", "TZ", "SYSTEMROOT")  # of the server's environment
KEPT_BEGINNINGS = ("OPENBLAS_",)  # threads and kernels of NumPy's library
WIDEST, HIGHEST = 600, 200  # cells; a browser that claims more is not believed
FRAMES = "60"  # a second at most


def environment(server: Mapping[str, str], folder: Path, width: int, height: int) -> dict[str, str]:
    """The names that a visitor's process has: those of KEPT, and where its files are. No other one of the server's."""
    home = str(folder / HOME)
    kept = {name: text for name, text in server.items() if name in KEPT or name.startswith(KEPT_BEGINNINGS)}
    return kept | {
        FOLDER: str(folder),
        "HOME": home,
        "TMPDIR": home,
        "XDG_STATE_HOME": home,
        "XDG_CONFIG_HOME": home,
        "XDG_DATA_HOME": home,
        "XDG_CACHE_HOME": home,
        "PYTHONUSERBASE": site.getuserbase(),  # where packages of this user are, which the home would have moved
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "TEXTUAL_DRIVER": DRIVER,
        "TEXTUAL_FPS": FRAMES,
        "TEXTUAL_COLOR_SYSTEM": "truecolor",
        "COLORTERM": "truecolor",
        "TERM": "xterm-256color",
        "COLUMNS": str(width),
        "ROWS": str(height),
    }


def command(words: Sequence[str], memory: int) -> tuple[str, ...]:
    """What starts the app, in so many bytes of memory.

    -P: nothing is imported from the folder that it works in, where files of visitors are.
    """
    return (sys.executable, "-P", "-m", "glassnet.serving.limited", str(memory), *words)


class Visitor(AppService):
    """One visitor. words: of the command line of the app. folder: his own. key: what he is known by.

    memory: bytes that his process may have.
    """

    def __init__(
        self,
        key: str,
        words: Sequence[str],
        memory: int,
        folder: Path,
        websocket: web.WebSocketResponse,
        downloads: DownloadManager,
    ) -> None:
        super().__init__(
            "",
            write_bytes=websocket.send_bytes,
            write_str=websocket.send_str,
            close=self._close,
            download_manager=downloads,
        )
        self.key, self.folder = key, folder
        self.uploading = asyncio.Lock()  # one file after the other, so that all of them are counted
        self._command, self._websocket = command(words, memory), websocket
        self._last_input = time.monotonic()

    @property
    def idle(self) -> float:
        """Seconds since the last key or touch of the mouse."""
        return time.monotonic() - self._last_input

    async def _close(self) -> None:
        await self._websocket.close()

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        self._process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            cwd=self.folder / FILES,
            env=environment(os.environ, self.folder, *bounded_size(width, height)),
            start_new_session=True,  # ctrl-c is for the server
        )
        self._stdin = self._process.stdin
        return self._process

    async def run(self) -> None:
        """Hand on what the app writes, until it ends; then the browser is told."""
        with suppress(ConnectionError, RuntimeError):  # the browser has gone
            await super().run()
        await self.say_goodbye()

    async def take(self, kind: object, data: object) -> None:
        """What the browser sent: keys, a size, or whether somebody looks. Anything else is left out."""
        if kind == "stdin" and isinstance(data, str):
            self._last_input = time.monotonic()
            await self.send_bytes(data.encode("utf-8", "replace"))
        elif kind == "resize" and isinstance(data, dict):
            await self.set_terminal_size(*bounded_size(data.get("width"), data.get("height")))
        elif kind == "blur":
            await self.blur()
        elif kind == "focus":
            await self.focus()

    async def say_goodbye(self) -> None:
        """End the connection."""
        with suppress(ConnectionError, RuntimeError):
            await self._close()

    async def stop(self) -> None:
        """End the process, at once and for sure: nothing of it is kept."""
        process, task = self._process, self._task
        self._process = self._task = None
        if process is not None and process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        downloads = self._download_manager
        await downloads.cancel_app_downloads(app_service_id=self.app_service_id)
        waiting = downloads._active_downloads  # those that were never fetched would stay
        for key in [key for key, each in waiting.items() if each.app_service is self]:
            del waiting[key]


def bounded_size(width: object, height: object) -> tuple[int, int]:
    """A size in cells that an app can have, whatever a browser says."""
    return _bounded(width, 80, WIDEST), _bounded(height, 24, HIGHEST)


def _bounded(value: object, default: int, most: int) -> int:
    """A whole number, also as text, from 1 to most."""
    try:
        return max(1, min(int(value), most))  # type: ignore[call-overload,no-any-return]
    except (TypeError, ValueError, OverflowError):
        return default
