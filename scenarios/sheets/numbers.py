"""Numbers that a person can compute with: a row of the data and weights of one decimal, drawn from a seed.

What is drawn is kept only where no unit is dead, and no answer is lost to rounding; of several such the one is taken
that hides the fewest mistakes. Every number is rounded as soon as it is computed, as somebody does who writes it down
and goes on with it. Knows the plan and the catalogue of mistakes; knows nothing of pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from glassnet.core.config import SEEDS
from glassnet.core.deferred import dataclass
from glassnet.core.errors import GlassnetError
from glassnet.core.machine import run, start
from glassnet.core.ops import Array
from glassnet.core.program import compile_program
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.sheets.hidden import hidden_mistakes
from glassnet.scenarios.sheets.plan import Plan, for_one_sample
from glassnet.scenarios.sheets.rules import Rules, broken

LARGEST, LARGEST_BIAS = 9, 5  # tenths: weights are ±0.1 … ±0.9
TRIES = 200  # of numbers for one sheet
UNIT_TRIES = 60  # of the weights of one unit, before all is drawn anew
HALF = 1e-7  # of the last decimal: what an exact half may be short of one in double numbers
CHOICES = 3  # sets of numbers that keep the rules, of which one is taken


@dataclass(frozen=True)
class Wish:
    """What was asked for beside the blanks.

    decimals: of every answer. sample: the row of the data, None for any. iteration: whose weights they are, from 1.
    """

    decimals: int = 4
    sample: int | None = None
    iteration: int = 1


@dataclass(frozen=True, eq=False)
class Numbers:
    """One student's numbers.

    scenario: his network with his one sample and his weights. start: what no step computes, by name.
    values: that, and all that its steps make of it, each rounded. row: of the data, whose target he has, and whose
    inputs unless they are made up. hidden: mistakes of the catalogue whose rounded answers would be the right ones.
    """

    scenario: Scenario
    start: Mapping[str, Array]
    values: Mapping[str, Array]
    row: int
    made_up: bool
    hidden: tuple[str, ...] = ()


def draw(scenario: Scenario, plan: Plan, wish: Wish, seed: int) -> Numbers:
    """The numbers of this seed, 0 … 2³²-1; the same ones each time.

    Raises GlassnetError where so many tries give none that keep the rules: it says which is broken most.
    """
    random, rules = np.random.RandomState(seed % SEEDS), Rules(plan, wish.decimals, short(scenario.data.inputs))
    found: list[Numbers] = []
    why: dict[str, int] = {}
    for _ in range(TRIES if wish.iteration == 1 else TRIES // 2):
        made = _drawn(scenario, plan, wish, random, rules)
        reason = broken(rules, made.values)
        if reason:
            why[reason] = why.get(reason, 0) + 1
            continue
        found.append(replace(made, hidden=hidden_mistakes(plan, made.start, wish.decimals)))
        if not found[-1].hidden or len(found) == CHOICES:
            return min(found, key=lambda each: len(each.hidden))
    if found:
        return min(found, key=lambda each: len(each.hidden))
    most = max(why, key=lambda reason: why[reason])
    advice = "take more --decimals, another --sample, other layers, or leave other names blank"
    tried = f"no numbers that a person can compute with come of seed {seed} in {sum(why.values())} tries"
    raise GlassnetError(f"{tried}: {most}; {advice}")


def _drawn(scenario: Scenario, plan: Plan, wish: Wish, random: np.random.RandomState, rules: Rules) -> Numbers:
    row, x, y = _sample(scenario, wish, random, rules.inputs_differ)
    values: dict[str, Array] = {"x": x, "y": y}
    for layer in range(1, plan.judged.layers + 1):
        _draw_layer(values, layer, plan, random, rules)
    parameters = {name: values[name] for name in plan.judged.config.parameters}
    if wish.iteration > 1:
        parameters = _trained(scenario, parameters, wish.iteration - 1)
    one = for_one_sample(scenario)
    own = replace(one, data=replace(one.data, inputs=x, targets=y), parameters=parameters, printed=())
    begun = dict(own.begin()[1].values)
    made = dict(begun)
    with np.errstate(all="ignore"):
        for name, step in plan.judged.steps.items():
            made[name] = as_written(np.asarray(step.op(*(made[each] for each in step.inputs))), wish.decimals)
    made_up = not bool((x == short(scenario.data.inputs)[row]).all())
    return Numbers(own, begun, made, row, made_up)


def as_written(array: Array, decimals: int) -> Array:
    """Rounded as people do on paper: a half goes away from 0."""
    size = np.abs(array) * 10.0**decimals
    return np.asarray(np.sign(array) * np.floor(size + 0.5 + HALF) / 10.0**decimals + 0.0)


def _sample(scenario: Scenario, wish: Wish, random: np.random.RandomState, differ: bool) -> tuple[int, Array, Array]:
    """A row of the data: which, x (1, inputs), y (1, outputs).

    x is made up where there is just one row. differ: and where in no row all inputs are different.
    """
    data, inputs = scenario.data, short(scenario.data.inputs)
    rows = np.flatnonzero(((inputs != 0) | (data.inputs == 0)).all(axis=1))  # no input is rounded away
    different = [at for at in rows if inputs[at].all() and len(set(inputs[at])) == inputs.shape[1]]
    made_up = len(inputs) == 1 or (differ and not different and inputs.shape[1] <= LARGEST)
    if differ and different:
        rows = np.array(different)
    rows = rows if len(rows) else np.arange(len(inputs))
    row = int(random.choice(rows)) if wish.sample is None else wish.sample
    y = np.round(data.targets[row : row + 1], 2)
    if wish.sample is None and made_up:
        return row, np.abs(_tenths(random, inputs.shape[1], LARGEST))[np.newaxis], y
    return row, inputs[row : row + 1], y


def short(inputs: Array) -> Array:
    """Inputs (N, d) as they are where none has more than two decimals, else of one decimal."""
    return inputs if np.allclose(inputs, np.round(inputs, 2), atol=1e-12) else np.round(inputs, 1) + 0.0


def _draw_layer(values: dict[str, Array], layer: int, plan: Plan, random: np.random.RandomState, rules: Rules) -> None:
    """Weights and biases of a layer, unit by unit, and its sums and outputs: each unit until it is at work."""
    w, b, z, a = (f"{kind}{layer}" for kind in "Wbza")
    shape = plan.judged.config.parameters[w]
    values[w], values[b] = np.zeros(shape), np.zeros(shape[1])
    step, after = plan.judged.steps[z], plan.judged.steps[a]
    off = random.randint(shape[1]) if rules.may_be_off(layer) else None
    for unit in range(shape[1]):
        for _ in range(UNIT_TRIES):
            values[w][:, unit] = _tenths(random, shape[0], LARGEST)
            values[b][unit] = _tenths(random, 1, LARGEST_BIAS)[0]
            values[z] = np.asarray(step.op(*(values[each] for each in step.inputs)))
            if rules.works(layer, unit, values, unit == off):
                break
    with np.errstate(all="ignore"):
        values[a] = np.asarray(after.op(*(values[each] for each in after.inputs)))


def _tenths(random: np.random.RandomState, count: int, largest: int) -> Array:
    """So many of ±0.1 … ±largest/10, all of different sizes as long as there are enough."""
    sizes = random.permutation(largest)[:count] + 1 if count <= largest else random.randint(1, largest + 1, count)
    return np.asarray(sizes * random.choice((-1, 1), count) / 10)


def _trained(scenario: Scenario, parameters: Mapping[str, Array], iterations: int) -> dict[str, Array]:
    """What so many iterations on all rows make of the parameters, to one decimal."""
    program, data = compile_program(scenario.config), scenario.data
    end = run(program, start(program, data.inputs, data.targets, parameters), iterations)
    return {name: np.round(end.values[name], 1) + 0.0 for name in parameters}
