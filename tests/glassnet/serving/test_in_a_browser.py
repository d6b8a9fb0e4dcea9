"""`glassnet serve` in a real browser: keys, mouse, sizes, files, and visitors who do not notice each other."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from glassnet.scenarios.sessions import saving
from glassnet.serving.folders import Folders
from glassnet.serving.server import Rules, Server
from tests import browser
from tests.browser import Tab, chromium
from tests.patience import PATIENCE

NONE = "no Chromium here (apt-get install chromium): glassnet serve is not tested in a browser"
LIMIT = 4096  # bytes of uploads
HOUSES = "rooms,price\n" + "".join(f"{rooms},{rooms}.5\n" for rooms in range(1, 9))

pytestmark = pytest.mark.skipif(browser.FOUND is None, reason=NONE)


def first_line(screen: str) -> str:
    return screen.partition("\n")[0]


def is_at(iteration: int) -> Callable[[str], bool]:
    """Whether a screen, however large, shows this iteration."""
    return lambda screen: re.search(rf"iter(ation)? {iteration} ", screen) is not None


async def upload(tab: Tab, name: str, content: str) -> tuple[int, str]:
    """Bring a file as the page does; the status and the words of the answer."""
    asked = f"""fetch(`/upload/${{document.body.dataset.key}}?name=${{encodeURIComponent({json.dumps(name)})}}`,
        {{method: "POST", body: {json.dumps(content)}}}).then(async (a) => [a.status, await a.text()])"""
    status, words = await tab.value(asked) or (0, "")
    return status, words


async def ask_for(tab: Tab, what: str, title: str) -> None:
    """A question, through the palette."""
    await tab.press("/", *what)
    await tab.until(lambda screen: what.lower() in screen.lower())
    await tab.press("Enter")
    await tab.until(lambda screen: f" {title} " in screen)


async def answer(tab: Tab, text: str) -> None:
    """Type it, and enter when it stands there: the app takes no end of keys ahead."""
    await tab.press(*text)
    await tab.until(lambda screen: text[-20:] in screen)
    await tab.press("Enter")


async def leave(tab: Tab, title: str) -> None:
    """Leave a question; a key right after escape would be one with alt."""
    await tab.press("Escape")
    await tab.until(lambda screen: f" {title} " not in screen)


async def two_visitors(one: Tab, two: Tab) -> None:
    """Different scenarios, one with keys and one with the mouse; the screen follows the size of the window."""
    await one.until(lambda screen: "2 xor" in first_line(screen))
    await two.until(lambda screen: "2 xor" in first_line(screen))
    await one.press("2")
    await one.until(lambda screen: "2–4–1" in first_line(screen))
    column = first_line(await two.screen()).index("3 sensor")
    cell = await two.value("document.querySelector('.xterm-screen').clientWidth") / (await wide(two))
    await two.click((column + 2) * cell, 10)
    await two.until(lambda screen: "2–16–3" in first_line(screen))
    before = await wide(one)
    await one.resize(800, 560)
    await one.until(lambda screen: 60 < len(first_line(screen)) < before)
    await one.press("i", "i")
    await one.until(is_at(2))
    assert is_at(1)(await two.screen())


async def wide(tab: Tab) -> int:
    """The columns of the terminal: the first line has a word at its right end."""
    return 1 + len(first_line(await tab.until(lambda screen: "paused" in first_line(screen))))


async def nothing_of_the_server(tab: Tab, secret: Path) -> None:
    """What a visitor tries to read and to write."""
    for name in (f"../../../{secret.name}", str(secret), "/etc/passwd", "link.csv", secret.name, "..\\a.csv"):
        status, _ = await upload(tab, name, "forged")
        assert status == (200 if name in ("link.csv", secret.name) else 400)
    paths = (f"../../../{secret.name}", str(secret))
    for number, path in enumerate(paths):
        assert (await upload(tab, f"{number}.toml", f"[csv]\nfile = {json.dumps(path)}\n"))[0] == 200
    assert (await upload(tab, "large.csv", "x" * LIMIT))[0] == 413  # with those that are there
    assert (await upload(tab, "huge.csv", "x" * 10 * LIMIT))[0] in (0, 413)  # 0: the connection was ended before
    for path in paths:
        await ask_for(tab, "Open a file", "open a file")
        await answer(tab, path)
        await tab.until(lambda screen: "no path" in screen)
        await leave(tab, "open a file")
    for number in range(len(paths)):
        await ask_for(tab, "Open a file", "open a file")
        await answer(tab, f"{number}.toml")
        await tab.until_told("only files of your own")
        await tab.press("Escape")  # the notification
        await tab.until(lambda screen: "only files of your own" not in screen)
    await ask_for(tab, "Save as", "save into")
    await answer(tab, str(secret))
    await tab.until(lambda screen: "no path" in screen)
    await leave(tab, "save into")


async def files_of_ones_own(tab: Tab, downloads: Path) -> None:
    """Data are uploaded and opened; what is saved is downloaded."""
    assert await upload(tab, "houses.csv", HOUSES) == (200, "houses.csv is here")
    await ask_for(tab, "Open a file", "open a file")
    await answer(tab, "houses.csv")
    await tab.until(lambda screen: "houses.csv" in first_line(screen))
    await tab.press("i")
    await ask_for(tab, "Save as", "save into")
    await tab.press("Enter")
    await tab.until_told("downloaded: houses.glassnet")
    saved = downloads / "houses.glassnet"
    async with asyncio.timeout(PATIENCE):
        while not saved.exists():
            await asyncio.sleep(0.05)
    sessions, shown = saving.load(str(saved))
    assert sessions[shown][0].state.iteration == 1


async def until_left(server: Server, visitors: int) -> None:
    """Wait until no more than these are there."""
    async with asyncio.timeout(PATIENCE):
        while len(server._visitors) > visitors:
            await asyncio.sleep(0.05)


def test_visitors_have_their_own_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "browser").mkdir()
    (place := tmp_path / "server").mkdir()
    (secret := tmp_path / "secret.csv").write_text("a,b\n1,2\n")

    async def run() -> None:
        folders = Folders(place=str(place))
        server = Server((), Rules(2, LIMIT, 3600, 2**30), folders)
        ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        serving = asyncio.create_task(server.serve("127.0.0.1", 0, ready))
        address = await ready
        try:
            async with chromium(tmp_path / "browser") as opened:
                one, two = await opened.tab(address), await opened.tab(address)
                await two_visitors(one, two)
                for visitor in server._visitors.values():
                    (visitor.folder / "files" / "planted.csv").symlink_to(secret)
                third = await opened.tab(address)
                await third.until_read("All places are taken")
                await third.close()
                await nothing_of_the_server(two, secret)
                await two.close()
                await until_left(server, 1)
                assert len([path for path in folders.path.iterdir() if path.is_dir()]) == 1
                assert is_at(2)(await one.screen())
                await one.press("i")
                await one.until(is_at(3))
                await files_of_ones_own(one, tmp_path / "browser" / "downloads")
                await one.press("q")
                await one.until_read("session has ended")
                await until_left(server, 0)
        finally:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)
            folders.close()

    asyncio.run(run())
    assert secret.read_text() == "a,b\n1,2\n"
    assert not list(place.iterdir())
