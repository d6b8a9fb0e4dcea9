"""A training at the moment on show: its numbers, its losses so far, and what the network answers now.

Knows the engine and the scenario, and looks at them; how one gets to a moment is the session's (`session.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from glassnet.core.errors import GlassnetError, short
from glassnet.core.history import History
from glassnet.core.machine import State
from glassnet.core.numerals import brief
from glassnet.core.program import Program
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.sessions.answers import Answers, Predictions
from glassnet.scenarios.sessions.changes import as_it_stands, names_now
from glassnet.scenarios.sessions.losses import Losses, LossRecord
from glassnet.scenarios.sessions.pasts import Pasts

if TYPE_CHECKING:
    from glassnet.core.explain import Explanation
    from glassnet.scenarios.diagnosis import Symptoms
    from glassnet.scenarios.judge.handed import Handed


class Training:
    """One scenario being trained, as it stands.

    history: every moment; `state` is the one on show.
    answers: where predictions come from, and the last ones are kept. pasts: where the past of numbers comes from.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.history = History(*scenario.begin())
        self._begun = scenario
        self._now: tuple[tuple[int, ...], Scenario, State] | None = None
        self._opened: tuple[int, State] | None = None  # the last moment before an update that was stepped to, by tick
        self._record = LossRecord()
        self.answers = Answers()
        self.pasts = Pasts(lambda: self.history)

    def __repr__(self) -> str:
        state, loss = self.state, self.state.get("loss")
        last = "" if loss is None else f", loss {brief(float(loss))}"
        return short(self, f"{self.begun.key}, iteration {state.iteration}, step {state.done}{last}")

    @property
    def program(self) -> Program:
        """The program of the moment on show."""
        return self.history.program

    @property
    def begun(self) -> Scenario:
        """The scenario that the training began with."""
        return self._begun

    def _base(self, tick: int) -> Scenario:
        """The scenario that a tick's last change led to, before edits by hand."""
        change = self.history.change_before(tick)
        base = self._begun if change is None else change.source
        if not isinstance(base, Scenario):
            raise GlassnetError("the experiment of a change is missing")
        return base

    @property
    def scenario(self) -> Scenario:
        """The scenario of the moment on show: its data and settings as they are now, changed by hand or not."""
        base, state = self._base(self.history.tick), self.state
        values = state.values
        key = (id(base), *(id(values.get(name)) for name in names_now(state)))
        if self._now is None or self._now[0] != key:
            self._now = key, as_it_stands(base, state), state  # the state keeps the ids from being used again
        return self._now[1]

    def scenario_at(self, tick: int) -> Scenario:
        """The scenario of any recorded moment; see `scenario`."""
        return as_it_stands(self._base(tick), self.history.state_at(tick))

    @property
    def state(self) -> State:
        """The moment on show."""
        return self.history.state

    @property
    def handed(self) -> Handed | None:
        """Numbers of somebody's own that it stands in; None in a training."""
        return None

    @property
    def unkept(self) -> str:
        """Why no file can have it; empty where one can."""
        return self._begun.unkept

    @property
    def kept(self) -> bool:
        """Whether files can have it."""
        return not self.unkept

    @property
    def in_words(self) -> str:
        """A few words about it, for the header; mostly none."""
        return f"{self._begun.key}: {self._begun.title}" if self.unkept else ""

    def told(self, explanation: Explanation) -> Explanation:
        """The origin of a number as this session has it."""
        return explanation

    @property
    def read(self) -> State:
        """The values that the step just done read: the moment before it."""
        history, state = self.history, self.state
        tick = history.reached(state.iteration, state.done, history.tick)
        return state if tick is None else history.state_at(tick - 1)

    @property
    def losses(self) -> Losses:
        """The losses so far, as arrays that do not change any more."""
        return self._record.losses(self.history.programs)

    @property
    def opening(self) -> State:
        """A moment of this iteration before its update: with the parameters that its values were computed with."""
        state, begins = self.state, self.program.starts["update"]
        if state.done <= begins:
            return state
        tick = self.history.reached(state.iteration, begins, self.history.tick)
        if self._opened is not None and self._opened[0] == tick:
            return self._opened[1]
        return state if tick is None else self.history.state_at(tick)

    @property
    def closing(self) -> State:
        """The moment that this iteration's update led to, before edits at its end; before that, the one on show."""
        state = self.state
        if state.done < len(self.program.steps):
            return state
        tick = self.history.reached(state.iteration, state.done, self.history.tick)
        return state if tick is None else self.history.state_at(tick)

    @property
    def settled(self) -> State:
        """The moment whose parameters predictions use: before the update until its last step is done."""
        return self.state if self.state.done == len(self.program.steps) else self.opening

    @property
    def predictions(self) -> Predictions:
        """The answers for all training and test rows, with the parameters of `settled`."""
        settled = self.settled
        return self.answers.of(self.scenario.data, settled, settled is not self.state)

    @property
    def symptoms(self) -> Symptoms:
        """This moment as diagnoses look at it."""
        from glassnet.scenarios.diagnosis import Symptoms

        return Symptoms.of(self.scenario, self.state, self.opening, self.losses, self.closing)
