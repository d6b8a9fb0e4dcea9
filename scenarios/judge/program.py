"""Steps of somebody's own, mistakes among them, as a program of the engine: to be printed, stepped through, explained.

`W1_new` is W1 again here, as in a script; an update that another step reads too early stands before it. Knows steps;
knows nothing of anybody's numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from glassnet.core.program import Program, Step
from glassnet.scenarios.judge.effect import in_order
from glassnet.scenarios.judge.names import BEFORE, NEW
from glassnet.scenarios.judge.steps import Judged


def as_program(judged: Judged, steps: Mapping[str, Step]) -> Program:
    """The steps in an order in which each finds what it reads, by the engine's names.

    steps: by what they compute, under names as `judged_program` gives them.
    """
    order = [steps[name] for name in in_order(steps)]
    placed = tuple(_named(_placed(step, order[at:])) for at, step in enumerate(order))
    used = dict.fromkeys(name for step in placed for name in (*step.inputs, step.output))
    about = judged.program.info
    known = {name: about[name.removesuffix(BEFORE)] for name in used if name.removesuffix(BEFORE) in about}
    in_their_order = {name: known[name] for name in (*about, *known) if name in known}
    return replace(judged.program, steps=placed, info=MappingProxyType(in_their_order))


def _placed(step: Step, following: list[Step]) -> Step:
    """An update that something else waits for stands under its heading; it stays an update."""
    waiting = next((each for each in following if each.phase != "update"), None)
    if step.phase != "update" or waiting is None:
        return step
    return replace(step, heading=waiting.heading)


def _named(step: Step) -> Step:
    inputs = tuple(name.removesuffix(NEW) for name in step.inputs)
    return replace(step, inputs=inputs, output=step.output.removesuffix(NEW))
