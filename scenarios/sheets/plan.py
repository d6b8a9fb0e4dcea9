"""What a sheet gives and what it leaves to be worked out, read off the steps of the program.

What stands before the first blank is given; what lies between two blanks is worked out on the way to the later one, so
that every answer follows from the student's own. Knows the steps; knows no numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import prod

from glassnet.core.config import FULL, Config
from glassnet.core.counts import counted
from glassnet.core.deferred import dataclass
from glassnet.core.errors import GlassnetError, unknown
from glassnet.core.ops import OPTIMIZERS
from glassnet.core.program import Step
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.judge.names import NEW
from glassnet.scenarios.judge.steps import Judged, judged_program

MOST_BLANKS = 15  # numbers to be worked out on one sheet, unless somebody wants more
MOST_WEIGHTS = 100  # of a network that goes on a sheet of paper
FEW = 3  # units of a layer that is small


@dataclass(frozen=True, eq=False)
class Plan:
    """What becomes of each value of a network with one sample.

    judged: its steps, under the names that `judge` reads: after the update W1 is W1_new.
    asked: the names to be left blank. blanks: these and what lies on the way between them, in the program's order.
    given: what is computed before the first blank and read by one. data: what no step computes, all of the network's
    parameters among it, as `judge` wants them. shown: those of data that are read on the way.
    """

    judged: Judged
    asked: tuple[str, ...]
    blanks: tuple[str, ...]
    given: tuple[str, ...]
    data: tuple[str, ...]
    shown: tuple[str, ...]

    @property
    def steps(self) -> list[Step]:
        """The steps that are worked out, in order."""
        return [self.judged.steps[name] for name in self.blanks]

    def size(self, name: str) -> int:
        """How many numbers a value has."""
        return prod(1 if dim == "n" else int(dim) for dim in self.judged.program.info[name].shape)

    @property
    def count(self) -> int:
        """How many numbers are worked out."""
        return sum(map(self.size, self.blanks))


def plan(scenario: Scenario, names: Sequence[str], most: int = MOST_BLANKS) -> Plan:
    """The plan for leaving these names blank, of one sample.

    Raises GlassnetError for a name that no step computes, and for more numbers than a sheet has room for.
    """
    judged = judged_program(for_one_sample(scenario).config)
    config = judged.config
    weights = sum(prod(shape) for name, shape in config.parameters.items() if name.startswith("W"))
    if weights > MOST_WEIGHTS:
        raise GlassnetError(
            f"{scenario.key} has {counted(weights, 'weight')}, and at most {MOST_WEIGHTS} go on a sheet; take fewer "
            f"inputs, or smaller layers (--hidden {FEW})"
        )
    for name in names:
        if name not in judged.steps:
            after = f"; after the update it is {name}_new" if name in config.parameters else ""
            raise GlassnetError(f"--blank: {unknown('step', name, judged.steps)}{after}")
    made = _planned(judged, names)
    _check_optimizer(scenario, made)
    if made.count > most:
        raise GlassnetError(_too_many(scenario, made, most))
    return made


def _check_optimizer(scenario: Scenario, made: Plan) -> None:
    """Raises GlassnetError for updates with constants of their own: what those keep, so few decimals do not show."""
    optimizer = scenario.training.optimizer
    constants = {constant.name for constant in OPTIMIZERS[optimizer].constants}
    read = next((step.output for step in made.steps if constants & set(step.inputs)), "")
    read = read or next((name for name in made.asked if name.endswith(NEW) and constants), "")
    if read:
        raise GlassnetError(
            f"--blank: {read} is of an update by {optimizer}, whose averages have more digits than a sheet has room "
            "for: take --optimizer sgd"
        )


def for_one_sample(scenario: Scenario) -> Scenario:
    """The scenario with its first row alone, in one batch."""
    data = scenario.data
    one = replace(data, inputs=data.inputs[:1], targets=data.targets[:1], expanded=None)
    return replace(scenario, data=one, training=replace(scenario.training, batch_size=FULL))


def _planned(judged: Judged, names: Sequence[str]) -> Plan:
    needed: set[str] = set()  # all that the blanks come from
    after = set(names)  # all that comes from a blank
    for name in reversed(judged.steps):
        if name in names or name in needed:
            needed |= {name, *judged.steps[name].inputs}
    for name, step in judged.steps.items():
        if after & set(step.inputs):
            after.add(name)
    blanks = tuple(name for name in judged.steps if name in needed and name in after)
    read = {each for name in blanks for each in judged.steps[name].inputs} - set(blanks)
    given = tuple(name for name in judged.steps if name in read)
    asked = tuple(name for name in judged.steps if name in names)
    data = tuple(_data(judged.config, judged, read))
    return Plan(judged, asked, blanks, given, data, tuple(name for name in data if name in read))


def _data(config: Config, judged: Judged, read: set[str]) -> list[str]:
    """What no step computes: the data and all parameters, and what else is read of settings and state."""
    first = ["x", "y", *config.parameters]
    return [*first, *sorted(read - {*first} - judged.steps.keys())]


def _too_many(scenario: Scenario, made: Plan, most: int) -> str:
    sizes = ", ".join(f"{name} {made.size(name)}" for name in made.blanks)
    last = made.judged.layers
    fewer = [f"{kind}{last}" for kind in ("z", "a", "dz")]
    smaller = _planned(made.judged, fewer).count
    ask = f"--blank {','.join(fewer)} leaves {smaller}, " if smaller <= most and smaller < made.count else ""
    large = any(layer.units > FEW for layer in made.judged.config.network.layers[:-1])
    layers = f"--hidden {FEW} has smaller layers, " if large else ""
    return (
        f"{scenario.key}: {', '.join(made.asked)} leave {made.count} numbers to be worked out for one sample "
        f"({sizes}), and a sheet has at most {most}: {ask}{layers}--blanks-at-most {made.count} allows it"
    )
