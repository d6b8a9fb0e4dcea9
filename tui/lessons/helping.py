"""A few words that help with a step that waits: how to come to its number, what is open instead, what came of it.

Knows what is waited for and what is on show; which step is next it does not.
"""

from __future__ import annotations

from glassnet.core.counts import count
from glassnet.scenarios.lessons import Playing, Seen, conditions
from glassnet.scenarios.lessons.conditions import number_named
from glassnet.tui.panels.loss_words import loss_texts
from glassnet.tui.playground import Playground

RUNS = {"right", "loss_below", "iteration"}  # conditions that a run leads to
WITH_A_NUMBER = {"explained": "explain", "edited": "edit"}  # what waits for a number, and the key for it


def comes_to(app: Playground, playing: Playing, seen: Seen) -> str:
    """How somebody comes to the number that the step waits for, and what is to be pressed there; empty for none."""
    step, began, entry = playing.step, playing.began, app.workspace.number_in_hand()
    if step is None or began is None or seen.view.explained is not None:
        return ""
    for name in conditions.missing(step.wait, seen, began):
        if (key := WITH_A_NUMBER.get(name)) is not None:
            in_hand = entry is not None and number_named(step.wait[name]) == (entry.name, entry.index)
            return app.keys.say(f"press {{{key}}}") if in_hand else go(app, f"to {step.wait[name]}", key)
    return ""


def go(app: Playground, to: str, key: str) -> str:
    """How somebody comes to a number that stands on the screen, and what is to be pressed there. key: by its id."""
    clicks = ", or click it twice" if key == "explain" else ""
    return app.keys.say(f"go {to} with {app.keys.arrows} and press {{{key}}}{clicks}")


def instead_of(app: Playground, playing: Playing, seen: Seen) -> str:
    """What to do where an origin is open that the step does not wait for; empty where none is."""
    wanted = "" if playing.step is None else playing.step.wait.get("explained", "")
    if not wanted or seen.view.explained is None:
        return ""
    return app.keys.say(f"This is {seen.view.explained.label}. {{out}} closes it; then to {wanted}.")


def came_of(app: Playground, playing: Playing) -> str:
    """What was waited for and holds now."""
    wait = {} if playing.step is None else playing.step.wait
    if RUNS & set(wait):
        found = f"iteration {count(app.session.state.iteration)}", loss_texts(app.snapshot())[-1]
        return ", ".join(filter(None, found))
    return f"{wait['reached']} is computed" if "reached" in wait else "done"
