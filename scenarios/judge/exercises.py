"""Scripts to be finished, or to be mended: lines left blank, or one mistake of the catalogue planted.

A mistake is planted only where the judge, given the numbers that come of it, names exactly that one. Knows the
catalogue and how a script is written; what `judge_run` does with a script stands there.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from glassnet.core.errors import GlassnetError, quoted, unknown
from glassnet.core.export import Exercise, numpy_script
from glassnet.core.names import code_lines
from glassnet.core.notation import NUMPY
from glassnet.core.program import Program, Step
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.judge import judge_arrays
from glassnet.scenarios.judge.catalogue import CATALOGUE, Site
from glassnet.scenarios.judge.digits import Digits
from glassnet.scenarios.judge.effect import Array, compute, in_order
from glassnet.scenarios.judge.follow import Missing, Number, Own, Trace
from glassnet.scenarios.judge.names import NEW, parse
from glassnet.scenarios.judge.program import as_program
from glassnet.scenarios.judge.reading import given
from glassnet.scenarios.judge.search import Rewrite, rewritings
from glassnet.scenarios.judge.settings import of_config
from glassnet.scenarios.judge.steps import Judged, judged_program
from glassnet.scenarios.judge.verdicts import MISTAKE

ANY = "any"
TO_FILL = ("An exercise: fill in what is left blank (...), and run it. The last line needs Glassnet too: it judges.",)
TO_FIND = (
    "An exercise: one step of it is wrong. Which one, and what belongs there? The last lines tell, with Glassnet.",
)
LISTED = 380  # characters of ids in an error
RUNS = 2  # iterations that a planted script must get through


def blanked(scenario: Scenario, iterations: int, names: Sequence[str]) -> str:
    """The NumPy script with the lines of these values left blank, and a last line that judges what is filled in.

    Raises GlassnetError for a name that no step computes.
    """
    program, state = scenario.begin()
    outputs = [step.output for step in program.steps]
    for name in names:
        if name not in outputs:
            raise GlassnetError(f"--blank: {unknown('step', name, outputs)}")
        if name in ("x", "y"):
            raise GlassnetError(f"--blank: {name} is the batch, which is given")

    def ending(arguments: str) -> list[str]:
        return ["import glassnet  # the judge; all above needs NumPy alone", "", *_judging(program, arguments)]

    exercise = Exercise(TO_FILL, frozenset(names), ending)
    return numpy_script(program, state, iterations, scenario.heading, exercise=exercise)


def planted(scenario: Scenario, iterations: int, id_: str = ANY) -> str:
    """The NumPy script with one mistake in it, which it does not name.

    id_: of the catalogue; `ID:dz2` for the step that has it; ANY for one that the seed chooses. Raises GlassnetError
    where no step of this network can have it, or where the judge could not tell it from others.
    """
    program, state = scenario.begin()
    _, planting, steps = next(wrong_steps(scenario, id_))
    exercise = Exercise(TO_FIND, (), lambda arguments: _telling(program, arguments))
    wrong = as_program(planting.judged, steps)
    return numpy_script(wrong, state, iterations, scenario.heading, exercise=exercise)


def wrong_steps(scenario: Scenario, id_: str = ANY) -> Iterator[tuple[str, Planting, dict[str, Step]]]:
    """Its steps with one mistake of that id in them (see `planted`), and what it is, as `ID:dz2`; the plainest first.

    Raises GlassnetError where there is none.
    """
    id_, _, place = id_.partition(":")
    ids = sorted({mistake.id for mistake in CATALOGUE if mistake.id})
    if id_ not in (*ids, ANY):
        raise GlassnetError(f"--plant: {unknown('mistake', id_, ids)}")
    program, state = scenario.begin()
    planting = Planting(judged_program(program.config), state.values)
    changes = planting.changes(ids if id_ == ANY else [id_])
    found = [each for each in changes if place in ("", each.step.output.removesuffix(NEW))]
    order = np.random.RandomState(program.config.network.seed).permutation(len(found))
    fits = False
    for rewrite in sorted((found[at] for at in order), key=lambda each: each.variant):  # the plainest first
        if planting.is_named(rewrite):
            fits = True
            yield f"{rewrite.id}:{rewrite.step.output.removesuffix(NEW)}", planting, planting.with_mistake(rewrite)
    if fits:
        return
    others = ", ".join(sorted({each.id for each in planting.changes(ids)} - {id_}))
    listed = textwrap.shorten(others, LISTED, placeholder=" …")
    why = "cannot be told from another mistake here" if found else "changes nothing in this network"
    why = f"at {quoted(place)} {why}" if place else why
    raise GlassnetError(f"--plant: {quoted(id_)} {why}; what does: {listed}")


def _judging(program: Program, arguments: str) -> list[str]:
    """The lines that judge."""
    said = of_config(program.config)
    settings: dict[str, object] = {
        "activation": list(said.activation or ()),
        "output_activation": said.output_activation,
        "loss": said.loss,
        "optimizer": said.optimizer,
    }
    settings |= {"regularization": said.regularization} if said.regularization != "none" else {}
    return [f"stated = {json.dumps(settings)}", f"glassnet.judge_run(train, {arguments}, **stated)"]


def _telling(program: Program, arguments: str) -> list[str]:
    """It trains, and what tells the mistake is a comment."""
    return [f"train({arguments})", "", "# import glassnet", *(f"# {line}" for line in _judging(program, arguments))]


class Planting:
    """Mistakes in one network, from its first moment.

    judged: the right program. start: all that no step computes.
    """

    def __init__(self, judged: Judged, start: Mapping[str, Any]) -> None:
        self.judged = judged
        self.start = dict(start)
        known = dict(self.start)
        if "rows" in known:  # the first batch is what is judged
            known |= {"x": known["X"][known["rows"]], "y": known["Y"][known["rows"]]}
        numbers = {name: Number(value, np.zeros(np.shape(value))) for name, value in known.items()}
        self._trace = Trace(Own(numbers, (), Digits()), judged.steps)
        self._right = self.run(judged.steps)

    def with_mistake(self, rewrite: Rewrite) -> dict[str, Step]:
        """The steps with one of them rewritten."""
        return {**self.judged.steps, rewrite.step.output: rewrite.step}

    def changes(self, ids: Collection[str]) -> Iterator[Rewrite]:
        """Mistakes that run, and give other numbers than the right ones."""
        for step in self.judged.steps.values():
            for rewrite in rewritings(Site(self.judged, step, self._trace)):
                if rewrite.id not in ids or rewrite.mistake.harmless or not self._is_written(rewrite.step):
                    continue
                found = self.run(self.with_mistake(rewrite))
                if found is not None and self._right is not None and not _same(found, self._right):
                    yield rewrite

    def is_named(self, rewrite: Rewrite) -> bool:
        """Whether the judge, given all numbers that come of it, names this mistake and no other."""
        values = self.run(self.with_mistake(rewrite), 1)
        assert values is not None
        known = {name: parsed.text for name in values if (parsed := parse(name)) is not None and name != "rate"}
        numbers = {name: values[name] for name, ours in known.items() if name == ours}  # X is no batch
        found = judge_arrays(given(numbers), of_config(self.judged.config))
        return found.verdict == MISTAKE and [each.id for each in found.mistakes] == [rewrite.id]

    def run(self, steps: Mapping[str, Step], iterations: int = RUNS) -> dict[str, Array] | None:
        """All numbers of the last of so many iterations; None where they cannot be run, or do not stay finite."""
        values, order = dict(self.start), in_order(steps)
        for left in reversed(range(iterations)):
            try:
                with np.errstate(all="ignore"):
                    compute(steps, order, values)
            except (ValueError, KeyError, IndexError):
                return None
            if not all(np.isfinite(values[name]).all() for name in order):
                return None
            if left:  # as a script has it: the name is given to what was computed, whatever its shape
                values |= {name.removesuffix(NEW): values[name] for name in order if name.endswith(NEW)}
        return values

    def _is_written(self, step: Step) -> bool:
        """Whether its line of NumPy is the very same: not all that an op can do has a spelling."""
        try:
            values = {name: np.asarray(self._trace.have(name).value) for name in step.inputs}
            space: dict[str, Any] = {"np": np, **values}
            with np.errstate(all="ignore"):
                exec("\n".join(code_lines(self.judged.program, step, NUMPY)), space)  # lines of our own
                return _same({"": space[step.output]}, {"": step.op(*values.values())})
        except (Missing, SyntaxError, KeyError, TypeError, AttributeError, ValueError, IndexError, NameError):
            return False


def _same(one: Mapping[str, Array], other: Mapping[str, Array]) -> bool:
    return all(
        np.shape(one[name]) == np.shape(other[name]) and np.allclose(one[name], other[name], rtol=1e-9, atol=1e-13)
        for name in other
    )
