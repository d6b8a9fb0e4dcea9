"""Keys about settings: changing them, and going back to the runs with other ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from glassnet.core.errors import GlassnetError
from glassnet.tui.messages import Sample
from glassnet.tui.playground import Command, Playground

if TYPE_CHECKING:
    from glassnet.scenarios.sessions.session import Session
    from glassnet.scenarios.settings.draft import Draft
    from glassnet.tui.screens.settings.screen import Applied


def settings(app: Playground) -> None:
    """Show the settings, to be changed."""
    from glassnet.tui.screens.settings.screen import SettingsScreen

    app.paused()
    try:
        screen = SettingsScreen(app.session, lambda: copy_command_line(app), lambda session: collapse(app, session))
    except GlassnetError as error:  # a scenario of another version
        app.refuse(error)
        return
    app.ask(screen, lambda applied: None if applied is None else _apply(app, applied))


def _apply(app: Playground, applied: Applied) -> None:
    from glassnet.scenarios.settings.outcome import go_on, outcome
    from glassnet.tui.screens.prompts import Confirm

    draft, again = applied
    comes = outcome(draft, app.session, again)
    if not comes.goes_on:
        _begin_again(app, draft)
        return

    def change() -> None:
        go_on(draft, app.session)
        app.tell(f"{comes.text}; {app.keys.name('undo')} undoes it", 5)

    def go(yes: bool | None) -> None:
        if yes:
            app.move(change)

    if app.session.ahead > 1:
        gone = f"{round(app.session.ahead)} recorded iterations after this moment would go"
        app.ask(Confirm(f"{comes.words} changes what follows: {gone}. Change it?"), go)
    else:
        go(True)


def _begin_again(app: Playground, draft: Draft, what: str = "") -> None:
    from glassnet.scenarios.settings.outcome import outcome

    comes = outcome(draft, app.session, again=True)
    app.workspace.begin_again(draft.made)
    back = app.keys.say("{linear} or {earlier} brings" if what else "{earlier} brings")
    show_run(app, f"{what or comes.text}{f', {comes.text}' if what else ''}; {back} the earlier run back")


def show_run(app: Playground, words: str) -> None:
    """Another run of the scenario is on show now; a file that has the one before is not to be written over."""
    app.workspace.files.pop(app.workspace.key, None)
    app.arrange(maximized="")
    app.give_keys()
    app.tell(words, 5)


# --- earlier runs ---


def earlier(app: Playground) -> None:
    """Bring the run on show before this one back; again for the other way."""
    bring_back(app, -1)


def bring_back(app: Playground, place: int) -> None:
    """Bring an earlier run back, by its place among them."""
    if app.paused():
        return
    try:
        app.workspace.bring_back(place)
    except GlassnetError as error:
        app.warn(f"{error}; other settings ({app.keys.name('settings')}) make one")
        return
    here = app.session.state.iteration
    show_run(app, f"the earlier run, iteration {here:,}; {app.keys.name('earlier')} brings the other one back")


def earlier_commands(app: Playground) -> Iterator[Command]:
    """A command for each earlier run: what is another setting there, and how far it is."""
    from glassnet.scenarios.settings.differences import differences, in_words

    here = app.session.scenario
    for place, session in enumerate(app.workspace.earlier):
        words = in_words(differences(here, session.scenario)) or "the same settings"
        title = f"Earlier run: {words}, iteration {session.state.iteration:,}"
        yield title, "Bring it back", partial(bring_back, app, place)


# --- a linear model ---


def linear(app: Playground) -> None:
    """The same without hidden layers; again brings the run with them back."""
    from glassnet.scenarios.settings.draft import Draft

    if app.paused():
        return
    try:
        draft = Draft.of(app.session.scenario)
        if draft.tables["network"]["hidden"]:
            _to_linear(app, draft)
        else:
            _from_linear(app)
    except GlassnetError as error:
        app.warn(error)


def _to_linear(app: Playground, draft: Draft) -> None:
    from glassnet.scenarios.settings.rows import linear

    draft = linear(draft)
    place = app.workspace.like(draft.made)
    if place is None:
        _begin_again(app, draft, "a linear model")
        return
    app.workspace.bring_back(place)
    here = app.session.state.iteration
    show_run(app, f"the linear model, iteration {here:,}; {app.keys.name('linear')} brings the other run back")


def _from_linear(app: Playground) -> None:
    deep = [at for at, session in enumerate(app.workspace.earlier) if len(session.begun.network.layers) > 1]
    if not deep:
        raise GlassnetError(app.keys.say("this is a linear model; settings ({settings}) give it hidden layers"))
    app.workspace.bring_back(deep[-1])
    here = app.session.state.iteration
    show_run(app, f"with hidden layers, iteration {here:,}; {app.keys.name('linear')} goes to the linear model")


def one_matrix(app: Playground) -> None:
    """The linear layers on show as one matrix."""
    _or_warn(app, lambda: collapse(app, app.session))


def collapse(app: Playground, session: Session) -> None:
    """The linear layers of the session on show, or of one that other settings would begin, as one matrix.

    Raises GlassnetError where a layer bends.
    """
    from glassnet.tui.screens.collapse import CollapseSheet

    sample, data = app.snapshot().row, session.scenario.data
    rows = len(data.test_inputs if sample.test else data.inputs)
    sample = Sample(min(sample.row, rows - 1), sample.test) if rows else Sample(0)  # other data may have fewer
    weights = "" if session is app.session else "the weights that these settings begin with"
    x, y = data.row(sample.row, sample.test)
    app.ask(CollapseSheet(session, x, y, str(sample), weights))


# --- comparing ---


def hold(app: Playground) -> None:
    """Hold the run on show as a ghost, or drop the one that is held."""
    try:
        held = app.workspace.hold()
    except GlassnetError as error:
        app.warn(f"{error} ({app.keys.name('run')})")
        return
    words = "held as a ghost: its loss stays in the plot while others train; {compare} compares, {hold} drops it"
    app.tell(app.keys.say(words) if held else "the ghost is gone", 5)
    app.show()


def compare(app: Playground) -> None:
    """The ghost and the run on show in figures."""
    from glassnet.scenarios.settings.ghost import Ghost
    from glassnet.tui.screens.compare import CompareSheet

    if app.paused():
        return
    ghost = app.workspace.ghost
    if ghost is None:
        app.warn(app.keys.say("nothing to compare with yet; {hold} holds the run on show as a ghost"))
        return
    _or_warn(app, lambda: app.ask(CompareSheet(ghost, Ghost.of(app.session))))


def _or_warn(app: Playground, go: Callable[[], object]) -> None:
    try:
        go()
    except GlassnetError as error:
        app.warn(error)


# --- sharing ---


def copy_command_line(app: Playground) -> None:
    """What opens this experiment at this moment, to the clipboard."""
    try:
        line = app.workspace.command_line()
    except GlassnetError as error:
        app.warn(error)
        return
    app.copy(line)
    app.tell(f"copied: {line}", 5)
