"""The server: a page with a terminal in it, a connection for each visitor, uploads and downloads.

A page has a key of its own, which the connection, and uploads, name: whoever has not loaded a page has none. Knows
nothing of the app but its process (`visitor.py`).
"""

from __future__ import annotations

import asyncio
import json
import secrets
import signal
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from string import Template
from urllib.parse import quote

import textual_serve
from aiohttp import WSMsgType, web
from textual_serve.download_manager import DownloadManager

from glassnet.core.counts import counted
from glassnet.core.deferred import dataclass
from glassnet.core.errors import GlassnetError
from glassnet.serving.folders import Folders
from glassnet.serving.uploads import MEBIBYTE, TooLarge, receive
from glassnet.serving.visitor import Visitor, bounded_size

PAGES = Path(__file__).parent / "pages"
STATIC = Path(textual_serve.__file__).parent / "static"
HEARTBEAT = 15.0  # seconds after which a connection that does not answer is lost
MOST_INPUT = 2**20  # bytes of one message from a browser, a paste perhaps
LOOK = 5.0  # seconds between looks for idle visitors
MOST_KEYS = 1000  # of pages that were loaded and are not connected; the oldest are forgotten
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "connect-src 'self' ws: wss:; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True)
class Rules:
    """What visitors may do.

    visitors: how many at once. upload_limit: bytes of all files of one. idle: seconds that one may do nothing.
    memory: bytes that the process of one may have.
    """

    visitors: int
    upload_limit: int
    idle: float
    memory: int


