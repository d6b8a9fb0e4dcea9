"""What each name of a program stands for, as data: its kind, its layer, its shape, where it comes from, in words.

Every name is made here or in `program.py`, and nowhere else is one taken apart: who has a name asks `program.info`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from glassnet.core.config import Config
from glassnet.core.deferred import dataclass
from glassnet.core.ops import OPTIMIZERS, REGULARIZATIONS, SETTINGS, STEP_COUNT

INPUTS, TARGETS, ROWS = "inputs", "targets", "rows"
WEIGHTS, BIASES, SUMS, OUTPUTS = "weights", "biases", "sums", "outputs"
GRADIENT, STATE = "gradient", "optimizer state"
LOSS, PENALTY = "loss", "penalty"
SETTING, CONSTANT, COUNT = "setting", "constant", "count"

DATA, PARAMETERS, SCALARS = (INPUTS, TARGETS), (WEIGHTS, BIASES), (SETTING, CONSTANT, COUNT)


@dataclass(frozen=True)
class Info:
    """What one name stands for.

    kind: one of those above. words: what it stands for, in a few words.
    letters: its shape as in `Step.shapes`, `io`. shape: in numbers; `n` for the samples of a batch, `N` for all.
    layer: from 1, that of a weight is the one it leads to; 0 for inputs and for what belongs to none.
    of: of a gradient or of optimizer state, what it is of: `W1` for `dW1`. part: the kind of that, else its own.
    origin: where it comes from where no step computed it; empty for what a step always computes.
    with_penalty: of a gradient, whether it is that of loss and penalty together.
    """

    kind: str
    words: str
    letters: str = ""
    shape: tuple[str, ...] = ()
    layer: int = 0
    of: str = ""
    part: str = ""
    origin: str = ""
    with_penalty: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "part", self.part or self.kind)

    @property
    def is_scalar(self) -> bool:
        """Whether it is a single number that no step computes: a setting, a constant, a count."""
        return self.kind in SCALARS

    @property
    def is_signed(self) -> bool:
        """Whether it may be negative."""
        return not self.is_scalar and self.kind not in (LOSS, PENALTY)

    @property
    def has_rows(self) -> bool:
        """Whether it has a row for each sample."""
        return self.letters[:1] in ("n", "N")


def describe(config: Config) -> dict[str, Info]:
    """All names that a program of this configuration may have."""
    return {**dict(_data(config)), **dict(_layers(config)), **dict(_scalars(config)), **dict(_kept(config))}


def _data(config: Config) -> Iterator[tuple[str, Info]]:
    sizes, last = config.network.sizes, len(config.network.layers)
    inputs, targets = ("ni", ("n", str(sizes[0]))), ("no", ("n", str(sizes[-1])))
    yield "x", Info(INPUTS, "the inputs, one row a sample", *inputs, origin="an input")
    yield "y", Info(TARGETS, "the targets, one row a sample", *targets, last, origin="a target")
    inputs, targets = ("Ni", ("N", str(sizes[0]))), ("No", ("N", str(sizes[-1])))
    yield "X", Info(INPUTS, "the inputs of all training samples", *inputs, origin="an input")
    yield "Y", Info(TARGETS, "the targets of all training samples", *targets, last, origin="a target")
    order = f"by the order of its epoch under seed {config.network.seed}" if config.drawn else "in the given order"
    row = f"a training row of this batch, {order}"
    yield "rows", Info(ROWS, "which training samples this batch takes", "n", ("n",), origin=row)
    yield "loss", Info(LOSS, "how wrong the answers are, in one number", layer=last)
    yield "penalty", Info(PENALTY, "the price of large weights, beside the loss")


def _layers(config: Config) -> Iterator[tuple[str, Info]]:
    penalized = REGULARIZATIONS[config.training.regularization].penalty is not None
    for layer, dense in enumerate(config.network.layers, start=1):
        into = "input" if layer == 1 else f"unit of layer {layer - 1}"
        units = str(dense.units)
        words = {
            f"W{layer}": (WEIGHTS, "io", f"the weights of layer {layer}, from each {into} to each unit"),
            f"b{layer}": (BIASES, "o", f"the biases of layer {layer}, one a unit"),
            f"z{layer}": (SUMS, "no", f"the sums of layer {layer}, before its activation"),
            f"a{layer}": (OUTPUTS, "no", f"the outputs of layer {layer}: {dense.activation} of z{layer}"),
        }
        first = {WEIGHTS: "an initial weight, before the first update", BIASES: "a bias before the first update"}
        sizes = {"i": str(config.network.sizes[layer - 1]), "o": units, "n": "n"}
        for name, (kind, letters, text) in words.items():
            shape = tuple(sizes[letter] for letter in letters)
            fixed = name in config.training.frozen
            origin = f"fixed: {name} is frozen, no update changes it" if fixed else first.get(kind, "")
            info = Info(kind, text, letters, shape, layer, origin=origin)
            yield name, info
            both = penalized and kind == WEIGHTS
            text = f"how {'the loss and penalty change' if both else 'the loss changes'} with {name}"
            yield f"d{name}", Info(GRADIENT, text, letters, shape, layer, name, kind, with_penalty=both)


def _kept(config: Config) -> Iterator[tuple[str, Info]]:
    """The optimizer's state, of every parameter."""
    about = dict(_layers(config))
    for of in config.trained:
        for kept in OPTIMIZERS[config.training.optimizer].state:
            origin = "0 before the first update"
            yield (
                kept.name.format(w=of),
                replace(about[of], kind=STATE, words=kept.words.format(w=of), of=of, origin=origin),
            )


def _scalars(config: Config) -> Iterator[tuple[str, Info]]:
    optimizer = OPTIMIZERS[config.training.optimizer]
    for setting in SETTINGS.values():
        yield setting.name, Info(SETTING, setting.words, origin=f"{setting.called}, a setting")
    for constant in optimizer.constants:
        yield constant.name, Info(CONSTANT, constant.words, origin=f"a constant of {optimizer.name}")
    yield STEP_COUNT.name, Info(COUNT, STEP_COUNT.words, origin=STEP_COUNT.words)
