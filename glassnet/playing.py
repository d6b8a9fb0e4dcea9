"""The playground in this terminal: its arguments, the app with what they ask for open, and what is kept at its end.

Loads nothing heavy before the arguments are read.
"""

from __future__ import annotations

import argparse
import os
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from glassnet import commands
from glassnet.commands.arguments import Parser, given
from glassnet.commands.experiments import EXPERIMENT, opened, parsed, tables_of, unread
from glassnet.commands.output import failed
from glassnet.tui.keys.keymap import DEFAULT
from glassnet.tui.lessons.locks import KEYS as LOCKED
from glassnet.tui.lessons.locks import keys_of
from glassnet.tui.remembered import THEMES

if TYPE_CHECKING:
    from glassnet.scenarios.base import Scenario
    from glassnet.scenarios.sessions.session import Session
    from glassnet.tui.app import Glassnet
    from glassnet.tui.keys.keymap import Keymap
    from glassnet.tui.opening import Opening

FIRST = "neuron"  # the scenario of plain `glassnet`

COMMANDS = "\n".join(f"  {name:<9} {does}" for name, does in commands.COMMANDS.items())
KEYS = DEFAULT.say(
    "keys: {step} one step, {forward} {backward} {update} to the end of the forward pass, backward pass, update, "
    "{run} run, {help} help, {quit} quit;\nkeys.toml gives them other places, and the help says where it is"
)
PLAY = f"""\
commands, which need no screen (each with --help):
{COMMANDS}

examples:
  glassnet                       a single neuron, one step a key press
  glassnet xor                   four points that no line can separate
  glassnet xor --seed 7          the same from other initial weights
  glassnet xor --hidden 8 --activation tanh --learning-rate 0.3
  glassnet xor --at 120:dW1      a prepared moment, with the origin of a number open
  glassnet xor --plant any       one step of it is wrong: find it
  glassnet xor.glassnet          a session saved with ctrl+s, at the same moment
  glassnet --resume              what was open at the last quit
  glassnet learn                 lessons, in the playground
  glassnet mine.toml             an experiment of your own (README.md has the keys)
  glassnet mine.csv --target price
                                 data of your own: what is learned is the column "price"
  glassnet train xor --epochs 10000

{KEYS}
"""


def play_parser() -> Parser:
    """The arguments of the playground."""
    made = Parser("glassnet", "A playground in the terminal that shows every number of a neural network.", PLAY)
    made.add_argument(
        "experiment",
        nargs="?",
        metavar="EXPERIMENT",
        help=f"{EXPERIMENT}, or a saved session, NAME.glassnet",
    )
    made.add_argument(
        "--at", metavar="N[:NAME]", help="begin at iteration N, with NAME explained; N:STEP:NAME: right after STEP"
    )
    made.add_argument("--plant", metavar="ID", help="plant a mistake to be found: an id as judge has it, or any")
    made.add_argument("--resume", action="store_true", help="come back to what was open at the last quit")
    made.add_argument("--lock", metavar="NAME[,NAME]", help=f"what is switched off, for a class: {', '.join(LOCKED)}")
    made.add_argument("--big", action="store_true", help="for a lecture: network, map and one sentence alone")
    made.add_argument("--plain", action="store_true", help="edges and curves without braille characters")
    made.add_argument("--theme", choices=THEMES, help="colours, instead of those that were chosen in the app last")
    made.add_argument("--fps", type=float, default=60.0, metavar="N", help="frames a second at most while running")
    made.add_argument("--version", action=_Version, nargs=0, help="show the version and leave")
    return made


