"""Keys about files: opening them, saving what is open, and taking it elsewhere. What a name may be, and where what is
written goes, is the storage's (`storage.py`)."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable
from functools import partial

from glassnet.core.counts import count
from glassnet.core.errors import GlassnetError
from glassnet.scenarios.sessions.resume import SUFFIX
from glassnet.scenarios.sessions.session import Session
from glassnet.tui.playground import Playground


def open_file(app: Playground) -> None:
    """Ask for a file, and bring on show what is in it: a session, an experiment or data."""
    from glassnet.tui.screens.prompts import AskText

    if app.is_taken("scenarios"):
        return
    app.paused()
    words = "A session (.glassnet), an experiment (.toml) or data (.csv --target COLUMN)."
    start = shlex.join(filter(None, (app.storage.newest(),)))
    ask = AskText("open a file", words, start, lambda line: app.storage.wrong_source(_words(line)[0]), "opens it")
    app.ask(ask, lambda line: None if line is None else _open(app, *_words(line)))


def _words(line: str) -> list[str]:
    """A name, which may have blanks in quotes, and what stands after it."""
    try:
        return shlex.split(line) or [""]
    except ValueError:  # a quote that is not closed, or an apostrophe
        return [line]


def _open(app: Playground, name: str, *flags: str) -> None:
    from glassnet.scenarios.experiments.typed import asked
    from glassnet.scenarios.sessions import saving
    from glassnet.tui.actions.reading import when_read

    path = app.storage.path(name)

    def take_up() -> None:
        app.workspace.take_up(saving.load(path))
        app.workspace.files[app.workspace.key] = path

    if path.endswith(SUFFIX) and not flags:
        _bring(app, take_up)
        return
    try:
        found = asked(shlex.join((path, *flags)))
    except GlassnetError as error:
        app.refuse(error)
        return

    def begin() -> None:
        app.workspace.begin_anew(found.made())
        app.workspace.files.pop(app.workspace.key, None)  # that file has another run

    when_read(app, found.tables, lambda: _bring(app, begin), lambda: app.tell(f"{name} is not opened"))


def _bring(app: Playground, open_it: Callable[[], object]) -> None:
    """Open something, and show it as it begins."""
    try:
        open_it()
    except GlassnetError as error:
        app.refuse(error)
        return
    app.arrange(tab="", maximized="", picture="")
    app.give_keys()
    app.tell_notes()


def save(app: Playground) -> None:
    """Save the session on show: into its file, or else into one that is asked for."""
    app.paused()
    path = app.workspace.files.get(app.workspace.key)
    if path is None:
        save_as(app)
    else:
        _save(app, path)


def save_as(app: Playground) -> None:
    """Save the session on show into a file that is asked for."""
    from glassnet.tui.screens.prompts import AskText

    app.paused()
    start = app.workspace.files.get(app.workspace.key, f"{_stem(app)}{SUFFIX}")
    words = "The experiment, all its past and this moment; glassnet FILE opens it again."
    ask = AskText("save into", words, start, lambda name: _wrong_session(app, name), "saves")
    app.ask(ask, lambda name: None if name is None else _save_into(app, app.storage.path(_with_suffix(name))))


def _save_into(app: Playground, path: str) -> None:
    if path == app.workspace.files.get(app.workspace.key):
        _save(app, path)
    else:
        _replacing(app, path, lambda: _save(app, path))


def _save(app: Playground, path: str) -> None:
    from glassnet.scenarios.sessions import saving

    try:
        app.storage.write(path, saving.contents(*app.workspace.saved(alone=True)))
    except GlassnetError as error:
        app.refuse(f"not saved: {error}")
        return
    app.workspace.files[app.workspace.key] = path
    app.tell(app.storage.comes_back(path), 5)


def judge(app: Playground) -> None:
    """Ask for a file of somebody's own numbers, and show them with what is wrong with them."""
    from glassnet.tui.screens.prompts import AskText

    app.paused()
    about = f"\nWhere x, y or W1 is missing, {app.workspace.key} gives data and weights." if app.session.kept else ""
    words = f"A file of np.savez, or .json: x y W1 b1 z1 … dW1 db1 W1_new, any of them.{about}"
    ask = AskText("judge my numbers", words, app.storage.newest(), app.storage.wrong_source, "judges")
    app.ask(ask, lambda name: None if name is None else _judge(app, app.storage.path(name)))


