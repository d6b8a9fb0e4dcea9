"""A few words that help with a step that waits: how to come to its number, what is open instead, what came of it.

Knows what is waited for and what is on show; which step is next it does not.
"""

from __future__ import annotations

from glassnet.core.counts import count
from glassnet.scenarios.lessons import Playing, conditions
from glassnet.scenarios.lessons.conditions import number_named
from glassnet.tui.lessons.showing import seen_on
from glassnet.tui.panels.loss_words import loss_texts
from glassnet.tui.playground import Playground

RUNS = {"right", "loss_below", "iteration"}  # conditions that a run leads to
WITH_A_NUMBER = {"explained": "explain", "edited": "edit"}  # what waits for a number, and the key for it


def comes_to(app: Playground, playing: Playing) -> str:
    """How somebody comes to the number that the step waits for, and what is to be pressed there; empty for none."""
    wait = {} if playing.step is None else playing.step.wait
    if playing.began is None or app.workspace.choices.trail or not WITH_A_NUMBER.keys() & wait.keys():
        return ""
    entry = app.workspace.number_in_hand()
    for name in conditions.missing(wait, seen_on(app), playing.began):
        if (key := WITH_A_NUMBER.get(name)) is not None:
            in_hand = entry is not None and number_named(wait[name]) == (entry.name, entry.index)
            return app.keys.say(f"press {{{key}}}") if in_hand else go(app, f"to {wait[name]}", key)
    return ""


def go(app: Playground, to: str, key: str) -> str:
    """How somebody comes to a number that stands on the screen, and what is to be pressed there. key: by its id."""
    clicks = ", or click it twice" if key == "explain" else ""
    return app.keys.say(f"go {to} with {app.keys.arrows} and press {{{key}}}{clicks}")


def instead_of(app: Playground, playing: Playing) -> str:
    """What to do where an origin is open that the step does not wait for; empty where none is."""
    wanted = "" if playing.step is None else playing.step.wait.get("explained", "")
    open_ = seen_on(app).view.explained if wanted else None
    return "" if open_ is None else app.keys.say(f"This is {open_.label}. {{out}} closes it; then to {wanted}.")


def came_of(app: Playground, playing: Playing) -> str:
    """What was waited for and holds now."""
    wait = {} if playing.step is None else playing.step.wait
    if RUNS & set(wait):
        found = f"iteration {count(app.session.state.iteration)}", loss_texts(app.snapshot())[-1]
        return ", ".join(filter(None, found))
    return f"{wait['reached']} is computed" if "reached" in wait else "done"