class _Version(argparse.Action):
    """Says the version, which takes a while to find out, and only if asked."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        from importlib.metadata import version

        from glassnet.core.compiled import told

        print(f"glassnet {version('glassnet')}, {told()}")
        parser.exit()


def play(arguments: list[str]) -> int:
    """Open the app. Raises GlassnetError for what it cannot open."""
    if len(arguments) > 1 and not arguments[1].startswith("-"):  # two words: the first one is meant as a command
        _refuse_misspelled_command(arguments[0])
    return show(_app(parsed(play_parser(), arguments)))


def look_at(session: Session) -> int:
    """Open the app on handed-in numbers. Raises GlassnetError where there is no terminal."""
    _check_terminal("glassnet judge without --open prints it")
    from glassnet.tui import remembered
    from glassnet.tui.app import Glassnet

    keys, wrong = keys_of_user()
    theme, remark = remembered.theme()
    app = Glassnet(([(session, {})], 0), keys=keys, theme=theme, remember=remembered.remember, depth=None)
    app.workspace.point_at_wrong()
    app.remarks = (*wrong, *filter(None, (remark,)))
    return show(app)


def show(app: Glassnet) -> int:
    """Run the app in this terminal, and keep what was open; returns the exit code."""
    app.last_resort = lambda: os._exit(_ended(app, by_force=True))
    try:
        app.run()
    except Exception as error:  # Textual has caught those of the app; this one is its own
        app.fail(error)
    code = _ended(app)
    # the terminal may be gone, even before the first frame, and Textual's threads would wait for it for ever
    if app.ended_by or any(thread.name.startswith("textual") for thread in threading.enumerate()):
        os._exit(code or 1)
    return code


def _ended(app: Glassnet, by_force: bool = False) -> int:
    """Keep what was open, and say so and what else there is to say; returns the exit code.

    by_force: the app has not ended, and its terminal may be gone or stand still.
    """
    from glassnet.core.errors import GlassnetError, one_line

    kept, words = "", []
    try:
        kept = keep(app)
    except GlassnetError as error:
        words.append(f"what was open is not kept: {error}")
    except Exception as error:  # what ended the app may have left it in disorder
        app.fail(error)
        words.append("what was open is not kept")
    if by_force and not app.leave_terminal():
        return app.exit_code
    if app.refused:
        words.insert(0, app.refused)
    if app.faults.found:
        words.insert(0, f"{'ended by' if app.failed else 'a panel was not painted for'} {app.faults.words}")
    with suppress(OSError):  # nobody is there to read it
        if words:
            failed(app.exit_code, "; ".join(filter(None, (*words, kept))))
        elif kept:
            print(one_line(kept), flush=True)
    return app.exit_code


def _app(options: argparse.Namespace) -> Glassnet:
    """The app with what was asked for open, not yet running. Raises GlassnetError."""
    from glassnet.core.errors import GlassnetError, quoted

    if not 1 <= options.fps <= 240:
        raise GlassnetError(f"--fps must be from 1 to 240, got {options.fps:g}")
    from glassnet.scenarios.sessions.resume import SUFFIX, last_session

    if options.resume and options.experiment is not None:
        raise GlassnetError(f"--resume comes back to what was open; leave {quoted(options.experiment)} out")
    locks = locks_of(options.lock)
    plain = options.experiment is None and options.at is None and not (options.resume or options.plant)
    options.experiment = options.experiment or FIRST
    scenario: Any
    remarks: tuple[str, ...] = ()
    file = "" if options.resume else options.experiment
    later: Opening | None = None
    if options.resume or file.endswith(SUFFIX):
        from glassnet.scenarios.sessions import saving

        if typed := given(options):
            raise GlassnetError(f"{' and '.join(typed)} would change nothing in a saved session")
        if options.plant is not None:
            raise GlassnetError("--plant goes with an experiment, not with a saved session")
        scenario = saving.load(last_session() if options.resume else file)
        remarks = tuple(session.remark for session, _ in scenario[0] if session.remark)
    else:
        _refuse_misspelled_command(options.experiment)
        tables, file = tables_of(options), ""
        if "csv" in tables and _takes_time(tables):  # then the app shows how far it is read
            from glassnet.tui.opening import Opening as Waits

            scenario, later = FIRST, Waits(tables, lambda: _asked(options), options.at)
        else:
            scenario, remarks = _asked(options)
    _check_terminal("try `glassnet train --help`")
    from glassnet.tui import remembered
    from glassnet.tui.app import Glassnet

    keys, wrong = keys_of_user()
    theme, remark = (options.theme, "") if options.theme else remembered.theme()
    at = None if later else options.at
    app = Glassnet(
        scenario, None, options.plain, options.fps, at, file, keys, theme, remembered.remember,
        depth=None, big=options.big,
    )  # fmt: skip
    app.locked = keys_of(locks)
    app.greets = plain and not given(options) and not (options.big or locks)
    app.remarks = (*remarks, *wrong, *filter(None, (remark,)))
    app.later = later
    return app


def _takes_time(tables: Mapping[str, Any]) -> bool:
    from glassnet.scenarios.experiments.ahead import to_read

    return to_read(tables) is not None


def _asked(options: argparse.Namespace) -> tuple[Scenario, tuple[str, ...]]:
    """The experiment that was asked for, and what is to be said of its flags. Raises GlassnetError."""
    scenario = opened(options, quiet=True)
    if options.plant is not None:
        from glassnet.scenarios.judge.planted import plant_in

        scenario = plant_in(scenario, options.plant)
    return scenario, unread(options, scenario)


def locks_of(given: str | None) -> tuple[str, ...]:
    """What `--lock` names. Raises GlassnetError for what cannot be locked."""
    from glassnet.core.errors import check_choice

    names = () if given is None else tuple(name.strip() for name in given.split(","))
    for name in names:
        check_choice("--lock", name, LOCKED)
    return names


def _check_terminal(hint: str) -> None:
    """Raises GlassnetError where there is none, nor a browser instead: the app would wait for it."""
    from glassnet.core.errors import GlassnetError
    from glassnet.scenarios.confined import is_served

    if not (sys.stdin.isatty() and sys.stdout.isatty()) and not is_served():
        raise GlassnetError(f"the playground needs a terminal; stdin or stdout is none ({hint})")


def keys_of_user() -> tuple[Keymap, tuple[str, ...]]:
    """The keys as `keys.toml` has them; where that is wrong those of the table, and what to say about it."""
    from glassnet.tui.keys import file

    try:
        return file.read(), ()
    except file.WrongKeys as error:
        return DEFAULT, (f"{error}\nuntil then the keys are as the help has them",)


def _refuse_misspelled_command(word: str) -> None:
    """Raises GlassnetError for a word that is neither a scenario nor a file, and most like a command."""
    from glassnet import scenarios
    from glassnet.core.errors import GlassnetError, nearest, quoted

    if word in scenarios.names() or os.path.exists(word) or not word.isalpha():
        return
    close = nearest(word, [*scenarios.names(), *commands.COMMANDS])
    if close in commands.COMMANDS:
        raise GlassnetError(
            f'{quoted(word)} is no scenario, file or command: did you mean "{close}"? (glassnet --help lists all)'
        )


def keep(app: Glassnet) -> str:
    """Save all that was open, so that `--resume` comes back to it; returns how to, empty where nothing was done yet.

    Raises GlassnetError where it cannot be saved.
    """
    from glassnet.scenarios.confined import root
    from glassnet.scenarios.sessions import saving
    from glassnet.scenarios.sessions.resume import place_for_sessions

    if not app.workspace.touched or root():  # in a browser the folder goes with its visitor
        return ""
    saving.save(place_for_sessions(), *app.workspace.saved())
    return f"glassnet --resume comes back to {app.workspace.key}, iteration {app.session.state.iteration:,}"
