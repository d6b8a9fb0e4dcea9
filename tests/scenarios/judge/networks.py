"""Networks with numbers of somebody who makes one mistake: the program run with one step rewritten."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glassnet.core.config import Config, Dense, NetworkConfig, TrainingConfig
from glassnet.scenarios.judge import Judgement, judge_arrays
from glassnet.scenarios.judge.catalogue import Site
from glassnet.scenarios.judge.digits import Digits
from glassnet.scenarios.judge.follow import Missing, Number, Own, Trace
from glassnet.scenarios.judge.names import NEW
from glassnet.scenarios.judge.reading import given
from glassnet.scenarios.judge.search import Rewrite, rewritings
from glassnet.scenarios.judge.settings import of_config
from glassnet.scenarios.judge.steps import Judged, judged_program

Array = NDArray[np.float64]
Arrays = dict[str, Array]


@dataclass(frozen=True)
class Case:
    """A network, and whether biases are handed in."""

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    loss: str
    samples: int = 5
    biases: bool = True
    optimizer: str = "sgd"
    regularization: str = "none"
    seed: int = 0
    apart: bool = False

    @property
    def config(self) -> Config:
        layers = tuple(Dense(units, name) for units, name in zip(self.sizes[1:], self.activations, strict=True))
        rate = 0.0 if self.regularization == "none" else 0.05
        training = TrainingConfig(
            self.loss, self.optimizer, 0.3, 0.8, regularization=self.regularization, regularization_rate=rate
        )
        return Config(NetworkConfig(self.sizes[0], layers), training, self.samples)

    @property
    def judged(self) -> Judged:
        return judged_program(self.config, self.apart)

    def start(self) -> Arrays:
        """Data, parameters and settings."""
        random = np.random.RandomState(self.seed)
        outputs = self.sizes[-1]
        made = {"x": random.standard_normal((self.samples, self.sizes[0]))}
        if self.loss == "cross_entropy":
            made["y"] = np.eye(outputs)[random.randint(0, outputs, self.samples)]
        elif self.loss == "binary_cross_entropy":
            made["y"] = random.randint(0, 2, (self.samples, outputs)).astype(float)
        else:
            made["y"] = random.uniform(0.1, 0.9, (self.samples, outputs))
        for name, shape in self.config.parameters.items():
            if self.biases or name[0] == "W":
                made[name] = 0.8 * random.standard_normal(shape)
        made["lr"] = np.array(0.3)
        for name in self.judged.program.optimizer_state:
            made[name] = 0.1 * np.abs(random.standard_normal(self.config.parameters[name.split("_", 1)[1]]))
        if self.regularization != "none":
            made["rate"] = np.array(0.05)
        return made

    def trace(self, numbers: Arrays | None = None) -> Trace:
        """The right program on the first numbers."""
        values = {"momentum": np.array(0.8), "t": np.array(1.0), "beta1": np.array(0.9), "beta2": np.array(0.999)}
        values |= {name: np.zeros(shape) for name, shape in self.config.parameters.items() if name[0] == "b"}
        values |= {"rate": np.array(0.05)}
        values |= numbers or self.start()
        own = Own({name: Number(value, 0 * value) for name, value in values.items()}, (), Digits())
        return Trace(own, self.judged.steps)

    def numbers(self, trace: Trace) -> Arrays | None:
        """All that this trace computes; None where a shape does not go."""
        made = self.start()
        for name in trace.steps:
            if name == "penalty" or (not self.biases and name.lstrip("dv_m").startswith("b")):
                continue
            try:
                made[name] = trace.computed(name).value
            except Missing:
                return None
        return made


def judged_by(case: Case, arrays: Arrays) -> Judgement:
    """The judgement with everything stated."""
    handed = {("regularization_rate" if name == "rate" else name): value for name, value in arrays.items()}
    return judge_arrays(given(handed), of_config(case.config))


def mistaken(case: Case, wanted: Callable[[Rewrite], bool] = lambda rewrite: True) -> Iterator[tuple[Rewrite, Arrays]]:
    """Every rewriting of every step that is wanted, and its numbers where they are others than the right ones."""
    trace = case.trace()
    right = case.numbers(trace)
    assert right is not None
    for name, step in trace.steps.items():
        for rewrite in filter(wanted, rewritings(Site(case.judged, step, trace))):
            wrong = Trace(trace.own, {**trace.steps, name: rewrite.step})
            numbers = case.numbers(wrong)
            finite = numbers is not None and all(np.isfinite(array).all() for array in numbers.values())
            if numbers is not None and finite and not same(right, numbers):
                yield rewrite, numbers


def same(one: Arrays, other: Arrays) -> bool:
    return all(
        one[name].shape == other[name].shape and np.allclose(one[name], other[name], rtol=1e-9, atol=1e-13)
        for name in one
    )


__all__ = ["NEW", "Case", "judged_by", "mistaken", "same"]
