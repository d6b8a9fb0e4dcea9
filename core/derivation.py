"""How a short formula comes about, with the numbers of one entry: a slope, and a dz of loss and output together.

σ′(z) = a·(1 - a) stands beside differences of σ itself. (a - y) / n stands beside what it is short for: the derivative
of the loss by each output, times the slope of each output, added up. Every formula is the engine's own function, run on
the numbers that the step read. A step with another function than the activation's, such as a planted mistake, has none.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from glassnet.core.activations import ACTIVATIONS, Activation
from glassnet.core.deferred import dataclass
from glassnet.core.gradcheck import AGREES, DIFFERS, EPSILON, KINK, TOLERANCE, UNCLEAR
from glassnet.core.losses import LOSSES
from glassnet.core.op import Array
from glassnet.core.terms import Term, apply, entry, in_numbers, in_symbols, label

if TYPE_CHECKING:
    from glassnet.core.explain import Explanation

CLOSE = 1e-9  # of what is added up: two ways to one number differ by rounding alone


@dataclass(frozen=True)
class Slope:
    """The slope of an activation at one z, as a step took it, and by differences.

    symbol: `σ′`. name, z: `z1[0,0]` and its value. term: what the step multiplied by, a·(1 - a).
    numeric: (σ(z + ε) - σ(z - ε)) / 2ε. doubt: how far off that may be by rounding. kink: whether a kink is between.
    """

    symbol: str
    name: str
    z: float
    term: Term
    numeric: float
    doubt: float
    kink: bool

    @property
    def value(self) -> float:
        """The slope that the step took."""
        return self.term.value

    @property
    def verdict(self) -> str:
        """One of `gradcheck.VERDICTS`."""
        if not math.isfinite(self.value + self.numeric):
            return UNCLEAR
        if self.kink:
            return KINK
        difference = abs(self.value - self.numeric)
        if difference <= TOLERANCE * abs(self.value):
            return AGREES
        return UNCLEAR if difference <= self.doubt else DIFFERS

    def symbols(self) -> str:
        """`σ′(z1[0,0]) = a1[0,0]·(1 - a1[0,0])`."""
        return f"{self.symbol}({self.name}) = {_bracketed(self.term, in_symbols(self.term, unfold=True))}"

    def numbers(self, digits: int) -> str:
        """`0.5671·(1 - 0.5671)`."""
        return _bracketed(self.term, in_numbers(self.term, digits, unfold=True))


def _bracketed(term: Term, text: str) -> str:
    return f"({text})" if term.made_by is np.greater else text


def slope_of(explanation: Explanation) -> Slope | None:
    """The slope in an entry of dz; None where its step multiplies by none."""
    step, term = explanation.step, explanation.term
    if step is None or term is None or not explanation.operands:
        return None
    activation = _activation(explanation, step.layer)
    name = f"z{step.layer}"
    z = explanation.operands[0].read.values.get(name)
    if activation is None or step.op is not activation.backward or not activation.reads or z is None:
        return None
    at, beside = float(z[explanation.index]), np.array([[-EPSILON, EPSILON]])
    with np.errstate(all="ignore"):
        low, high = activation.forward(at + beside)[0]
        size = max(abs(low), abs(high), abs(at))
        return Slope(
            f"{activation.symbol}′",
            label(name, explanation.index),
            at,
            term.parts[1],
            float((high - low) / (2 * EPSILON)),
            float(4 * np.finfo(float).eps * size / EPSILON + EPSILON**2),
            any(abs(at - kink) <= EPSILON for kink in activation.kinks),
        )


def _activation(explanation: Explanation, layer: int) -> Activation | None:
    layers = explanation.program.config.network.layers
    return ACTIVATIONS[layers[layer - 1].activation] if 0 < layer <= len(layers) else None


# --- loss and output together --------------------------------------------------------------


@dataclass(frozen=True)
class Link:
    """What one output adds to a dz.

    output: which, k. a, y: it and its target. da: how the loss changes with it, ∂loss/∂a[k]. slope: how it changes with
    the z that is asked, ∂a[k]/∂z[j].
    """

    output: int
    a: float
    y: float
    da: float
    slope: float

    @property
    def product(self) -> float:
        """Its addend."""
        return self.da * self.slope


@dataclass(frozen=True)
class Apart:
    """A dz of loss and output together, taken apart by the chain rule.

    layer, index: which dz. links: of every output that depends on its z. value: what the step computed.
    """

    layer: int
    index: tuple[int, ...]
    links: tuple[Link, ...]
    value: float

    @cached_property
    def term(self) -> Term:
        """The sum of the products, with names: `∂loss/∂a2[0,0]·∂a2[0,0]/∂z2[0,1] + …`."""
        row, unit = self.index
        products = [
            apply(
                np.multiply,
                entry(link.da, f"∂loss/∂a{self.layer}", (row, link.output)),
                entry(link.slope, f"∂a{self.layer}[{row},{link.output}]/∂z{self.layer}", (row, unit)),
            )
            for link in self.links
        ]
        return apply("sum", *products)

    @property
    def agrees(self) -> bool:
        """Whether it comes to what the step computed, but for rounding."""
        size = sum(abs(link.product) for link in self.links) + abs(self.value)
        return abs(self.term.value - self.value) <= CLOSE * size


def taken_apart(explanation: Explanation) -> Apart | None:
    """An entry of dz that a loss gives at once, by the chain rule.

    None for any other number, and where an output is so near 0 or 1 that the loss's derivative by it is not finite.
    """
    step, config = explanation.step, explanation.program.config
    loss = LOSSES[config.training.loss]
    if step is None or loss.apart is None or step.op is not loss.backward or not explanation.operands:
        return None
    read, (row, unit) = explanation.operands[0].read.values, explanation.index
    a, y = (read[name] for name in step.inputs)
    activation = ACTIVATIONS[config.network.output.activation]
    with np.errstate(all="ignore"):
        da, slopes = loss.apart(a, y)[row], _slopes(activation, a[row], unit)
        outputs = range(len(slopes)) if activation.mixes else [unit]
        links = tuple(Link(k, float(a[row, k]), float(y[row, k]), float(da[k]), float(slopes[k])) for k in outputs)
        found = Apart(step.layer, explanation.index, links, explanation.value)
        return found if math.isfinite(found.term.value) else None


def _slopes(activation: Activation, a: Array, unit: int) -> Array:
    """How each output of a row (k,) changes with the z of one unit, (k,): the chain rule on one output at a time."""
    op = activation.apart or activation.backward
    assert op is not None
    return np.asarray(op(np.eye(len(a)), np.tile(a, (len(a), 1))))[:, unit]
