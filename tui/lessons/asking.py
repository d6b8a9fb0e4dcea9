"""What asks on the screen, a lesson or predict mode: the keys that answer, and the line that says what is asked.

Which question it is, how it is graded and how many tries there are is `Playing`'s.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from glassnet.core.errors import GlassnetError
from glassnet.scenarios.lessons.playing import TRIES, Playing, Verdict
from glassnet.scenarios.lessons.questions import Given, Question
from glassnet.scenarios.lessons.seen import Number
from glassnet.tui.lessons.helping import go
from glassnet.tui.lessons.line import MISSED, Line
from glassnet.tui.typed import BEGINS, GOES_ON

if TYPE_CHECKING:
    from glassnet.scenarios.sessions.session import Session
    from glassnet.tui.app import Glassnet

TYPES = {**BEGINS, "plus": "+", "e": "e"}  # what a key adds to an answer
TYPED = ("number", "order")  # kinds of questions whose answers are more than one key
ON_WORDS = "enter goes on"
ON = ("enter", "space")  # the keys that go on after what was told


class Asking:
    """Something that asks.

    playing: the step it is at. typed: of an answer so far. note: what is told of the last answer, or a hint.
    locked: ids of keys that are switched off. told: whether the step is over, and what came of it is being looked at.
    busy: whether it plays a step itself.
    """

    def __init__(self, app: Glassnet, playing: Playing) -> None:
        self.app, self.playing = app, playing
        self.typed = self.note = ""
        self.told = self.busy = False
        self.locked: frozenset[str] = frozenset()

    # --- answering ---

    @property
    def question(self) -> Question | None:
        """What is asked now."""
        return None if self.told or self.busy else self.playing.question

    def takes(self, key: str) -> bool:
        """Whether a key belongs to the answer, and is to do nothing else."""
        if self.told and key in ON:
            if not self.app.paused():
                self.go_on()
            return True
        question = self.question
        if question is None:
            return False
        wanted = self._wants(question, key)
        if not wanted and not self._is_none(question, key):
            return False
        if self.app.paused():
            return True
        if wanted:
            self._take(question, key)
        else:
            self.note = _please(question)
            self.show()
        return True

    def _wants(self, question: Question, key: str) -> bool:
        if question.kind in TYPED:
            digits = question.kind == "order" and not (key.isdecimal() and 1 <= int(key) <= len(question.choices))
            if self.typed and key in (*GOES_ON, "escape"):
                return True
            return key in BEGINS and not digits
        return key.isdecimal() and 1 <= int(key) <= len(question.choices)

    def _is_none(self, question: Question, key: str) -> bool:
        """Whether a key is meant as an answer, and is none."""
        return key in BEGINS and bool(question.choices)

    def _take(self, question: Question, key: str) -> None:
        if question.kind not in TYPED:
            self.answer(key)
        elif key == "enter":
            self.answer(self.typed)
        elif key == "escape":
            self._type("")
        elif key == "backspace":
            self._type(self.typed[:-1])
        else:
            self._type(self.typed + TYPES[key])
            if question.kind == "order" and len(self.typed) == len(question.choices):
                self.answer(self.typed)

    def _type(self, text: str) -> None:
        self.typed = text
        self.show()

    def instead(self, id_: str) -> bool:
        """Whether what a key does is an answer here: to ask where a number comes from points at it."""
        question, choices = self.question, self.app.workspace.choices
        points = question is not None and question.pointing and id_ == "explain" and not choices.trail
        entry = self.app.workspace.number_in_hand() if points else None
        if entry is not None and not self.app.paused():
            self.answer(Number(entry.name, entry.index))
        return entry is not None

    def answer(self, given: Given) -> None:
        """An answer; one that is none costs no try."""
        if self.question is None:
            return
        self.typed = ""
        try:
            verdict = self.playing.answer(given)
        except GlassnetError as error:
            self.note = str(error)
        else:
            self.note = verdict.words if verdict.right else f"{MISSED}{verdict.words}"
            if verdict.over:
                self.answered(verdict)
        self.show()

    def answered(self, verdict: Verdict) -> None:
        """To override: a question is over."""

    def go_on(self) -> None:
        """To override: what was told has been read."""

    # --- what is done meanwhile ---

    def look(self) -> None:
        """Something was done."""

    def follow(self) -> None:
        """Another moment is on show."""

    def before_run(self) -> None:
        """A run begins."""

    def after_run(self, session: Session) -> bool:
        """Whether a run was ended by what this waits for, which the line tells."""
        return False

    def hint(self) -> None:
        """Help with what is asked."""

    def where_was_i(self) -> None:
        """Back to where it is asked."""

    def close(self) -> None:
        """It is left."""

    # --- the line ---

    def line(self) -> Line:
        """What there is to be seen of it."""
        raise NotImplementedError

    def show(self) -> None:
        """Show it."""
        self.app.say(self.line())

    def asked(self, line: Line) -> Line:
        """A line with what is asked added, or what is to be done once that is over."""
        question = self.question
        if self.told:
            return replace(line, asks=ON_WORDS)
        if question is None:
            return line
        left = TRIES - self.playing.tries
        return replace(
            line,
            choices=question.choices,
            ordered=question.kind == "order",
            typed=self.typed if question.kind in TYPED else None,
            asks=self._asks(question),
            tries="two tries, then it is shown" if left == TRIES else "one more try",
            hidden=question.hidden,
        )

    def _asks(self, question: Question) -> str:
        if question.pointing:
            return go(self.app, "there", "explain")
        step = self.playing.step
        return f"{step.ask['number']} =" if step is not None and question.kind == "number" else ""


def _please(question: Question) -> str:
    """What an answer is typed with."""
    many = len(question.choices)
    if question.kind == "order":
        return f"each digit from 1 to {many} once, in your order, please"
    if many:
        return "1 or 2, please" if many == 2 else f"a digit from 1 to {many}, please"
    return "type the number, then enter, please"
