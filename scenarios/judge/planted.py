"""A program with one mistake planted in it, as a scenario: it is stepped through, explained and checked as any is.

Nothing that it says tells the mistake: its words and the sentences of all its steps are those of an exercise. Knows
which mistakes can be planted from `exercises.py`; knows nothing of the screen.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, ClassVar

from glassnet.core.deferred import dataclass
from glassnet.core.errors import GlassnetError
from glassnet.core.machine import State, start
from glassnet.core.program import Program
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.judge.exercises import ANY, wrong_steps
from glassnet.scenarios.judge.handed import check_shapes
from glassnet.scenarios.judge.names import NEW
from glassnet.scenarios.judge.program import as_program

KEY, TITLE = "planted", "one step is wrong"
PROBLEM = "One step of this program is not what it should be. Which one is it, and what belongs there?"
WATCH = (
    "Step through it, ask numbers where they come from, and check the gradients ({check}). The check moves a weight "
    "and looks at the loss: it tells whether a gradient is that of this forward pass."
)
ATTEMPT = "Find the step, and say what belongs there before you look at it in the right program."
SAYS = "Does this belong here? What is done is what the formula says."


@dataclass(frozen=True, eq=False)
class Planted(Scenario):
    """A scenario whose program has a mistake in it.

    mistake: its id in the catalogue, and its step, as `slope-left-out:dz2`.
    wrong: the program; for another configuration the mistake is planted anew.
    """

    mistake: str = ""
    wrong: Program | None = None
    unkept: ClassVar[str] = "a program with a planted mistake stays as it is, and no file has it: --plant makes it anew"

    def begin(self) -> tuple[Program, State]:
        """The program with the mistake, and its first moment. Raises GlassnetError where it cannot have it."""
        program = self.wrong
        if program is None or program.config != self.config:
            _, program = _wrong_program(Scenario(**_own(self)), self.mistake)
        return program, start(program, self.data.inputs, self.data.targets, self.initial)


def plant_in(scenario: Scenario, id_: str = ANY) -> Planted:
    """The scenario with a mistake in its program, which it does not name.

    id_: as for `exercises.planted`. Raises GlassnetError where no step of this network can have it, the judge could not
    tell it from others, or no panel could show what comes of it.
    """
    id_, program = _wrong_program(scenario, id_)
    words = {"key": KEY, "title": TITLE, "problem": PROBLEM, "watch": WATCH, "attempt": ATTEMPT}
    return Planted(**{**_own(scenario), **words, "plateaus": (), "printed": ()}, mistake=id_, wrong=program)


def _own(scenario: Scenario) -> dict[str, Any]:
    return {each.name: getattr(scenario, each.name) for each in fields(Scenario)}


def _wrong_program(scenario: Scenario, id_: str) -> tuple[str, Program]:
    refused = ""
    for found, planting, steps in wrong_steps(scenario, id_):
        program, values = as_program(planting.judged, steps), planting.run(steps, 1)
        assert values is not None  # or it would not have been planted
        numbers = {name.removesuffix(NEW): values[name] for name in steps}
        try:
            check_shapes(program, numbers, len(values["x"]))
        except GlassnetError as error:
            refused = f"--plant: {found} cannot be shown here, as {error}; glassnet export plants it in a script"
            continue
        spoken = tuple(replace(step, says=SAYS) for step in program.steps)
        return found, replace(program, steps=spoken, plain=True)
    raise GlassnetError(refused)
