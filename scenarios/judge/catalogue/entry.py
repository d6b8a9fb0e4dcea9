"""What a mistake is: a rewriting of one step of the program, under an id and with one sentence.

Where it can stand the rewriting itself decides: it yields nothing where it cannot. Knows no particular mistake.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from glassnet.core.activations import Activation
from glassnet.core.deferred import dataclass
from glassnet.core.op import Op
from glassnet.core.program import Step
from glassnet.scenarios.judge.follow import Missing, Number, Trace
from glassnet.scenarios.judge.names import parse
from glassnet.scenarios.judge.steps import Judged

DELTA = "delta"  # the kind of the first step back: the loss's derivative


@dataclass(frozen=True, eq=False)
class Site:
    """One step that may be another one, and what is known around it.

    step: as it should be, constants where the learner has them. trace: his numbers, for mistakes with a free number.
    """

    judged: Judged
    step: Step
    trace: Trace

    @property
    def kind(self) -> str:
        """z, a, loss, delta, da, dz, dW, db or update."""
        if self.step.phase == "update":
            return "update"
        if self.step.output == self.judged.first_delta:
            return DELTA
        name = parse(self.step.output)
        return name.kind if name else self.step.output

    @property
    def layer(self) -> int:
        """The layer it works on."""
        return self.step.layer

    @property
    def last(self) -> bool:
        """Whether that is the output layer."""
        return self.layer == self.judged.layers

    @property
    def activation(self) -> Activation:
        """That of the layer."""
        return self.judged.activation(self.layer)

    @property
    def names(self) -> dict[str, str]:
        """Names around the layer: of what feeds it, of its own values, and of the layer above."""
        at = self.layer
        below = {"x": "x" if at == 1 else f"a{at - 1}", "below": f"z{at - 1}"}
        return below | {kind: f"{kind}{at}" for kind in ("W", "b", "z", "a", "da", "dz", "dW", "db")}

    def has(self, name: str) -> bool:
        """Whether there is such a step or number."""
        return name in self.trace.steps or name in self.trace.own.given

    def number(self, name: str) -> Number | None:
        """His number, or what his numbers lead to."""
        try:
            return self.trace.have(name)
        except Missing:
            return None

    def with_op(self, op: Op, inputs: tuple[str, ...] | None = None, shapes: str | None = None) -> Step:
        """The step with another op, and other inputs."""
        return replace(self.step, op=op, inputs=inputs or self.step.inputs, shapes=shapes or self.step.shapes)

    def reading(self, *inputs: str) -> Step:
        """The step with the same op on other inputs."""
        return replace(self.step, inputs=inputs)

    def sentence(self, words: str) -> str:
        """The mistake's sentence with what it is about filled in: {unit} is `the output's sigmoid`."""
        where = "the output" if self.last else f"layer {self.layer}"
        of = self.activation.name
        fields: dict[str, Any] = {**self.names, "step": self.step.output, "where": where, "unit": f"{where}'s {of}"}
        fields |= {"up": f"{self.layer + 1}", "n": self.judged.samples, "k": self.judged.outputs}
        return words.format(**fields)


Rewriting = Callable[[Site], Iterator[Step]]


@dataclass(frozen=True)
class Mistake:
    """One mistake: its id, one sentence, the kinds of steps where it can stand, and what such a step becomes.

    free: whether it has a number of its own, which is read off the learner's numbers.
    """

    id: str
    words: str
    kinds: tuple[str, ...]
    rewrite: Rewriting
    free: bool = False
    harmless: bool = False


def mistake(
    id: str, words: str, *kinds: str, free: bool = False, harmless: bool = False
) -> Callable[[Rewriting], Mistake]:
    """Make a rewriting a mistake of the catalogue."""
    return lambda rewrite: Mistake(id, words, kinds, rewrite, free, harmless)
