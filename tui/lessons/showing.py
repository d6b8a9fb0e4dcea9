"""What a lesson needs of the screen: what is on show, the moment that a step opens, a number brought forward.

Knows no lesson.
"""

from __future__ import annotations

from glassnet.core.counts import count
from glassnet.core.errors import GlassnetError, unknown
from glassnet.core.machine import State
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.lessons.filling import KeyNames
from glassnet.scenarios.lessons.seen import Number, Seen, View
from glassnet.tui.keys.keymap import Keymap
from glassnet.tui.keys.table import TABLE
from glassnet.tui.messages import Entry
from glassnet.tui.opening import open_at
from glassnet.tui.playground import Playground

MATRICES = "Matrices"  # the tab that has every number of a layer, to the digits that texts have


def seen_on(app: Playground) -> Seen:
    """What is on show."""
    choices, session = app.workspace.choices, app.session
    trail, sample = choices.trail, app.snapshot().sample
    explained = Number(trail[-1].name, trail[-1].index) if trail else None
    return Seen.of(session, View(explained, app.panel_with_keys, None if sample.test or sample.drawn else sample.row))


def place_of(state: State) -> str:
    """A moment in words: `at db1 of iteration 120`."""
    if not state.done:
        return "at the beginning" if state.iteration < 2 else f"at the beginning of iteration {count(state.iteration)}"
    return f"at {state.program.steps[state.done - 1].output} of iteration {count(state.iteration)}"


def key_names(keys: Keymap) -> KeyNames:
    """How texts name these keys; an id that is none is a GlassnetError."""

    def name(id_: str) -> str:
        if id_ not in TABLE:
            raise GlassnetError(unknown("key", id_, TABLE))
        return keys.name(id_)

    return name


def open_moment(app: Playground, scenario: Scenario, at: str) -> None:
    """Bring a scenario on show from its beginning, or at a moment as --at names it. Raises GlassnetError."""
    app.paused()
    app.workspace.begin_anew(scenario)
    if at:
        open_at(app.workspace, at)
        app.workspace.leave_explanation()  # of what --at names: a step speaks of the moment
    app.arrange(tab="", maximized="", diagnosing=False, picture="")
    app.give_keys()


def bring_forward(app: Playground, number: Number) -> None:
    """Put the cursor on a number, and its layer and its tab on the screen. Raises GlassnetError for none there is."""
    snapshot, entry = app.snapshot(), Entry(*number)
    if snapshot.number(entry) is None:
        raise GlassnetError(f"{number.label} is not there yet")
    app.workspace.leave_explanation()
    layer = snapshot.program.info[number.name].layer
    app.workspace.point_at(entry)
    app.workspace.choose(**({"layer": layer} if layer else {}))
    app.arrange(maximized="", picture="")
    if entry.index and app.has_tabs:
        app.arrange(tab=MATRICES)
    if "matrices" in app.panels_for_keys:  # where keys about a number mean the one under the cursor
        app.give_keys("matrices")
    app.show()
