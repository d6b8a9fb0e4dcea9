"""Keys about files: saving what is open, and taking it elsewhere."""

from __future__ import annotations

import os
from collections.abc import Callable

from glassnet.core.counts import count
from glassnet.core.errors import GlassnetError
from glassnet.scenarios.sessions.resume import SUFFIX
from glassnet.scenarios.sessions.session import Session
from glassnet.tui.playground import Playground


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
    ask = AskText("save into", words, start, lambda name: _wrong_name(name and _with_suffix(name)), "saves")
    app.ask(ask, lambda name: None if name is None else _save_into(app, os.path.expanduser(_with_suffix(name))))


def _save_into(app: Playground, path: str) -> None:
    if path == app.workspace.files.get(app.workspace.key):
        _save(app, path)
    else:
        _replacing(app, path, lambda: _save(app, path))


def _save(app: Playground, path: str) -> None:
    from glassnet.scenarios.sessions import saving

    try:
        saving.save(path, *app.workspace.saved(alone=True))
    except GlassnetError as error:
        app.refuse(f"not saved: {error}")
        return
    app.workspace.files[app.workspace.key] = path
    app.tell(f"saved into {path}; glassnet {path} comes back here", 5)


def judge(app: Playground) -> None:
    """Ask for a file of somebody's own numbers, and show them with what is wrong with them."""
    from glassnet.tui.screens.prompts import AskText

    app.paused()
    about = f"\nWhere x, y or W1 is missing, {app.workspace.key} gives data and weights." if app.session.kept else ""
    words = f"A file of np.savez, or .json: x y W1 b1 z1 … dW1 db1 W1_new, any of them.{about}"
    ask = AskText("judge my numbers", words, "", _wrong_file, "judges")
    app.ask(ask, lambda name: None if name is None else _judge(app, os.path.expanduser(name.strip())))


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
    ask = AskText("export into", words, start, _wrong_name, "writes it")
    app.ask(ask, lambda name: None if name is None else _write(app, os.path.expanduser(name), content))


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
        ask = AskText("record into", words, f"{_stem(app)}-moving.svg", _wrong_picture, "makes it")
        app.ask(ask, lambda name: None if name is None else _record_into(app, os.path.expanduser(name), until))


def _record_into(app: Playground, path: str, until: int) -> None:
    from glassnet.tui.drawing.cube import TRUE, palette_for
    from glassnet.tui.recording.recording import Form, Recording, kind_of
    from glassnet.tui.screens.recording import RecordingSheet

    def write(made: Recording | None) -> None:
        if made is not None:
            _write_over(app, path, made.content)

    def make() -> None:
        own = Session.restored(app.session.archive())  # which may go to other moments
        form = Form(kind_of(path), palette=palette_for(app.is_dark, TRUE))
        app.ask(RecordingSheet(Recording(own, app.workspace.choices.sample, until, form)), write)

    _replacing(app, path, make)


def _wrong_picture(name: str) -> str:
    from glassnet.tui.recording.recording import kind_of

    try:
        kind_of(name)
    except GlassnetError as error:
        return str(error)
    return _wrong_name(name)


def _write(app: Playground, path: str, content: bytes) -> None:
    _replacing(app, path, lambda: _write_over(app, path, content))


def _write_over(app: Playground, path: str, content: bytes) -> None:
    from glassnet.scenarios.replacing import replace_file

    try:
        replace_file(path, content)
    except GlassnetError as error:
        app.refuse(f"not written: {error}")
        return
    app.tell(f"written: {path}")


def _replacing(app: Playground, path: str, write: Callable[[], None]) -> None:
    """Write a file; one that is there is asked for first."""
    from glassnet.tui.screens.prompts import Confirm

    if os.path.exists(path):
        app.ask(Confirm(f"{path} exists. Replace it?"), lambda yes: write() if yes else None)
    else:
        write()


def _stem(app: Playground) -> str:
    return os.path.basename(app.workspace.key).partition(".")[0]


def _with_suffix(name: str) -> str:
    """The name as sessions have it, by which they are known."""
    return name if name.endswith(SUFFIX) else name + SUFFIX


def _wrong_file(name: str) -> str:
    path = os.path.expanduser(name.strip())
    return "a file name, please" if not path else "" if os.path.isfile(path) else f"there is no file {path}"


def _wrong_name(name: str) -> str:
    if not name:
        return "a file name, please"
    path = os.path.expanduser(name)
    folder = os.path.dirname(path)
    if folder and not os.path.isdir(folder):
        return f"there is no folder {folder}"
    return f"{name} is a directory" if os.path.isdir(path) else ""
