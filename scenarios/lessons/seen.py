"""What a lesson can see: the moment on show and what the screen shows beside its numbers, frozen.

The app makes one of its session and its panels; during a run each iteration makes one of what breakpoints look at.
Knows the engine and the session; nothing of lessons or of how a screen is made.
"""

from __future__ import annotations

from dataclasses import field, replace
from typing import NamedTuple

import numpy as np

from glassnet.core.actions import Edit
from glassnet.core.deferred import dataclass
from glassnet.core.errors import GlassnetError, unknown
from glassnet.core.machine import State, Values, advance, predict
from glassnet.core.program import Program
from glassnet.core.terms import label
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.printed import check_entry
from glassnet.scenarios.sessions.halts import Halt, Look
from glassnet.scenarios.sessions.session import Session


class Number(NamedTuple):
    """One number by its place: `Number("dW1", (0, 2))`; the index is empty for a single number."""

    name: str
    index: tuple[int, ...] = ()  # type: ignore[assignment]  # a tuple's own method, of no use here

    @property
    def label(self) -> str:
        """`dW1[0,2]`."""
        return label(self.name, self.index)


@dataclass(frozen=True)
class View:
    """What the screen shows beside the numbers of the moment.

    explained: the number whose origin is open, or None. panel: the panel that has the keys, or is alone on the screen.
    sample: the training row that is followed, counted from 0; None for a test row.
    """

    explained: Number | None = None
    panel: str = ""
    sample: int | None = 0


@dataclass(frozen=True, eq=False)
class Seen:
    """One moment as a lesson sees it.

    state: all values on show. settled: the parameters that answers are given with (see `Session.settled`).
    loss: the one on show, of the iteration before where this one has none yet. halted: which breakpoint ended the last
    run, in words. edits: numbers changed by hand up to this moment. checked: gradients that were checked so far.
    before: where the step began, of a moment at which it is over.
    """

    scenario: Scenario
    state: State
    settled: Values
    loss: float | None = None
    halted: str = ""
    edits: tuple[Edit, ...] = ()
    checked: tuple[str, ...] = ()
    view: View = field(default_factory=View)
    before: Seen | None = None

    @classmethod
    def of(cls, session: Session, view: View | None = None) -> Seen:
        """The moment on show of a session."""
        state, history = session.state, session.history
        before = state.iteration - 1
        loss = state.values.get("loss")
        shown = None if loss is None else float(loss)
        if loss is None:
            shown = session.losses.train.at(before)
        edits = tuple(act for tick, act in history.actions if tick <= history.tick and isinstance(act, Edit))
        halted = session.halted if isinstance(session.halted_by, Halt) else ""  # not by what a lesson waits for
        seen = (session.scenario, state, session.settled.values, shown, halted, edits, session.checked)
        return cls(*seen, view or View())

    def during(self, look: Look) -> Seen:
        """The same view at the end of an iteration of a run."""
        state = State(look.program, look.iteration, len(look.program.steps), look.values)
        return replace(self, state=state, settled=look.values, loss=float(look.values["loss"]))

    # --- where ---

    @property
    def program(self) -> Program:
        """The program of the moment."""
        return self.state.program

    @property
    def whole(self) -> bool:
        """Whether the iteration on show is finished."""
        return self.state.done == len(self.program.steps)

    @property
    def finished(self) -> int:
        """How many iterations are finished."""
        return self.state.iteration - (not self.whole)

    @property
    def coming(self) -> int:
        """The iteration that the next step belongs to: the end of one is the start of the next."""
        return self.finished + 1

    # --- numbers ---

    def number(self, number: Number) -> float:
        """One number on show. Raises GlassnetError where there is none of this name, or it is not computed yet."""
        self.check(number)
        array = self.state.values.get(number.name)
        if array is None:
            raise GlassnetError(f"{number.name} is not computed yet in iteration {self.state.iteration:,}")
        if number.index:
            check_entry(self.program, number.name, number.index)
        elif array.ndim:
            raise GlassnetError(f"{number.name} is more than one number; name one, as in {number.name}[0,0]")
        return float(array[number.index])

    def check(self, number: Number) -> None:
        """Raises GlassnetError where this network has no such number, or no such value where the index is empty."""
        if number.name not in self.state.values:
            check_entry(self.program, number.name, number.index, whole=True)
        elif number.index:
            check_entry(self.program, number.name, number.index)

    def step_of(self, name: str) -> int:
        """The place of the step that computes a value. Raises GlassnetError where none does."""
        at = self.program.index_of(name)
        if at is None:
            raise GlassnetError(unknown("step", name, [step.output for step in self.program.steps]))
        return at

    def computing(self, names: frozenset[str]) -> Seen:
        """The moment at which all these values are there: this one, or a later one of the iteration.

        Raises GlassnetError for a value that the iteration does not compute any more, or that there is not.
        """
        for name in names:
            self.check(Number(name))
        state = self.state
        for _ in self.program.steps:
            if names <= state.values.keys():
                break
            state = advance(self.program, state)
        missing = names - state.values.keys()
        if missing:
            raise GlassnetError(f"{min(missing)} is not computed in iteration {state.iteration:,}")
        if state is self.state:
            return self
        loss = state.values.get("loss")
        return replace(self, state=state, loss=self.loss if loss is None else float(loss))

    def right(self, test: bool = False) -> tuple[int, int]:
        """How many training or test rows are answered right, and of how many.

        Raises GlassnetError where numbers are learned, which are not right or wrong, or where there are no such rows.
        """
        data = self.scenario.data
        inputs, targets = (data.test_inputs, data.test_targets) if test else (data.inputs, data.targets)
        if not len(inputs):
            raise GlassnetError(f"{self.scenario.key} has no test rows")
        right = data.right(np.asarray(predict(self.program, self.settled, inputs)), targets)
        if right is None:
            raise GlassnetError(f"{self.scenario.key} learns numbers, which are not right or wrong")
        return int(right.sum()), len(right)
