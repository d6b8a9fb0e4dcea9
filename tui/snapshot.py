"""One moment as the panels see it: frozen, complete, and all that they get.

Put together by the app from the session and from what the user has chosen. What is costly and not always
shown (predictions, formulas, the map) is worked out when a panel first asks, by the engine.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from glassnet.core.deferred import dataclass
from glassnet.core.explain import Explanation, example
from glassnet.core.info import INPUTS
from glassnet.core.names import formula, numpy_line, shapes
from glassnet.core.numerals import brief
from glassnet.core.program import BATCH
from glassnet.core.terms import Term, in_numbers, shortened
from glassnet.scenarios.printed import Found, here, word_for
from glassnet.scenarios.sessions.answers import Predictions, unknown
from glassnet.scenarios.sessions.session import Session
from glassnet.tui.answer_map import AnswerMap
from glassnet.tui.diagnosis_cache import Diagnosed, DiagnosisCache
from glassnet.tui.hiding import is_ahead, secret_names, without_secrets
from glassnet.tui.landscape import Landscape
from glassnet.tui.messages import DRAWING, Entry
from glassnet.tui.moment import Floats, Moment
from glassnet.tui.units import Units
from glassnet.tui.view_state import ViewState

if TYPE_CHECKING:
    from glassnet.core.outer import Outer
    from glassnet.scenarios.diagnosis import Diagnosis, Symptoms
    from glassnet.scenarios.hidden_space import HiddenSpace, View
    from glassnet.tui.landscape import Landscape

STANDING = "beside the batch", "before update"
NONE: frozenset[Entry] = frozenset()
TERMS = 6  # of a long sum that are shown one by one


@dataclass(frozen=True, eq=False)
class Snapshot(Moment):
    """One moment, and what can be said of it."""

    @classmethod
    def of(cls, session: Session, choices: ViewState, diagnosis_cache: DiagnosisCache | None = None) -> Snapshot:
        """The session's moment, seen with these choices."""
        scenario, history = session.scenario, session.history
        hidden = None if choices.line is None else choices.line.hidden
        secret = secret_names(session.program, hidden)
        state, opening, losses = session.state, session.opening, session.losses
        if hidden is not None and secret:
            state, opening = (without_secrets(moment, hidden, secret) for moment in (state, opening))
            losses = losses.until(state.iteration - 1) if "loss" in secret else losses
        settled = state if session.settled is session.state else session.settled
        diagnosis_cache, running = diagnosis_cache or DiagnosisCache(), choices.running
        return cls(
            scenario=scenario,
            state=state,
            read=session.read,
            settled=settled,
            opening=opening,
            closing=session.closing,
            losses=losses,
            choices=choices,
            last=history.moment(history.end)[0],
            edited=tuple(history.moment(tick)[0] for tick, _ in history.actions),
            in_the_past=history.in_the_past,
            halts=tuple(map(str, session.halts)),
            answers=session.answers,
            diagnosis_cache=diagnosis_cache,
            lately_answered=session.answers.lately(scenario.data, settled, settled is not state, running),
            lately_diagnosed=diagnosis_cache.lately(session.program) if running else None,
            pasts=session.pasts.seen(at_once=not running),
            secret=secret,
            handed=session.handed,
        ).placed()

    def placed(self) -> Snapshot:
        """The same with the cursor at its place in the batch, where its row stands in this one."""
        cursor = self.choices.cursor
        if cursor is None or cursor.sample is None or self.here(cursor) is cursor:
            return self
        return replace(self, choices=replace(self.choices, cursor=self.here(cursor)))

    @property
    def layer(self) -> int:
        """The layer on show: the chosen one, else that of the number in a picture, else the current step's."""
        if self.choices.layer is not None:
            return min(self.choices.layer, self.program.layers)
        cursor = self.choices.cursor if self.choices.pictured else None
        info = None if cursor is None else self.program.info.get(cursor.name)
        if info is not None and (info.layer or info.kind == INPUTS):
            return max(info.layer, 1)
        return max(self.step.layer, 1) if self.step else 1

    @property
    def standing(self) -> tuple[str, ...]:
        """What has to be said of the chosen sample's numbers: where it stands, and that its weights are older."""
        older = self.settled is not self.state if self.sample.drawn else self.updated
        holds = self.position is None, older
        return tuple(words for words, so in zip(STANDING, holds, strict=True) if so)

    @property
    def pinned(self) -> bool:
        """Whether the layer stays when the steps go on."""
        return self.choices.layer is not None

    @property
    def loss(self) -> float | None:
        """The loss of this moment: of this iteration once it is computed, else of the one before; None at first."""
        computed = self.state.values.get("loss")
        if computed is not None:
            return float(computed)
        return self.losses.train.at(self.state.iteration - 1)

    def written(self, name: str) -> bool:
        """Whether the step just done wrote this value (●)."""
        return self.step is not None and self.step.output == name

    def was_read(self, name: str) -> bool:
        """Whether the step just done read this value (○)."""
        return self.step is not None and name in self.step.inputs and not self.written(name)

    @cached_property
    def answers_hidden(self) -> bool:
        """Whether answers, maps and curves are not to be seen, because they would tell what is asked."""
        return bool(self.secret) and is_ahead(self.program, self.choices.line.hidden if self.choices.line else None)

    @cached_property
    def predictions(self) -> Predictions:
        """The answers for all samples with the parameters of `settled`; those of many rows may lag behind."""
        before_update = self.settled is not self.state
        if self.answers_hidden:
            return unknown(self.scenario.data, before_update, self.settled.iteration)
        return self.lately_answered or self.answers.of(self.scenario.data, self.settled, before_update)

    def wrong(self, test: bool) -> NDArray[np.intp]:
        """The training rows, or the test rows, whose answers are not right, in order."""
        right = self.predictions.test_right if test else self.predictions.train_right
        return np.empty(0, dtype=np.intp) if right is None else np.flatnonzero(~right)

    def confusion(self, test: bool) -> NDArray[np.intp] | None:
        """How often each kind of training or test rows was taken for which; see `Dataset.confusion`."""
        known = self.predictions.confusions
        return None if known is None else known[test]

    # --- the formula of the moment ---

    @cached_property
    def formula(self) -> str:
        """The step just done as mathematics writes it."""
        return formula(self.program, self.step) if self.step else ""

    @cached_property
    def numpy_line(self) -> str:
        """The step just done as a line of NumPy."""
        return numpy_line(self.program, self.step) if self.step else ""

    @cached_property
    def shapes(self) -> str:
        """The shapes that met in the step just done."""
        return shapes(self.program, self.step) if self.step else ""

    @cached_property
    def focus(self) -> Entry | None:
        """The entry of the current step that is shown with its numbers: the cursor's, else the chosen sample's."""
        if self.step is None or self.step.output in self.secret:
            return None
        name = self.step.output
        cursor = self.choices.cursor
        if cursor is not None and cursor.name == name and self.number(cursor) is not None:
            return cursor
        elsewhere = self.step.heading == BATCH and self.position is None  # which takes other rows; the first is shown
        of_rows = self.sampled(name) and not elsewhere
        own = self.unit_values(name) if of_rows else None
        if not of_rows or (own is None and self.sample.drawn):  # which has no gradients
            return Entry(name, example(self.state.values[name]))
        return None if own is None else self.entry(name, example(own[None])[1])

    @cached_property
    def term(self) -> Term | None:
        """The entry in focus with its origin."""
        if self.step is None or self.focus is None:
            return None
        term = self.term_of(self.step, self.focus)
        if self.handed is not None and self.focus.sample is None:
            known = self.handed.gives(self.focus.name, self.focus.index, term.value)
            return term if known else None
        return term

    @cached_property
    def explanation(self) -> Explanation | None:
        """The number being explained, or None."""
        trail = self.choices.trail
        return replace(trail[-1], digits=self.choices.digits) if trail else None

    @cached_property
    def operands(self) -> frozenset[Entry]:
        """The entries that the number being explained, or else the entry in focus, was computed from.

        Only those whose number on show is the one that was read.
        """
        explained, row = self.explanation, None
        spoken = NONE if self.choices.line is None else self.choices.line.marked
        if explained is None and self.choices.line is not None:
            return spoken
        if explained is not None:
            read = [(Entry(operand.name, operand.index), operand.value) for operand in explained.operands]
            if explained.history.grown_from is not None:  # its sample stands in no batch, its parameters are these
                row = None if self.choices.asked is None else self.choices.asked.sample
                beside = [Entry(*entry[:2], row) for entry, _ in read if row is not None and self.sampled(entry.name)]
                read = [each for each in read if each[0].name in self.program.parameters]
                return spoken.union(beside, (entry for entry, value in read if self.number(entry) == value))
        elif self.term is not None and self.focus is not None:
            row = self.focus.sample
            read = [
                (Entry(leaf.name, leaf.index, row if self.sampled(leaf.name) else None), leaf.value)
                for leaf in self.term.entries()
            ]
        else:
            read = []
        return spoken.union(entry for entry, value in read if self.number(entry) == value)

    def has_ticks(self, name: str) -> bool:
        """Whether some number of a value may be marked as it should be, or as not."""
        computed = self.program.index_of(name)
        judged = self.handed is not None and computed is not None and computed < self.state.done
        return bool(self.printed) or judged

    def tick(self, entry: Entry) -> bool | None:
        """Whether a number is as a page prints it; False too where it does not follow. None where nothing is said."""
        if self.handed is not None and entry.sample is None:
            return False if self.handed.is_off(entry.name, entry.index) else None
        found = self.printed.get(entry)
        return None if found is None else found.agrees

    @cached_property
    def printed(self) -> dict[Entry, Found]:
        """The numbers on show that a page prints, each beside what it prints."""
        found = here(self.program, self.state, self.scenario.printed)
        return {Entry(one.printed.name, one.printed.index): one for one in found}

    def word(self, entry: Entry) -> str:
        """The page's word for a number, or for the value that it is an entry of; empty where it has none."""
        return word_for(self.scenario.names, entry.name, entry.index)

    @cached_property
    def pointed(self) -> frozenset[str]:
        """The names of values in which some numbers are marked: the cursor's, the entry in focus, and its operands."""
        entries = (self.choices.cursor, self.focus, *self.operands)
        return frozenset(entry.name for entry in entries if entry is not None)

    @cached_property
    def worked(self) -> tuple[str, str, str]:
        """The entry in focus as `dW1[0,2]`, its formula with numbers filled in, and its value; empty at the start.

        Where no step is known that gives it, its value alone.

        Of a long sum only the largest terms: hundreds of samples would fill no line, and take their time.
        """
        digits = self.choices.digits
        if self.focus is None:
            return "", "", ""
        if self.term is None:  # no step that is known gives it
            value = brief(self.number(self.focus) or 0.0, digits)
            return self.focus.label, value, value
        term = shortened(self.term, TERMS)
        return self.focus.label, in_numbers(term, digits), brief(self.term.value, digits)

    def step_line(self, index: int) -> tuple[str, str]:
        """One step of the program as its formula and the shape of its output."""
        step = self.program.steps[index]
        return formula(self.program, step), "×".join(self.shape(step.output)) or "1"

    # --- the diagnosis ---

    @property
    def diagnosis(self) -> Diagnosis:
        """What keeps it from learning, if anything; while running, of the iteration `diagnosed`."""
        if self.secret:
            from glassnet.scenarios.diagnosis import Diagnosis

            return Diagnosis((), (), False, (), None, "")
        return self._diagnosed.diagnosis

    @property
    def diagnosed(self) -> int:
        """The iteration that the diagnosis is of."""
        return self._diagnosed.state.iteration

    @cached_property
    def _diagnosed(self) -> Diagnosed:
        moment = (self.scenario, self.state, self.opening, self.losses, self.closing)
        return self.lately_diagnosed or self.diagnosis_cache.look(*moment)

    @cached_property
    def symptoms(self) -> Symptoms:
        """All training rows at this moment, with the parameters before the iteration's update."""
        from glassnet.scenarios.diagnosis import Symptoms  # the first frame needs none

        return Symptoms.of(self.scenario, self.state, self.opening, self.losses, self.closing)

    @property
    def alarms(self) -> int:
        """How many findings are severe; none before anything is computed."""
        return len(self.diagnosis.severe) if self.begun else 0

    # --- views ---

    @cached_property
    def outer(self) -> tuple[int, Outer]:
        """The gradient of the layer's W sample by sample, as one row of the batch adds to it, and that row's place.

        That is the chosen sample's, the first one's where that is not in the batch.
        """
        from glassnet.core.outer import outer

        row = self.position or 0
        return row, outer(self.program, self.state.values, self.layer, row)

    def of_drawing(self) -> Snapshot:
        """The same with the drawing followed, blank paper before there is one, and the output layer on show."""
        from glassnet.scenarios.data.images import blank

        there = self.samples.there(DRAWING)
        drawing = self.samples.drawing if there else blank(self.scenario.data)
        return replace(self, choices=replace(self.choices, drawing=drawing, drawn=True, layer=self.program.layers))

    @property
    def units(self) -> Units:
        """The units of the layers."""
        return Units(self)

    @cached_property
    def map(self) -> AnswerMap | None:
        """The answers over the plane that the samples lie in; None where there is no plane."""
        plane = self.scenario.data.plane
        return None if plane is None or self.answers_hidden else AnswerMap(plane, self.settled)

    @cached_property
    def landscape(self) -> Landscape:
        """The loss of this iteration's batch over its numbers."""
        from glassnet.tui.landscape import Landscape  # here, as for all pictures that no first frame has

        return Landscape(self)

    def hidden_space(self, layer: int, view: View, like: Floats | None = None) -> HiddenSpace:
        """What a hidden layer makes of the samples with the settled parameters; see `scenarios/hidden_space.py`."""
        from glassnet.scenarios.hidden_space import HiddenSpace  # the first frame needs none

        return HiddenSpace(self.program, self.settled.values, self.scenario.data, layer, view, like)
