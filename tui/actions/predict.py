"""Predict mode: the next number is asked for before it is shown."""

from __future__ import annotations

from glassnet.core.program import BATCH
from glassnet.tui.playground import Playground
from glassnet.tui.typed import BEGINS


def switch(app: Playground) -> None:
    """Predict mode on or off."""
    app.workspace.switch_predicting()
    if app.workspace.predicting:
        app.tell(app.keys.say("predict: type the next number, or {step} for the question; {predict} ends it"), 4)
    app.show()


def begins(app: Playground, key: str) -> bool:
    """In predict mode a number is an answer: its first letter opens the box for it. Whether this key was one."""
    taken = app.workspace.predicting and key in BEGINS
    if taken and not app.paused():
        ask(app, BEGINS[key])
    return taken


def ask(app: Playground, begun: str = "") -> None:
    """Ask for a number of the next step. begun: what is typed of the answer already."""
    from glassnet.scenarios.grading import wrong_number
    from glassnet.tui.screens.predict import Question
    from glassnet.tui.screens.prompts import AskText

    following = app.snapshot().next_step
    if following.heading == BATCH:  # nothing to be worked out
        if begun:
            app.refuse(f"no question: {following.output} is looked up in the data; {app.keys.name('step')} takes it")
        else:
            app.move(app.session.step)
        return
    question = Question.of(app.workspace.snapshot())

    def answered(answer: str | None) -> None:
        if answer is None:
            return
        right = question.is_right(answer)
        app.workspace.answered(right)
        app.move(app.session.step)
        app.workspace.point_at(question.entry)
        if right:
            app.tell(question.verdict(answer), 6)
        else:
            app.warn(question.verdict(answer))
        app.show()

    title = f"predict {question.entry.label}"
    app.ask(AskText(title, question.words, begun, wrong_number, "answers", begun=bool(begun)), answered)
