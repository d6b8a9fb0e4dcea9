"""Predict mode: the next number is asked for before it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from glassnet.tui.playground import Playground

if TYPE_CHECKING:
    from glassnet.tui.app import Glassnet


def switch(app: Playground) -> None:
    """Predict mode on or off."""
    from glassnet.tui.lessons.predicting import Predicting

    glassnet = cast("Glassnet", app)
    app.paused()
    if app.workspace.predicting:
        glassnet.leave_lesson()
    elif app.asking is not None:
        app.tell(app.keys.say("the lesson asks itself; {leave_lesson} leaves it"))
    else:
        app.workspace.switch_predicting()
        app.asking = Predicting(glassnet)
        app.tell(app.keys.say("type the number; {step} goes on without it, {predict} ends it"), 4)
