"""A configuration compiled to one flat list of steps: what happens in one iteration, in order.

Knows which op runs when, on which names, and how its shapes fit together; runs nothing itself.
This list is all there is: stepping runs it one by one, training runs it in a loop,
explaining runs one of its ops on terms, and the formulas on screen are the same ops run on names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

from glassnet.core.compiled import NUMPY
from glassnet.core.compiled import engine as default_engine
from glassnet.core.config import Config
from glassnet.core.deferred import dataclass
from glassnet.core.errors import short
from glassnet.core.info import COUNT, Info, describe
from glassnet.core.op import Op, sentence
from glassnet.core.ops import (
    ACTIVATIONS,
    LOSSES,
    OPTIMIZERS,
    REGULARIZATIONS,
    affine,
    affine_db,
    affine_dx,
    take_rows,
)

PHASES = ("batch", "forward", "backward", "update")

HEADINGS = ("batch", "forward pass", "loss", "gradients, output layer", "gradients, hidden layers", "update")
BATCH, FORWARD, LOSS, OUTPUT, HIDDEN, UPDATE = HEADINGS


@dataclass(frozen=True)
class Step:
    """One operation.

    phase: one of PHASES; the loss belongs to the forward phase.
    heading: one of HEADINGS, the plain steps of the lesson.
    layer: the layer it works on, from 1; 0 for a batch.
    inputs, output: names of values, `("x", "dz1")` and `"dW1"`.
    shapes: letters as `ni,no->io`. A small letter that stands in the output picks one entry of an
        input too; all other letters are summed over or needed whole (capitals mark those that must
        be whole although the output has the letter).
    says: its sentence, where that is not the op's own.
    """

    phase: str
    heading: str
    layer: int
    op: Op
    inputs: tuple[str, ...]
    output: str
    shapes: str
    says: str | None = None

    @property
    def sentence(self) -> str:
        """What the step does and why, in one plain sentence."""
        return sentence(self.op) if self.says is None else self.says

    def __repr__(self) -> str:
        return short(self, f"{self.output} from {', '.join(self.inputs)}: {self.heading}, layer {self.layer}")

    @cached_property
    def input_letters(self) -> tuple[str, ...]:
        """The shape letters of each input."""
        return tuple(self.shapes.split("->")[0].split(","))

    @cached_property
    def output_letters(self) -> str:
        """The shape letters of the output."""
        return self.shapes.split("->")[1]


@dataclass(frozen=True)
class Program:
    """The steps of one iteration.

    parameters: names in order, W1 b1 W2 b2 …
    optimizer_state: names of what the optimizer keeps (`v_W1`), 0 at first.
    info: what each name stands for that a step reads or writes.
    plain: whether its ops are called as they stand, one by one: somebody's own, which may be none that can be recorded.
    engine: what runs its recorded calls, see `compiled.py`.
    """

    config: Config
    steps: tuple[Step, ...]
    parameters: tuple[str, ...]
    optimizer_state: tuple[str, ...]
    info: Mapping[str, Info] = field(compare=False, repr=False)
    plain: bool = False
    engine: str = field(default=NUMPY, compare=False)

    def __repr__(self) -> str:
        return short(
            self, f"{len(self.steps)} steps, {self.config.network.shape}: " + " ".join(s.output for s in self.steps)
        )

    @property
    def layers(self) -> int:
        """The number of layers that have weights."""
        return len(self.config.network.layers)

    @cached_property
    def computed(self) -> frozenset[str]:
        """Names that are empty at the start of every iteration."""
        lasting = {*self.parameters, *self.optimizer_state}
        return frozenset(step.output for step in self.steps) - lasting

    @cached_property
    def reads(self) -> frozenset[str]:
        """All names that some step reads."""
        return frozenset(name for step in self.steps for name in step.inputs)

    @cached_property
    def scalars(self) -> tuple[str, ...]:
        """Single numbers that some step reads and none computes: settings, constants, the count."""
        return tuple(name for name, info in self.info.items() if info.is_scalar)

    @cached_property
    def counted(self) -> tuple[str, ...]:
        """Those of them that are the number of the iteration."""
        return tuple(name for name in self.scalars if self.info[name].kind == COUNT)

    @cached_property
    def ends(self) -> dict[str, int]:
        """How many steps are done when each phase has ended."""
        return {step.phase: count for count, step in enumerate(self.steps, start=1)}

    @cached_property
    def starts(self) -> dict[str, int]:
        """How many steps are done when each phase begins."""
        first: dict[str, int] = {}
        for count, step in enumerate(self.steps):
            first.setdefault(step.phase, count)
        return first

    @cached_property
    def recordings(self) -> dict[tuple[str, ...], list[Any]]:
        """What `tape.py` recorded of this program and lends out: kept here, it lives as long as the program."""
        return {}

    def updating(self, done: int) -> bool:
        """Whether an update has begun and is not whole when so many steps are done."""
        return self.starts["update"] < done < len(self.steps)

    def index_of(self, name: str) -> int | None:
        """The index of the step that computes a name, or None for data and constants."""
        return next((i for i, step in enumerate(self.steps) if step.output == name), None)

    def place(self, step: Step) -> str:
        """Where a step stands, in a few words: `forward, layer 2`, `forward, loss`, `update, layer 1`."""
        of_layer = step.heading not in (BATCH, LOSS)
        return f"{step.phase}, layer {step.layer}" if of_layer else ", ".join(dict.fromkeys((step.phase, step.heading)))

    def forward_steps(self) -> tuple[Step, ...]:
        """From x to the last a: what a prediction runs."""
        return tuple(step for step in self.steps if step.heading == FORWARD)

    def of_samples(self, samples: int) -> Program:
        """The same for so many samples, all of them in one batch."""
        config = Config(self.config.network, self.config.training, samples)
        return replace(self, config=config) if self.plain else compile_program(config, self.engine)

    def with_seed(self, seed: int) -> Program:
        """The same steps for another seed, which takes other batches; what is recorded is theirs together."""
        config = self.config
        found = replace(self, config=replace(config, network=replace(config.network, seed=seed)))
        found.__dict__["recordings"] = self.recordings
        return found

    def loss_steps(self) -> tuple[Step, ...]:
        """The loss, and the penalty where there is one."""
        return tuple(step for step in self.steps if step.heading == LOSS)


def compile_program(config: Config, engine: str = "") -> Program:
    """The steps of one iteration of this configuration, first to last.

    engine: what is to run them; without one, what runs programs here.
    """
    training, layers = config.training, config.network.layers
    loss, optimizer = LOSSES[training.loss], OPTIMIZERS[training.optimizer]
    regularization, about = REGULARIZATIONS[training.regularization], describe(config)
    last = len(layers)
    steps: list[Step] = []

    def fed_by(layer: int) -> str:
        return "x" if layer == 1 else f"a{layer - 1}"

    if config.batch_size is not None:
        steps.append(Step("batch", BATCH, 0, take_rows, ("X", "rows"), "x", "Ni,n->ni"))
        steps.append(Step("batch", BATCH, 0, take_rows, ("Y", "rows"), "y", "Ni,n->ni"))

    for layer, dense in enumerate(layers, start=1):
        z, a, activation = f"z{layer}", f"a{layer}", ACTIVATIONS[dense.activation]
        reads: tuple[str, ...] = (fed_by(layer), f"W{layer}", f"b{layer}")
        steps.append(Step("forward", FORWARD, layer, affine, reads, z, "ni,io,o->no"))
        letters = "nO->no" if activation.mixes else "no->no"
        steps.append(Step("forward", FORWARD, layer, activation.forward, (z,), a, letters))

    steps.append(Step("forward", LOSS, last, loss.forward, (f"{loss.reads}{last}", "y"), "loss", "nk,nk->"))
    weights = tuple(f"W{layer}" for layer in range(1, last + 1))
    if regularization.penalty is not None:
        letters = ",".join(["", *["io"] * last]) + "->"
        steps.append(Step("forward", LOSS, last, regularization.penalty, ("rate", *weights), "penalty", letters))

    for layer in range(last, 0, -1):
        heading = OUTPUT if layer == last else HIDDEN
        activation = ACTIVATIONS[layers[layer - 1].activation]
        z, a, da, dz = f"z{layer}", f"a{layer}", f"da{layer}", f"dz{layer}"

        if layer == last:
            steps.append(Step("backward", heading, layer, loss.backward, (a, "y"), f"{loss.gives}{layer}", "no,no->no"))
        else:
            above = (f"dz{layer + 1}", f"W{layer + 1}")
            steps.append(Step("backward", heading, layer, affine_dx, above, da, "no,io->ni"))
        if layer < last or loss.gives == "da":
            assert activation.backward is not None  # the configuration allows no softmax here
            at = {"z": (z,), "a": (a,), "": ()}[activation.reads]
            letters = "no,no->no" if at else "no->no"
            steps.append(Step("backward", heading, layer, activation.backward, (da, *at), dz, letters))

        reads, letters = (fed_by(layer), dz), "ni,no->io"
        if regularization.penalty is not None:
            reads, letters = (*reads, f"W{layer}", "rate"), "ni,no,io,->io"
        steps.append(Step("backward", heading, layer, regularization.affine_dW, reads, f"dW{layer}", letters))
        steps.append(Step("backward", heading, layer, affine_db, (dz,), f"db{layer}", "no->o"))

    kept: list[str] = []
    for name in config.trained:
        kept.extend(state.name.format(w=name) for state in optimizer.state)
        own, layer = about[name].letters, about[name].layer
        for update in optimizer.updates:
            inputs = tuple(text.format(w=name) for text in update.inputs)
            letters = ",".join(own if "{w}" in text else "" for text in update.inputs) + f"->{own}"
            steps.append(Step("update", UPDATE, layer, update.op, inputs, update.output.format(w=name), letters))

    used = {name for step in steps for name in (*step.inputs, step.output)}
    info = MappingProxyType({name: each for name, each in about.items() if name in used})
    return Program(config, tuple(steps), tuple(config.parameters), tuple(kept), info, engine=engine or default_engine())
