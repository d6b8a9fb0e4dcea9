"""One student's exercise: his numbers, what he is asked for, and the key, as the engine explains each of its numbers.

Knows numbers and how they are printed; lays out no page.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import cached_property
from math import floor, log10
from typing import Any

import numpy as np

from glassnet.core.deferred import dataclass
from glassnet.core.explain import entry_term
from glassnet.core.names import formula, meaning, numpy_line
from glassnet.core.ops import ACTIVATIONS, Array
from glassnet.core.terms import Index, in_numbers, in_symbols, label, unfolded
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.judge.reading import BLANKS, SHEET
from glassnet.scenarios.judge.settings import of_config
from glassnet.scenarios.sheets.numbers import Numbers, Wish, draw, short
from glassnet.scenarios.sheets.plan import Plan
from glassnet.scenarios.sheets.rules import KINKED, Rules
from glassnet.scenarios.sheets.students import Student


@dataclass(frozen=True, eq=False)
class Line:
    """One number of the key: its label, its formula with names and with numbers, the same unfolded, its value."""

    label: str
    symbols: str
    numbers: str
    unfolded: str
    value: str


@dataclass(frozen=True, eq=False)
class Exercise:
    """A sheet and its key.

    command: the line that brings the sheet back.
    """

    experiment: Scenario
    student: Student
    seed: int
    command: str
    plan: Plan
    wish: Wish
    numbers: Numbers

    @cached_property
    def id(self) -> str:
        """What the sheet is called: two sheets with other numbers or blanks have other ids."""
        content = json.dumps([self.givens, self.plan.blanks, self.wish.decimals])
        return f"{self.experiment.key}-{self.seed}-{hashlib.sha256(content.encode()).hexdigest()[:6]}"

    @cached_property
    def tolerances(self) -> dict[str, int]:
        """See `Rules.tolerances`."""
        return self._rules.tolerances(self.numbers.values)

    @property
    def _rules(self) -> Rules:
        return Rules(self.plan, self.wish.decimals, short(self.experiment.data.inputs))

    def units_off(self) -> Iterator[tuple[int, Array]]:
        """For each relu layer whose output or slope is asked for: its number, and which of its units are off."""
        for layer, activation in enumerate(self.plan.judged.config.network.layers, start=1):
            if activation.activation in KINKED and {f"a{layer}", f"dz{layer}"} & set(self.plan.blanks):
                yield layer, np.asarray(self.value(f"z{layer}")[0] <= 0)

    @property
    def tolerance(self) -> str:
        """The largest of them, as it is printed: `0.0002`."""
        return f"{max(self.tolerances.values()) * 10.0**-self.wish.decimals:.{self.wish.decimals}f}"

    def value(self, name: str) -> Array:
        """A value of this sheet."""
        return self.numbers.values[name]

    def printed(self, name: str, index: Index) -> str:
        """An entry as it stands on the sheet, or in the key: what is computed to its decimals, the rest as it is."""
        value = float(self.value(name)[index])
        if value == 0:
            return "0"
        if name in self.plan.judged.steps:
            return f"{value:.{self.wish.decimals}f}"
        return f"{value:g}"

    @cached_property
    def givens(self) -> dict[str, Any]:
        """All that the sheet gives, as lists of the printed numbers."""
        return {name: self._printed_lists(name) for name in (*self.plan.data, *self.plan.given)}

    def _printed_lists(self, name: str) -> Any:
        array = self.value(name)
        made = np.array([float(self.printed(name, index)) for index in np.ndindex(array.shape)])
        return made.reshape(array.shape).tolist()

    def formula(self, name: str) -> str:
        """The step of a blank as mathematics writes it."""
        return formula(self.plan.judged.program, self.plan.judged.steps[name])

    def numpy_line(self, name: str) -> str:
        """The same as a line of NumPy."""
        return numpy_line(self.plan.judged.program, self.plan.judged.steps[name])

    def meaning(self, name: str) -> str:
        """What a name stands for, in a few words."""
        return meaning(self.plan.judged.program, name)

    def key(self, name: str) -> Iterator[Line]:
        """The numbers of a blank, each with where it comes from."""
        step = self.plan.judged.steps[name]
        for index in np.ndindex(self.value(name).shape):
            term = entry_term(step, self.numbers.values, index)
            digits = max(2, floor(log10(abs(term.value))) + 1 + self.wish.decimals) if term.value else 2
            formulas = in_symbols(term), in_numbers(term, digits), unfolded(term, digits)
            if step.op is ACTIVATIONS["softmax"].forward:
                formulas = self._share(step.inputs[0], index)
            yield Line(label(name, index), *formulas, self.printed(name, index))

    def _share(self, scores: str, index: Index) -> tuple[str, str, str]:
        """An entry of a softmax as the sheet defines it: with names, with numbers, and nothing to unfold."""
        places = [(index[0], at) for at in range(self.value(scores).shape[1])]
        numbers = [f"e^{self.printed(scores, place)}" for place in places]
        symbols = f"e^{label(scores, places[index[1]])} / Σₖ e^{scores}[{index[0]},k]"
        return symbols, f"{numbers[index[1]]} / ({' + '.join(numbers)})", ""

    def answers(self, filled: bool = False) -> dict[str, Any]:
        """The answers file: what the sheet is, what it gives, and null for each number that is asked for.

        filled: with the answers of the key instead.
        """
        said = of_config(self.plan.judged.config)
        about = {
            "id": self.id,
            "student": self.student.name,
            "decimals": self.wish.decimals,
            BLANKS: {name: list(self.value(name).shape) for name in self.plan.blanks},
            "activation": list(said.activation or ()),
            "output_activation": said.output_activation,
            "loss": said.loss,
            "optimizer": said.optimizer,
        }
        if said.regularization != "none":
            about |= {"regularization": said.regularization, "regularization_rate": said.regularization_rate}
        empty = {name: np.full(self.value(name).shape, None).tolist() for name in self.plan.blanks}
        asked = {name: self._printed_lists(name) for name in self.plan.blanks} if filled else empty
        return {SHEET: about, **self.givens, **asked}


def exercise(experiment: Scenario, plan: Plan, wish: Wish, student: Student, seed: int, command: str) -> Exercise:
    """One student's exercise; raises GlassnetError as `numbers.draw` does."""
    return Exercise(experiment, student, seed, command, plan, wish, draw(experiment, plan, wish, seed))


def as_text(answers: dict[str, Any]) -> str:
    """An answers file: a line for each name."""
    lines = [f"  {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in answers.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"
