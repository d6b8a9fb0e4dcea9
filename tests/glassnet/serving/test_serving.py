"""What a server keeps apart, bounds and takes away. The app in a real browser is in `test_in_a_browser.py`."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import cast

import aiohttp
import pytest
from aiohttp import web

from glassnet.command_line import main
from glassnet.commands.experiments import parsed
from glassnet.commands.serve import SESSION, _parser, begin_with
from glassnet.core.errors import GlassnetError
from glassnet.scenarios.confined import FILES
from glassnet.scenarios.sessions import saving
from glassnet.serving import server as server_module
from glassnet.serving.folders import Folders
from glassnet.serving.server import Rules, Server
from glassnet.serving.uploads import TooLarge, receive
from glassnet.serving.visitor import HIGHEST, WIDEST, Visitor, bounded_size, command, environment
from tests.patience import PATIENCE

MEMORY = 2**29  # bytes
pytest.importorskip("fcntl")  # what `glassnet serve` does not do without

# --- folders ---


def test_folders_are_private_and_end_with_the_server(tmp_path: Path) -> None:
    folders = Folders({"begin.toml": b"x"}, str(tmp_path))
    one, two = folders.make(), folders.make()
    assert one != two
    assert (one / FILES / "begin.toml").read_bytes() == b"x"
    assert folders.path.stat().st_mode & 0o077 == 0
    folders.remove(one)
    assert not one.exists()
    assert two.exists()
    folders.close()
    assert not list(tmp_path.iterdir())


def test_folders_of_servers_that_were_killed_are_swept_and_no_others(tmp_path: Path) -> None:
    running = Folders(place=str(tmp_path))
    killed = Folders(place=str(tmp_path))
    killed.make()
    os.close(killed._lock)  # as the end of its process does
    (elsewhere := tmp_path / "elsewhere").mkdir()
    (elsewhere / "lock").write_text("")
    (tmp_path / "glassnet-serve-link").symlink_to(elsewhere)
    (tmp_path / "glassnet-serve-other").mkdir()  # without a lock: somebody else's, or just being made
    new = Folders(place=str(tmp_path))
    assert not killed.path.exists()
    assert running.path.exists()
    assert new.path.exists()
    assert (elsewhere / "lock").exists()
    assert (tmp_path / "glassnet-serve-other").exists()


# --- uploads ---


async def parts(*given: bytes) -> AsyncIterator[bytes]:
    for part in given:
        yield part


@pytest.fixture
def visitor(tmp_path: Path) -> Path:
    return Folders(place=str(tmp_path)).make()


def test_uploads_are_whole_or_not_there(visitor: Path) -> None:
    def bring(name: str, *given: bytes) -> None:
        asyncio.run(receive(visitor, name, parts(*given), 10))

    bring("a.csv", b"1234", b"5")
    bring("a.csv", b"123456789")  # in its place
    with pytest.raises(TooLarge, match="all your files together"):
        bring("b.csv", b"1", b"2")
    with pytest.raises(TooLarge):
        bring("a.csv", b"x" * 11)
    for name in ("../a.csv", "/etc/a", "", ".", "a/b", "a\\b", "a\0", "x" * 300, "nul"):
        with pytest.raises(GlassnetError):
            bring(name, b"")
    assert {path.name: path.read_bytes() for path in (visitor / FILES).iterdir()} == {"a.csv": b"123456789"}
    assert {path.name for path in visitor.iterdir()} == {FILES, "home"}


def test_an_upload_follows_no_link(visitor: Path, tmp_path: Path) -> None:
    (target := tmp_path / "precious").write_text("precious")
    (visitor / FILES / "a.csv").symlink_to(target)
    asyncio.run(receive(visitor, "a.csv", parts(b"1"), 100))
    assert target.read_text() == "precious"
    assert (visitor / FILES / "a.csv").read_bytes() == b"1"


# --- processes ---


def test_the_environment_has_nothing_of_the_servers_but_a_few_names(tmp_path: Path) -> None:
    server = {"PATH": "/bin", "LANG": "de_AT.UTF-8", "OPENBLAS_NUM_THREADS": "1"}
    secrets = {
        "API_TOKEN": "s3cret",
        "HOME": "/s3cret",
        "PYTHONPATH": "s3cret",
        "SSH_AUTH_SOCK": "/s3cret",
        "A": "s3cret",
    }
    made = environment(server | secrets, tmp_path, 80, 24)
    assert server.items() <= made.items()
    assert "s3cret" not in str(made)
    assert made["HOME"].startswith(str(tmp_path))


def test_nothing_is_imported_from_among_the_files_of_a_visitor(visitor: Path) -> None:
    (visitor / FILES / "glassnet.py").write_text("print('forged')")
    (visitor / FILES / "numpy.py").write_text("print('forged')")
    done = subprocess.run(
        [*command(["list"], MEMORY)],
        cwd=visitor / FILES,
        env=environment(os.environ, visitor, 80, 24),
        capture_output=True,
        text=True,
        check=True,
    )
    assert "xor" in done.stdout
    assert "forged" not in done.stdout


def test_a_visitor_has_so_much_memory_and_no_more() -> None:
    asked = "import resource; limit(2**29); limit(2**30); print(resource.getrlimit(resource.RLIMIT_DATA))"
    code = f"from glassnet.serving.limited import limit; {asked}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == f"({2**29}, {2**29})\n"  # who has a bound gets no more
    if sys.platform == "linux":
        code = "from glassnet.serving.limited import limit; limit(2**28); bytearray(2**29)"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert done.stderr.endswith("MemoryError\n")


def test_the_flag_says_how_much_memory_a_visitor_has(monkeypatch: pytest.MonkeyPatch) -> None:
    rules: list[Rules] = []
    monkeypatch.setattr(Server, "__init__", lambda self, words, given, folders: rules.append(given))

    async def nothing(*_: object) -> None:
        """Serves nobody."""

    monkeypatch.setattr(Server, "serve", nothing)
    for flags in ([], ["--memory", "512"]):
        assert main(["serve", *flags]) == 0
    assert [each.memory for each in rules] == [2**30, 2**29]


@pytest.mark.parametrize(
    ("given", "size"),
    [
        ((120, 40), (120, 40)),
        (("120", "40"), (120, 40)),
        ((10**9, -5), (WIDEST, 1)),
        ((None, "x"), (80, 24)),
        (([], {}), (80, 24)),
        ((float("nan"), float("inf")), (80, 24)),
        ((1, 10**9), (1, HIGHEST)),
    ],
)
def test_sizes_are_believed_only_so_far(given: tuple[object, object], size: tuple[int, int]) -> None:
    assert bounded_size(*given) == size


# --- routes ---


def serving(tmp_path: Path, rules: Rules, ask: Callable[[aiohttp.ClientSession, Server], Awaitable[None]]) -> None:
    """A server without a visitor, and somebody who asks it."""

    async def run() -> None:
        server = Server((), rules, Folders(place=str(tmp_path)))
        runner = web.AppRunner(server.application())
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        async with aiohttp.ClientSession(base) as client:
            await ask(client, server)
        await runner.cleanup()

    asyncio.run(run())


def test_nobody_comes_in_without_a_page_and_no_file_goes_out(tmp_path: Path) -> None:
    async def ask(client: aiohttp.ClientSession, server: Server) -> None:
        page = await client.get("/")
        assert page.status == 200
        assert "default-src 'self'" in page.headers["Content-Security-Policy"]
        assert not re.search(r"https?://", await page.text())  # nothing from elsewhere
        assert (await client.get("/connect/guessed")).status == 403
        assert (await client.post("/upload/guessed?name=a.csv", data=b"1")).status == 403
        assert (await client.get("/download/guessed")).status == 404
        for path in ("/static/../server.py", "/static/%2e%2e/%2e%2e/server.py", "/static//etc/passwd", "/static/"):
            assert (await client.get(path)).status in (403, 404)

    serving(tmp_path, Rules(1, 10, 60, MEMORY), ask)


def test_who_finds_all_places_taken_is_told_so(tmp_path: Path) -> None:
    async def ask(client: aiohttp.ClientSession, server: Server) -> None:
        page = await client.get("/")
        assert page.status == 503
        assert "All places are taken" in await page.text()
        assert "Retry-After" in page.headers
        server._keys["loaded before"] = None
        assert (await client.get("/connect/loaded before")).status == 503

    serving(tmp_path, Rules(0, 10, 60, MEMORY), ask)


class Here:
    """A visitor without a process, whose last key was so long ago."""

    def __init__(self, key: str, folder: Path, idle: float) -> None:
        self.key, self.folder, self.idle = key, folder, idle
        self.stopped = self.told = False

    async def stop(self) -> None:
        self.stopped = True

    async def say_goodbye(self) -> None:
        self.told = True


def test_who_does_nothing_is_let_go_and_nobody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "LOOK", 0.0)
    folders = Folders(place=str(tmp_path))
    server = Server((), Rules(9, 10, 60.0, MEMORY), folders)
    awake, asleep = Here("awake", folders.make(), 59.0), Here("asleep", folders.make(), 61.0)
    server._visitors = {each.key: cast("Visitor", each) for each in (awake, asleep)}

    async def run() -> None:
        watch = asyncio.create_task(server._let_go_of_idle())
        while "asleep" in server._visitors:
            await asyncio.sleep(0)
        watch.cancel()

    asyncio.run(run())
    assert list(server._visitors) == ["awake"]
    assert (asleep.stopped, asleep.folder.exists(), awake.stopped, awake.folder.exists()) == (True, False, False, True)


# --- the command ---


def opened_with(*words: str) -> tuple[tuple[str, ...], dict[str, bytes]]:
    begins, given = begin_with(parsed(_parser(), list(words)))
    return begins, dict(given)


def test_what_visitors_begin_with_names_no_file_of_the_server(tmp_path: Path) -> None:
    assert opened_with() == ((), {})
    assert opened_with("xor") == (("xor",), {})
    assert opened_with("--lesson", "start") == (("learn", "start"), {})
    (tmp_path / "houses.csv").write_text("a,b\n1,2\n2,3\n3,4\n")
    begins, given = opened_with(str(tmp_path / "houses.csv"), "--target", "a")
    assert begins == (SESSION,)
    (tmp_path / SESSION).write_bytes(given[SESSION])
    session = saving.load(str(tmp_path / SESSION))[0][0][0]
    assert session.scenario.data.inputs.shape == (3, 1)
    assert str(tmp_path).encode() not in given[SESSION]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--port", "70000"], "must be a whole number from 0 to 65535"),
        (["--visitors", "0"], "must be a whole number from 1 to 1000"),
        (["--idle", "soon"], "must be a whole number"),
        (["--memory", "255"], "must be a whole number from 256 to 1048576"),
        (["--host", "999.1.1.1", "--port", "0"], "cannot serve at 999.1.1.1"),
        (["--lesson", "strat"], 'did you mean "start"'),
        (["xor", "--lesson", "start"], "leave the experiment out"),
        (["--hidden", "8"], "needs an experiment"),
        (["--lock", "setings"], 'did you mean "settings"'),
        (["--lock", "run", "--lesson", "start"], "goes with an experiment"),
        (["xro"], 'did you mean "xor"'),
    ],
)
def test_what_cannot_be_is_a_line(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    code: object
    try:
        code = main(["serve", *words])
    except SystemExit as error:
        code = error.code
    err = capsys.readouterr().err
    assert code == 2
    assert said in err
    assert err.count("\n") == 1


def test_without_the_extra_a_line_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "textual_serve", None)
    assert main(["serve"]) == 2
    assert capsys.readouterr().err == "glassnet: serve needs textual-serve: pip install 'glassnet[web]'\n"


def is_running(pid: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes where Linux has them")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_with_the_server_its_visitors_end(number: signal.Signals, tmp_path: Path) -> None:
    async def run() -> None:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "glassnet", "serve", "--port", "0"),
            stdout=asyncio.subprocess.PIPE,
            env={**os.environ, "TMPDIR": str(tmp_path)},
        )
        assert process.stdout
        base = re.search(rb"http://\S+", await process.stdout.readline())
        assert base
        async with asyncio.timeout(PATIENCE), aiohttp.ClientSession(base[0].decode()) as client:
            key = re.search(r'data-key="([^"]+)"', await (await client.get("/")).text())
            assert key
            async with client.ws_connect(f"/connect/{key[1]}?width=80&height=24") as socket:
                written = b""
                while b"neuron" not in written:
                    written += (await socket.receive()).data
                children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
                assert children
                await socket.send_str('["stdin", "q\\ud800"]')  # and what makes no sense harms nobody
                for wrong in (
                    "",
                    "[]",
                    "{}",
                    "null",
                    '["resize"]',
                    '["resize", {"width": [], "height": 1e99}]',
                    "[" * 9999,
                ):
                    await socket.send_str(wrong)
                process.send_signal(number)
                code = await process.wait()
            while any(is_running(int(pid)) for pid in children):
                await asyncio.sleep(0.05)
        assert code == (0 if number == signal.SIGINT else -number)

    asyncio.run(run())
    if number == signal.SIGKILL:  # the next server takes away what is left
        Folders(place=str(tmp_path)).close()
    assert not list(tmp_path.iterdir())