class Server:
    """A server of the app. words: of the command line of every visitor's."""

    def __init__(self, words: Sequence[str], rules: Rules, folders: Folders) -> None:
        self._words, self._rules, self._folders = words, rules, folders
        self._downloads = DownloadManager()
        self._keys: dict[str, None] = {}  # of pages that are loaded and not yet connected
        self._visitors: dict[str, Visitor] = {}

    # --- from beginning to end ---

    async def serve(self, host: str, port: int, ready: asyncio.Future[str] | None = None) -> None:
        """Serve until a signal ends it. ready: gets the address, as soon as it can be opened.

        Raises GlassnetError where nobody can be served there.
        """
        ended = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, ended.set)
        runner = web.AppRunner(self.application(), access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        watch = asyncio.create_task(self._let_go_of_idle())
        try:
            site = web.TCPSite(runner, host, port)
            try:
                await site.start()
            except (OSError, UnicodeError) as error:  # UnicodeError: a host that is no name
                why = getattr(error, "strerror", None) or str(error)
                raise GlassnetError(f"cannot serve at {host} port {port}: {why}") from error
            if ready is not None:
                ready.set_result(address(host, runner.addresses[0][1]))
            await ended.wait()
        finally:
            watch.cancel()
            await self._end_all()
            await runner.cleanup()

    def application(self) -> web.Application:
        """All routes."""
        made = web.Application()
        made.add_routes(
            [
                web.get("/", self._page),
                web.get("/page.js", self._script),
                web.get("/connect/{key}", self._connect),
                web.post("/upload/{key}", self._upload),
                web.get("/download/{key}", self._download),
                web.static("/static", STATIC),
            ]
        )
        return made

    async def _end_all(self) -> None:
        for visitor in list(self._visitors.values()):
            await self._end(visitor)

    async def _end(self, visitor: Visitor) -> None:
        await visitor.stop()
        self._folders.remove(visitor.folder)
        self._visitors.pop(visitor.key, None)
        await visitor.say_goodbye()

    async def _let_go_of_idle(self) -> None:
        while True:
            await asyncio.sleep(LOOK)
            for visitor in list(self._visitors.values()):
                if visitor.idle > self._rules.idle:
                    await self._end(visitor)

    @property
    def _is_full(self) -> bool:
        return len(self._visitors) >= self._rules.visitors

    # --- the page ---

    async def _page(self, request: web.Request) -> web.Response:
        if self._is_full:
            many = counted(self._rules.visitors, "visitor")
            return _html("full.html", 503, {"Retry-After": "30"}, visitors=many)
        key = secrets.token_urlsafe(24)
        self._keys[key] = None
        while len(self._keys) > MOST_KEYS:
            del self._keys[next(iter(self._keys))]
        limit = f"{self._rules.upload_limit / MEBIBYTE:g}"
        return _html("page.html", key=key, limit=limit, idle=counted(round(self._rules.idle / 60), "minute"))

    async def _script(self, request: web.Request) -> web.Response:
        return web.Response(text=_read("page.js"), content_type="text/javascript", headers=HEADERS)

    # --- a visitor ---

    async def _connect(self, request: web.Request) -> web.StreamResponse:
        """Let one in, until he leaves."""
        key = request.match_info["key"]
        if key not in self._keys:
            raise web.HTTPForbidden(text="no page of this server has that key; load it again\n")
        if self._is_full:
            raise web.HTTPServiceUnavailable(text="all places are taken\n")
        del self._keys[key]
        websocket = web.WebSocketResponse(heartbeat=HEARTBEAT, max_msg_size=MOST_INPUT)
        try:
            folder = self._folders.make()
        except OSError as error:
            raise web.HTTPServiceUnavailable(text=f"no folder for another visitor: {error.strerror}\n") from error
        visitor = self._visitors[key] = Visitor(
            key, self._words, self._rules.memory, folder, websocket, self._downloads
        )
        try:
            await websocket.prepare(request)
            await visitor.start(*bounded_size(request.query.get("width"), request.query.get("height")))
            async for message in websocket:
                if message.type == WSMsgType.TEXT:
                    await _taken(visitor, websocket, message.data)
        finally:
            await self._end(visitor)
        return websocket

    async def _upload(self, request: web.Request) -> web.Response:
        """Take a file into a visitor's folder; says in a line what became of it."""
        visitor = self._visitors.get(request.match_info["key"])
        if visitor is None:
            raise web.HTTPForbidden(text="nobody is here under that key\n")
        limit = self._rules.upload_limit
        if (request.content_length or 0) > limit:
            return _refused(TooLarge(limit))
        name = request.query.get("name", "")
        try:
            async with visitor.uploading:
                await receive(visitor.folder, name, request.content.iter_any(), limit)
        except GlassnetError as error:
            return _refused(error)
        return web.Response(text=f"{name} is here", headers=HEADERS)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        """A file that an app hands out, once, to whoever was told its key."""
        key = request.match_info["key"]
        try:
            file = await self._downloads.get_download_metadata(key)
        except KeyError:
            raise web.HTTPNotFound(text="there is no such download, or no more\n") from None
        told = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.file_name)}"}
        response = web.StreamResponse(headers=HEADERS | told)
        response.content_type = "application/octet-stream"
        await response.prepare(request)
        async for chunk in self._downloads.download(key):
            await response.write(chunk)
        await response.write_eof()
        return response


async def _taken(visitor: Visitor, websocket: web.WebSocketResponse, text: str) -> None:
    """Give a visitor's app what its page sent; what makes no sense is left out."""
    try:
        kind, data = (*json.loads(text), None)[:2]
    except (ValueError, TypeError, RecursionError):
        return
    if kind == "ping":
        with suppress(ConnectionError):
            await websocket.send_json(["pong", data])
    else:
        await visitor.take(kind, data)


def address(host: str, port: int) -> str:
    """What to open in a browser."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{name}:{port}"


def _refused(error: GlassnetError) -> web.Response:
    # the connection ends with it, or all that is still to come would be read
    response = web.Response(status=413 if isinstance(error, TooLarge) else 400, text=str(error), headers=HEADERS)
    response.force_close()
    return response


def _html(name: str, status: int = 200, headers: dict[str, str] | None = None, **words: str) -> web.Response:
    text = Template(_read(name)).substitute(words)
    return web.Response(text=text, status=status, content_type="text/html", headers=HEADERS | (headers or {}))


@cache
def _read(name: str) -> str:
    return (PAGES / name).read_text(encoding="utf-8")
