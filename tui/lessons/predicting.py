"""Predict mode: the next number is asked before it is shown, as a lesson asks: hidden meanwhile, and two tries.

Every step is a lesson of one question. Knows nothing of how it is painted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from glassnet.core.deferred import dataclass
from glassnet.core.machine import advance
from glassnet.core.numerals import brief
from glassnet.core.program import BATCH
from glassnet.core.terms import Term, in_numbers, in_symbols, shortened
from glassnet.scenarios.grading import as_printed, is_right, wrong_number
from glassnet.scenarios.lessons.filling import LINES, WIDTH, Filled
from glassnet.scenarios.lessons.lesson import Lesson, LessonStep
from glassnet.scenarios.lessons.playing import Playing, Verdict
from glassnet.scenarios.lessons.progress import Progress
from glassnet.scenarios.lessons.questions import Hidden, Question
from glassnet.scenarios.lessons.seen import Number
from glassnet.tui.app import Glassnet
from glassnet.tui.drawing.texts import shorten_formula
from glassnet.tui.lessons.asking import Asking
from glassnet.tui.lessons.line import MARK, MISSED, Line
from glassnet.tui.lessons.showing import key_names, seen_on
from glassnet.tui.messages import Entry
from glassnet.tui.snapshot import Snapshot
from glassnet.tui.typed import BEGINS

FEW, TERMS = 4, 24  # of a sum: in what is told, and in the question, where those stay that fit


@dataclass(frozen=True)
class NextNumber:
    """One number of the next step, with its origin.

    entry: the one under the cursor, else the chosen sample's. new: whether no older number stands at its place.
    worked: what comes out for somebody who has the numbers as they are printed.
    """

    entry: Entry
    term: Term
    new: bool
    worked: Callable[[], float]

    @classmethod
    def of(cls, snapshot: Snapshot) -> NextNumber:
        """The number for the next step of a moment of which nothing is hidden."""
        step = snapshot.next_step
        following = _after(snapshot)
        array, cursor = following.state.values[step.output], following.choices.cursor
        if cursor is not None and cursor.name == step.output and following.number(cursor) is not None:
            entry = cursor
        elif following.sampled(step.output) and step.heading != BATCH:
            entry = following.entry(step.output, 0)
        else:
            entry = Entry(step.output, (0,) * array.ndim)
        term = following.term_of(step, entry)

        def worked() -> float:
            number = _after(replace(snapshot, state=as_printed(snapshot.state))).number(entry)
            return term.value if number is None else number

        return cls(entry, term, snapshot.number(entry) is None, worked)

    def question(self) -> Question:
        """As a lesson asks it."""
        value, entry = self.term.value, self.entry
        number = Number(entry.name, entry.index)
        hidden = Hidden(frozenset({number})) if entry.sample is None else Hidden(values=frozenset({entry.name}))
        return Question(
            "number",
            brief(value),
            lambda given: is_right(value, str(given), self.worked),
            lambda given: wrong_number(str(given)),
            hidden=hidden if self.new else Hidden(),  # what an update overwrites is read by it
        )

    def step(self) -> LessonStep:
        """As the step of a lesson: the formula, and with its numbers as a hint."""
        label, short = self.entry.label, shortened(self.term, TERMS)
        symbols = shorten_formula(in_symbols(short), WIDTH * LINES - len(label) - 12)
        numbers = shorten_formula(in_numbers(short), WIDTH * LINES - 22)
        hint = (f"= {numbers} = ?",) if self.term.parts else ()
        return LessonStep(label, f"{label} = {symbols} = ?", {}, {"number": label}, hint=hint)


class Predicting(Asking):
    """The question of the moment on show, and the score in the header."""

    def __init__(self, app: Glassnet) -> None:
        super().__init__(app, _playing(app, None))
        self._next: NextNumber | None = None
        self._of: tuple[object, ...] = ()  # what the question depends on
        self._before = ""  # what became of the question before
        self.look()

    @property
    def question(self) -> Question | None:
        """What is asked now; nothing while running, when no number stands still."""
        return None if self.app.running else super().question

    def takes(self, key: str) -> bool:
        """Whether a key belongs to the answer, and is to do nothing else; nor does a number that nothing asks for."""
        if super().takes(key):
            return True
        if self._next is None and key in BEGINS and not self.app.paused():
            name, step = self.app.snapshot().next_step.output, self.app.keys.name("step")
            self.app.refuse(f"no question: {name} is looked up in the data; {step} takes it")
            return True
        return False

    def look(self) -> None:
        """Something was done: ask for the number of another step, if another one comes next."""
        session, choices = self.app.session, self.app.workspace.choices
        here = session, session.history.tick, choices.cursor, choices.sample
        if here == self._of or self.told:
            return
        self._of, self.typed, self.note = here, "", ""
        snapshot = Snapshot.of(
            session, replace(choices, drawing=None)
        )  # of which nothing is hidden; a row is asked for
        asked = None if snapshot.next_step.heading == BATCH else NextNumber.of(snapshot)  # nothing to be worked out
        self._next, self.playing = asked, _playing(self.app, asked)
        self.show()

    def answered(self, verdict: Verdict) -> None:
        """Take the step, and count."""
        asked, workspace = self._next, self.app.workspace
        if asked is None:
            return
        label, truth, term = asked.entry.label, brief(asked.term.value), shortened(asked.term, FEW)
        self._before, self.told = f"{MARK}right: {label} = {truth}" if verdict.right else "", not verdict.right
        if self.told:
            self.note = f"{MISSED}{label} = {shorten_formula(in_numbers(term), WIDTH)} = {truth}"
        workspace.answered(verdict.right)
        self.app.move(self.app.session.step)
        workspace.point_at(asked.entry)
        self.look()

    def go_on(self) -> None:
        """What was told of a wrong answer has been read."""
        self.told = False
        self.look()

    def hint(self) -> None:
        """The numbers of the formula, then the number itself, which counts as a wrong answer."""
        if self.question is None:
            return
        if text := self.playing.hint():
            self.note = text
        else:
            self.answered(Verdict(False, True, ""))
        self.show()

    def before_run(self) -> None:
        """A run begins: nothing is asked meanwhile."""
        self._of = ()

    def line(self) -> Line:
        """What there is to be seen of it."""
        asked, keys = self._next, self.app.keys
        title = f"predict the next number; {keys.name('predict')} ends it", "predict"
        if asked is None:
            words = f"{self.app.snapshot().next_step.output} is looked up in the data; {keys.name('step')} takes it."
            return Line(title, said=words, note=self._before)
        hint = "the numbers" if self.playing.more_hints else "show me"
        hints = "" if self.told else f"{keys.name('hint')} {hint}"
        return self.asked(Line(title, None, self.playing.said.text, self.note or self._before, hints=hints))


def _playing(app: Glassnet, asked: NextNumber | None) -> Playing:
    """A lesson of one question, at it."""
    step = None if asked is None else asked.step()
    lesson = Lesson("predict", "predict", "predict", "", () if step is None else (step,))
    playing = Playing(lesson, Progress(), key_names(app.keys))
    if asked is not None and step is not None:
        playing.began, playing.question, playing.said = seen_on(app), asked.question(), Filled(step.say)
    return playing


def _after(snapshot: Snapshot) -> Snapshot:
    """The moment one step later, with the same choices."""
    following = advance(snapshot.program, snapshot.state)
    before_update = following.done <= snapshot.program.starts["update"]
    opening = following if before_update else snapshot.opening
    cursor = snapshot.choices.cursor
    choices = replace(snapshot.choices, cursor=None if cursor is None else snapshot.lasting(cursor))
    return replace(snapshot, state=following, read=snapshot.state, opening=opening, choices=choices).placed()