def _judge(app: Playground, path: str) -> None:
    from glassnet.scenarios.judge.session import hand_in_file

    try:
        session = hand_in_file(path, app.session.begun if app.session.kept else None)
    except GlassnetError as error:
        app.warn(error)
        return
    app.workspace.look_at(session)
    app.arrange(tab="", maximized="")
    app.give_keys()
    app.tell(app.keys.say("your numbers; {out} goes back to ") + app.workspace.leave(), 4)


def export(app: Playground) -> None:
    """Take the session on show elsewhere: a kind is chosen, then a file."""
    from glassnet.tui.screens.sheets import ExportList

    app.paused()
    shown = app.picture()  # before another screen covers it
    app.ask(ExportList(), lambda kind: None if kind is None else _export(app, kind, shown))


def _export(app: Playground, kind: str, shown: str) -> None:
    from glassnet.tui.exports import EXPORTS
    from glassnet.tui.screens.prompts import AskText

    try:
        content = EXPORTS[kind].make(app.session, shown)
    except GlassnetError as error:
        app.refuse(f"not exported: {error}")
        return
    words = f"{EXPORTS[kind].words}."
    start = f"{_stem(app)}{EXPORTS[kind].suffix}"
    ask = AskText("export into", words, start, app.storage.wrong_target, "writes it")
    app.ask(ask, lambda name: None if name is None else _write(app, app.storage.path(name), content))


def record(app: Playground) -> None:
    """Make a moving picture of the training up to the moment on show; its file is asked for."""
    from glassnet.tui.screens.prompts import AskText

    app.paused()
    session, state = app.session, app.session.state
    until = state.iteration - (state.done < session.program.ends["backward"])
    if not session.kept:
        app.refuse(f"not recorded: {session.unkept}")
    elif until < 1:
        app.refuse(app.keys.say("nothing to record yet; {run} trains"))
    else:
        words = f"A moving picture of iterations 1 to {count(until)}, NAME.svg or NAME.cast."
        wrong = partial(_wrong_picture, app)
        ask = AskText("record into", words, f"{_stem(app)}-moving.svg", wrong, "makes it")
        app.ask(ask, lambda name: None if name is None else _record_into(app, app.storage.path(name), until))


def _record_into(app: Playground, path: str, until: int) -> None:
    from glassnet.tui.drawing.cube import TRUE, palette_for
    from glassnet.tui.recording.recording import Form, Recording, kind_of
    from glassnet.tui.screens.recording import RecordingSheet

    def write(made: Recording | None) -> None:
        if made is not None:
            _write_over(app, path, made.content)

    def make() -> None:
        own = Session.restored(app.session.archive())  # which may go to other moments
        form = Form(kind_of(path), palette=palette_for(app.is_dark, TRUE), plain=app.is_plain)
        app.ask(RecordingSheet(Recording(own, app.workspace.choices.sample, until, form)), write)

    _replacing(app, path, make)


def _wrong_picture(app: Playground, name: str) -> str:
    from glassnet.tui.recording.recording import kind_of

    try:
        kind_of(name)
    except GlassnetError as error:
        return str(error)
    return app.storage.wrong_target(name)


def _write(app: Playground, path: str, content: bytes) -> None:
    _replacing(app, path, lambda: _write_over(app, path, content))


def _write_over(app: Playground, path: str, content: bytes) -> None:
    try:
        said = app.storage.write(path, content)
    except GlassnetError as error:
        app.refuse(f"not written: {error}")
        return
    app.tell(said)


def _replacing(app: Playground, path: str, write: Callable[[], None]) -> None:
    """Write a file; one that is there is asked for first."""
    from glassnet.tui.screens.prompts import Confirm

    if app.storage.takes_place(path):
        app.ask(Confirm(f"{path} exists. Replace it?"), lambda yes: write() if yes else None)
    else:
        write()


def _stem(app: Playground) -> str:
    return os.path.basename(app.workspace.key).partition(".")[0]


def _with_suffix(name: str) -> str:
    """The name as sessions have it, by which they are known."""
    return name if name.endswith(SUFFIX) else name + SUFFIX


def _wrong_session(app: Playground, name: str) -> str:
    return app.storage.wrong_target(name and _with_suffix(name))
