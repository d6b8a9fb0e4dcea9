"""The program that handed-in numbers are judged by: the engine's own list of steps, each under a name of its own.

What an update writes has a name beside what it read (`W1_new`), and a fused loss can be taken apart into da and dz, as
many write it. Knows configurations; knows nothing of anybody's numbers.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from glassnet.core.activations import Activation
from glassnet.core.config import Config
from glassnet.core.deferred import dataclass
from glassnet.core.info import describe
from glassnet.core.ops import ACTIVATIONS, LOSSES
from glassnet.core.program import Program, Step, compile_program
from glassnet.scenarios.judge.names import NEW


@dataclass(frozen=True, eq=False)
class Judged:
    """A program with one name for each number of an iteration.

    program: the engine's. steps: by what they compute, in order.
    """

    program: Program
    steps: dict[str, Step]

    @property
    def config(self) -> Config:
        """What network it is, and how it is trained."""
        return self.program.config

    @property
    def layers(self) -> int:
        """How many layers have weights."""
        return self.program.layers

    @property
    def loss(self) -> str:
        """The name of the loss."""
        return self.config.training.loss

    @property
    def samples(self) -> int:
        """n."""
        return self.config.samples

    @property
    def outputs(self) -> int:
        """k."""
        return self.config.network.output.units

    @cached_property
    def order(self) -> dict[str, int]:
        """Where each name stands in the program."""
        return {name: at for at, name in enumerate(self.steps)}

    def activation(self, layer: int) -> Activation:
        """The activation of a layer."""
        entry: Activation = ACTIVATIONS[self.config.network.layers[layer - 1].activation]
        return entry

    @property
    def first_delta(self) -> str:
        """The name of the loss's derivative: where the way back begins."""
        return next(name for name, step in self.steps.items() if step.phase == "backward")


def judged_program(config: Config, takes_apart: bool = False) -> Judged:
    """The steps of one iteration. takes_apart: whether a fused loss has da and dz one by one."""
    compiled, about = compile_program(config), describe(config)
    renamed = {f"{name}{NEW}": about[name] for name in (*compiled.parameters, *compiled.optimizer_state)}
    program = replace(compiled, info={**about, **renamed})  # of names that only his program has, too
    steps = [_renamed(program, step) for step in program.steps]
    if takes_apart and LOSSES[config.training.loss].apart is not None:
        at = next(at for at, step in enumerate(steps) if step.phase == "backward")
        steps[at : at + 1] = _apart(steps[at], config)
    return Judged(program, {step.output: step for step in steps})


def _renamed(program: Program, step: Step) -> Step:
    """An update with new names for what it writes; other steps as they are."""
    if step.phase != "update":
        return step
    written = {other.output for other in program.steps[: program.steps.index(step)] if other.phase == "update"}
    inputs = tuple(f"{name}{NEW}" if name in written and name != step.output else name for name in step.inputs)
    return replace(step, inputs=inputs, output=f"{step.output}{NEW}")


# --- a fused loss, taken apart -------------------------------------------------------------


def _apart(fused: Step, config: Config) -> tuple[Step, Step]:
    layer, activation = fused.layer, ACTIVATIONS[config.network.output.activation]
    first, op = LOSSES[config.training.loss].apart, activation.apart or activation.backward
    assert first is not None
    assert op is not None
    da = replace(fused, op=first, output=f"da{layer}")
    letters = "nO,nO->no" if activation.mixes else "no,no->no"
    dz = replace(fused, op=op, inputs=(f"da{layer}", f"a{layer}"), shapes=letters)
    return da, dz
