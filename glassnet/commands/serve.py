"""`glassnet serve`: the app in a browser, for many visitors. The server itself is in `serving/`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from glassnet.commands.arguments import Parser, whole
from glassnet.commands.experiments import EXPERIMENT, parsed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from glassnet.scenarios.base import Scenario

DESCRIPTION = """\
Serve the playground to browsers, until ctrl-c. Each visitor has a session of his own, and a private folder with the
files that he uploads, which goes when he does. What he saves or exports is downloaded; no other file of this computer
can be opened or written. Who needs more memory than --memory is let go. Needs pip install 'glassnet[web]'.
"""
EXAMPLES = """\
examples:
  glassnet serve                               for this computer alone: http://127.0.0.1:8000
  glassnet serve xor --hidden 8                what every visitor begins with
  glassnet serve --lesson start
  glassnet serve --host 0.0.0.0 --visitors 30  for a class: whoever reaches this computer can play

The connection is plain http. Beyond a network that you trust, let a web server with https stand before it.
"""
NEEDS = "serve needs textual-serve: pip install 'glassnet[web]'"
SESSION = "begin.glassnet"  # what visitors are given, where it is no scenario as it comes


def run(arguments: list[str]) -> int:
    """Serve until a signal comes. Raises GlassnetError where that cannot be."""
    options = parsed(_parser(), arguments)
    from glassnet.core.errors import GlassnetError

    try:
        import fcntl  # noqa: F401  # what locks and process groups need, too
    except ImportError as error:
        raise GlassnetError("serve needs a system such as Linux or macOS") from error
    try:
        import textual_serve  # noqa: F401
    except ImportError as error:
        raise GlassnetError(NEEDS) from error
    words, given = begin_with(options)
    if options.lock is not None:
        from glassnet.playing import locks_of

        locks_of(options.lock)  # wrong ones are refused here
        if options.lesson is not None:
            raise GlassnetError("--lock goes with an experiment; what a lesson locks stands in its file")
        words += ("--lock", options.lock)
    return _serve(options, words, given)


def _parser() -> Parser:
    made = Parser("glassnet serve", DESCRIPTION, EXAMPLES)
    made.add_argument("experiment", nargs="?", metavar="EXPERIMENT", help=f"to begin with: {EXPERIMENT}")
    made.add_argument("--lesson", metavar="NAME|FILE", help="a lesson to begin with instead")
    made.add_argument("--lock", metavar="NAME[,NAME]", help="what is switched off, as in glassnet EXPERIMENT --lock")
    made.add_argument("--host", default="127.0.0.1", help="where to listen (127.0.0.1: this computer alone)")
    made.add_argument("--port", type=whole(0, 65535), default=8000, metavar="N", help="(8000; 0: any that is free)")
    made.add_argument("--visitors", type=whole(1, 1000), default=20, metavar="N", help="at once at most (20)")
    made.add_argument(
        "--upload-limit", type=whole(0, 1024), default=10, metavar="MIB", help="of all files of a visitor (10 MiB)"
    )
    made.add_argument(
        "--memory", type=whole(256, 2**20), default=1024, metavar="MIB", help="of a visitor, on Linux (1024 MiB)"
    )
    made.add_argument(
        "--idle", type=whole(1, 10080), default=60, metavar="MINUTES", help="without a key, until one is let go (60)"
    )
    return made


def begin_with(options: argparse.Namespace) -> tuple[tuple[str, ...], Mapping[str, bytes]]:
    """The words of every visitor's command line, and the files that they name. Raises GlassnetError.

    What is no scenario as it comes is opened here once, and given to visitors as a session, so that none of them reads
    a file of the server.
    """
    from glassnet import scenarios
    from glassnet.commands.arguments import given
    from glassnet.core.errors import GlassnetError, quoted

    if options.lesson is not None:
        if options.experiment is not None or given(options):
            raise GlassnetError(f"--lesson {options.lesson} begins by itself; leave the experiment out")
        return _lesson(options.lesson)
    if options.experiment is None:
        if typed := given(options):
            flag = next(iter(typed))
            raise GlassnetError(f"{flag} needs an experiment, as in glassnet serve xor {flag} …")
        return (), {}
    if options.experiment.endswith(".glassnet"):
        raise GlassnetError(f"serve begins with an experiment, not with a saved session: {quoted(options.experiment)}")
    if options.experiment in scenarios.names() and not given(options):
        return (options.experiment,), {}
    from glassnet.commands.experiments import opened
    from glassnet.scenarios.sessions import saving
    from glassnet.tui.workspace import Workspace

    return (SESSION,), {SESSION: saving.contents(*Workspace(_without_folders(opened(options))).saved())}


def _without_folders(scenario: Scenario) -> Scenario:
    """The same without the folders that its files stand in, which are nobody's business."""
    from dataclasses import replace

    from msgspec.structs import replace as other

    csv = scenario.csv and other(scenario.csv, file=Path(scenario.csv.file).name)
    return replace(scenario, source=Path(scenario.source).name, csv=csv)


def _lesson(word: str) -> tuple[tuple[str, ...], Mapping[str, bytes]]:
    from glassnet.scenarios.lessons import load, names

    lesson = load(word)  # wrong ones are refused here
    if word in names():
        return ("learn", word), {}
    path = Path(lesson.path)
    files = [path, *path.parent.glob(f"{path.stem}.??{path.suffix}")]  # with its translations
    return ("learn", path.name), {each.name: each.read_bytes() for each in files}


def _serve(options: argparse.Namespace, words: tuple[str, ...], given: Mapping[str, bytes]) -> int:
    import asyncio

    from glassnet.serving.folders import Folders
    from glassnet.serving.server import Rules, Server
    from glassnet.serving.uploads import MEBIBYTE

    folders = Folders(given)
    rules = Rules(options.visitors, options.upload_limit * MEBIBYTE, options.idle * 60.0, options.memory * MEBIBYTE)

    async def serve() -> None:
        ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        ready.add_done_callback(lambda found: None if found.cancelled() else _tell(found.result(), options.visitors))
        await Server(words, rules, folders).serve(options.host, options.port, ready)

    try:
        asyncio.run(serve())
    finally:
        folders.close()
    print("ended; nothing of the visitors is left", file=sys.stderr)
    return 0


def _tell(address: str, visitors: int) -> None:
    print(f"Glassnet is at {address} for up to {visitors} at once; ctrl-c ends it", flush=True)
