"""What the user looks at in the session on show: which sample, layer and number, and where a number comes from.

Everything that a key does to what is shown, without the screen: no Textual here. What is open is in `open_runs.py`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from glassnet.core.errors import GlassnetError
from glassnet.core.explain import Explanation, prediction, why
from glassnet.core.history import History
from glassnet.core.info import GRADIENT
from glassnet.core.machine import State
from glassnet.scenarios.base import REGRESSION, Scenario
from glassnet.scenarios.sessions import MOST_ITERATIONS
from glassnet.scenarios.sessions.session import Session
from glassnet.tui.diagnosis_cache import DiagnosisCache
from glassnet.tui.messages import Entry, Sample, UnitMap
from glassnet.tui.moment import Floats
from glassnet.tui.open_runs import OpenRuns
from glassnet.tui.runs import Saved
from glassnet.tui.snapshot import Snapshot
from glassnet.tui.speeds import DEFAULT_SPEED, SPEEDS, Speed

if TYPE_CHECKING:
    from glassnet.tui.lessons.line import Line


class Workspace(OpenRuns):
    """What is open, and what is looked at in the session on show.

    score: right answers and all answers in predict mode. note: a few words for the header about them.
    predicting: whether a number is asked for before it is shown. line: what asks, and what it says.
    """

    def __init__(self, scenario: str | Scenario | Saved, seed: int | None = None) -> None:
        super().__init__(scenario, seed)
        self._speed = DEFAULT_SPEED
        self._diagnosis_cache = DiagnosisCache()
        self.score = (0, 0)
        self.note = ""
        self.predicting = False
        self.line: Line | None = None

    def snapshot(
        self,
        running: bool = False,
        rate: float = 0.0,
        preview: Snapshot | None = None,
        offered: bool = False,
        pictured: bool = False,
    ) -> Snapshot:
        """The moment on show."""
        choices = replace(
            self.choices, running=running, speed=str(self.speed), rate=rate, ghost=self.ghost,
            note=self.note or self.session.in_words, predicting=self.predicting, preview=preview, line=self.line,
            offered=offered, pictured=pictured,
        )  # fmt: skip
        return Snapshot.of(self.session, choices, self._diagnosis_cache)

    def look_at(self, session: Session) -> None:
        """Bring handed-in numbers on show, the cursor on the one that is farthest off; `leave` goes back."""
        self.take_in(session)
        self.point_at_wrong()

    # --- speed ---

    @property
    def speed(self) -> Speed:
        """The pace of a run."""
        return SPEEDS[self._speed]

    def faster(self, by: int) -> None:
        """The next faster pace, or the next slower one for -1."""
        self._speed = min(max(self._speed + by, 0), len(SPEEDS) - 1)

    # --- samples, layers, the cursor ---

    def next_sample(self, by: int) -> None:
        """The next row of the data, whether it stands in the batch or not: training rows, then test rows, around."""
        snapshot = self.snapshot()
        data, here = snapshot.scenario.data, snapshot.row
        trained, tested = len(data.inputs), len(data.test_inputs)
        at = (here.row + here.test * trained + by) % (trained + tested)
        self.choose(sample=Sample(at) if at < trained else Sample(at - trained, test=True))

    def next_wrong(self, by: int) -> None:
        """The next sample whose answer is not right, the previous one for -1: training rows, then test rows, around.

        Raises GlassnetError where there is none.
        """
        snapshot, here = self.snapshot(), self.snapshot().row
        data = snapshot.scenario.data
        if snapshot.answers_hidden:
            raise GlassnetError("the answers would tell what is asked: answer first")
        if data.task == REGRESSION:
            raise GlassnetError("numbers are not right or wrong, they are more or less far off")
        found = self.session.answers.wrong_after(data, snapshot.settled, here.row, here.test, by)
        if found is None:
            raise GlassnetError("no answer is wrong")
        self.choose(sample=Sample(*found), confusion="")

    def next_confusion(self) -> None:
        """From table and map to the confusion matrix of the training rows, of the test rows, and back.

        Raises GlassnetError where there are no classes to be confused.
        """
        data = self.session.scenario.data
        if not data.kinds:
            raise GlassnetError("a confusion matrix counts classes, and here are none")
        turns = ["", "training", *(["test"] if len(data.test_inputs) else [])]
        self.choose(confusion=turns[(turns.index(self.choices.confusion) + 1) % len(turns)])

    def next_layer(self, by: int) -> None:
        """Through the layers, and once more to follow the steps again."""
        layers, at = self.session.program.layers, self.choices.layer
        if at is None:
            self.choose(layer=1 if by > 0 else layers)
        else:
            self.choose(layer=at + by if 1 <= at + by <= layers else None)

    def point_at(self, entry: Entry) -> None:
        """Put the cursor on a number; one of another sample chooses that sample, and stays with it."""
        from glassnet.core.landscape import moved_by

        snapshot = self.snapshot()
        entry = snapshot.lasting(entry)
        self.choose(cursor=entry)
        if entry.sample is None and (of := moved_by(snapshot.program, entry.name)):
            self.choose(around=Entry(of, entry.index))
        if entry.sample is not None:
            self.choose(sample=entry.sample)
        elif entry.index and snapshot.sampled(entry.name):
            self.choose(sample=Sample(entry.index[0]))

    def point_at_wrong(self) -> None:
        """Put the cursor on the entry that is farthest off, of handed-in numbers that stand at a wrong step."""
        handed, step = self.session.handed, self.session.state.step
        if handed is not None and step is not None and (index := handed.most_off(step.output)) is not None:
            self.point_at(Entry(step.output, index))

    def point_at_map(self, unit: UnitMap) -> None:
        """Put the cursor on what a unit says over the plane."""
        self.choose(unit=unit, cursor=None)

    def number_in_hand(self) -> Entry | None:
        """The number that a key is about: the cursor's, else the one shown in full."""
        snapshot = self.snapshot()
        unit = snapshot.choices.unit
        if unit is not None and snapshot.has_unit(unit.layer, unit.unit):  # what the map's unit says for the sample
            return snapshot.entry(f"a{unit.layer}", unit.unit)
        return snapshot.choices.cursor or snapshot.focus

    # --- origin ---

    def explain(self, entry: Entry) -> None:
        """Begin a trail at a number. Raises GlassnetError for one that is not there yet."""
        snapshot = self.snapshot()
        asked = snapshot.lasting(entry)
        here = snapshot.here(asked)
        if here.name in snapshot.secret:
            raise GlassnetError(f"{here.label} is asked, or would tell it: answer first")
        if here.sample is None:
            origin = why(self.session.history, here.name, here.index)
        elif here.sample.drawn and snapshot.program.info[here.name].kind == GRADIENT:
            raise GlassnetError("nobody has said what your drawing is: without a target it has no gradients")
        elif snapshot.number(here) is None:
            raise GlassnetError(f"{here.name} is not computed yet in iteration {snapshot.state.iteration:,}")
        else:  # of a batch of such rows: that has the gradients of one of so many
            rows = len(snapshot.samples.rows) if snapshot.program.info[here.name].kind == GRADIENT else 0
            read = snapshot.samples.read_by(here.sample)
            grown = self._grown(here.sample, read, snapshot.samples.given(here.sample), rows)
            origin = why(grown, here.name, here.index)
        self._show_origin((origin,))
        self.choose(asked=asked)

    def _grown(self, sample: Sample, moment: State, data: tuple[Floats, Floats], rows: int = 0) -> History:
        """The history of one row's data alone, with the parameters of a moment; see `explain.prediction`."""
        session, history = self.session, self.session.history
        here = moment is session.state
        tick = history.tick if here else history.reached(moment.iteration, moment.done, history.tick)
        if sample.drawn:  # it has no targets, and what is asked for comes before they are read
            return prediction(history, data[0], np.zeros_like(data[1]), tick, str(sample), 0, "drawn by hand")
        words = f"{'test' if sample.test else 'training'} row {sample.row}"
        return prediction(history, *data, tick, words, rows)

    def explain_prediction(self, sample: Sample, output: int | None = None) -> None:
        """Begin a trail at what the network answers for a sample; for classes, its largest output."""
        snapshot = self.snapshot()
        if snapshot.answers_hidden:
            raise GlassnetError("the answers would tell what is asked: answer first")
        grown = self._grown(sample, self.session.settled, snapshot.samples.row(sample))
        name = f"a{self.session.program.layers}"
        column = int(np.argmax(grown.state.values[name][0])) if output is None else output
        self._show_origin((why(grown, name, (0, column)),))
        self.choose(asked=None)

    def into(self) -> None:
        """From the number being explained into its chosen operand. Raises GlassnetError at the end of a chain."""
        here = self.choices.trail[-1]
        if not here.operands:
            raise GlassnetError(f"{here.label} is where the chain ends: {here.origin}")
        self._show_origin((*self.choices.trail, here.operands[self.choices.operand].why()))

    def out(self) -> None:
        """Back to the number before, and out of the explanation after the first."""
        trail = self.choices.trail
        last = trail[-1] if trail else None
        operand = 0
        if len(trail) > 1 and last is not None:
            operands = trail[-2].operands
            operand = next(
                (i for i, each in enumerate(operands) if (each.name, each.index) == (last.name, last.index)), 0
            )
        self.choose(trail=trail[:-1], operand=operand, full=False)

    def _show_origin(self, trail: tuple[Explanation, ...]) -> None:
        trail = (*trail[:-1], self.session.told(trail[-1]))
        self.choose(trail=trail, operand=first_operand(trail[-1]), full=False)

    def explain_again(self) -> bool:
        """Ask for the number at the head of the trail at the moment on show; False where it is not there."""
        try:
            if self.choices.asked is None:  # a prediction: of the parameters of its own moment
                raise GlassnetError("another moment, another prediction")
            self.explain(self.choices.asked)
        except GlassnetError:
            self.leave_explanation()
            return False
        return True

    def command_line(self) -> str:
        """What opens this moment, with the origin that is open. Raises GlassnetError where no command line does."""
        from glassnet.scenarios.settings.copying import session_line  # here, because the first frame needs no flags

        trail = self.choices.trail
        own = trail and trail[-1].history is self.session.history  # else it is a prediction's, which --at cannot name
        return session_line(self.session, MOST_ITERATIONS, trail[-1] if own else None)

    # --- predict mode ---

    def switch_predicting(self) -> None:
        """Predict mode on or off."""
        self.predicting = not self.predicting
        self._note_score()

    def answered(self, right: bool) -> None:
        """Count an answer."""
        self.score = (self.score[0] + right, self.score[1] + 1)
        self._note_score()

    def _note_score(self) -> None:
        right, asked = self.score
        self.note = f"predict {right} of {asked} right" if self.predicting else ""

    def leave_explanation(self) -> None:
        """Forget the trail; every move in time does."""
        if self.choices.trail:
            self.choose(trail=(), operand=0, full=False)


def first_operand(explanation: Explanation) -> int:
    """The operand to begin with: of the largest term of a sum, else the first that some step computed."""
    term = explanation.term
    if term is None:
        return 0
    if term.made_by == "sum":
        largest = max(term.parts, key=lambda part: abs(part.value) if part.value == part.value else 0.0)
        for leaf in reversed(list(largest.entries())):
            for place, operand in enumerate(explanation.operands):
                if (operand.name, operand.index) == (leaf.name, leaf.index):
                    return place
    computed = [
        i for i, each in enumerate(explanation.operands) if each.name in each.history.program_at(each.tick).computed
    ]
    return computed[0] if computed else 0
