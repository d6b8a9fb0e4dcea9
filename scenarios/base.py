"""What a scenario is: data, a good configuration to start from, and the words a learner reads.

Knows the engine; knows no particular scenario and nothing of the screen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.config import Config, NetworkConfig, TrainingConfig, initial_parameters
from core.errors import ConfigError
from core.machine import State, start
from core.program import Program, compile_program

Array = NDArray[np.float64]
REGRESSION, BINARY, CLASSES = "regression", "binary", "classes"


@dataclass(frozen=True)
class Feature:
    """One input column: its name, and how the raw value became the one that the network sees.

    unit: of the raw value, `°C`; empty for a plain number.
    mean, deviation: of the training rows; the network sees (raw - mean) / deviation.
    """

    name: str
    unit: str = ""
    mean: float = 0.0
    deviation: float = 1.0

    @property
    def measured(self) -> bool:
        """Whether the number was another one, or had a unit, before the network sees it."""
        return bool(self.unit) or (self.mean, self.deviation) != (0.0, 1.0)

    def raw(self, value: float) -> float:
        """The value as it was measured."""
        return value * self.deviation + self.mean


@dataclass(frozen=True, eq=False)
class Dataset:
    """Samples to train on, and others to test with.

    task: REGRESSION (numbers), BINARY (targets 0 or 1) or CLASSES (one 1 a row).
    inputs (N, d), targets (N, k), test_inputs (M, d), test_targets (M, k); M may be 0.
    features: one a column of the inputs. classes: names of the outputs of a CLASSES task.
    outputs: one a column of the targets of a REGRESSION that are standardized, as features are; else empty.
    """

    task: str
    features: tuple[Feature, ...]
    inputs: Array
    targets: Array
    test_inputs: Array
    test_targets: Array
    classes: tuple[str, ...] = ()
    outputs: tuple[Feature, ...] = ()

    def right(self, outputs: Array, targets: Array) -> NDArray[np.bool_] | None:
        """Which rows of outputs (n, k) are right, (n,); None for a regression, which only has an error.

        Right is the side of 0.5 for a binary task, the single largest output for classes.
        """
        if self.task == REGRESSION:
            return None
        if self.task == BINARY:
            return np.asarray((np.sign(outputs - 0.5) == np.sign(targets - 0.5)).all(axis=-1))
        largest = outputs == outputs.max(axis=-1, keepdims=True)
        undecided = largest.sum(axis=-1) != 1
        return np.asarray((outputs.argmax(axis=-1) == targets.argmax(axis=-1)) & ~undecided)

    def answer(self, row: ArrayLike) -> str:
        """One row of targets or outputs in words: a class name, or the numbers."""
        values = np.asarray(row)
        if self.task == CLASSES:
            return self.classes[int(values.argmax())]
        scales = self.outputs or [Feature("")] * len(values)
        return ", ".join(f"{scale.raw(value):g}" for scale, value in zip(scales, values, strict=True))


def dataset(
    task: str,
    inputs: ArrayLike,
    targets: ArrayLike,
    features: tuple[Feature, ...] | None = None,
    classes: tuple[str, ...] = (),
    test: tuple[ArrayLike, ArrayLike] | None = None,
    outputs: tuple[Feature, ...] = (),
) -> Dataset:
    """A dataset from anything like arrays; the test rows may be left out, the features named x[0], x[1] …"""
    x, y = np.array(inputs, dtype=np.float64), np.array(targets, dtype=np.float64)
    test_x, test_y = test if test is not None else (x[:0], y[:0])
    named = features or tuple(Feature(f"x[{column}]") for column in range(x.shape[1]))
    arrays = (x, y, np.array(test_x, dtype=np.float64), np.array(test_y, dtype=np.float64))
    for array in arrays:
        array.setflags(write=False)
    return Dataset(task, named, *arrays, classes=classes, outputs=outputs)


@dataclass(frozen=True, eq=False)
class Scenario:
    """Something to learn from.

    key: the name on the command line. title: a few words.
    problem, watch, attempt: what the problem is, what to watch, what to try; one paragraph each.
    parameters: given initial parameters instead of an initializer's.
    first_sample: the training row shown first.
    plateaus: losses at which learning is known to get stuck, with what it means.
    notes: what was decided about the data and left out of them, in plain sentences.
    """

    key: str
    title: str
    problem: str
    watch: str
    attempt: str
    data: Dataset
    network: NetworkConfig
    training: TrainingConfig
    parameters: Mapping[str, ArrayLike] | None = None
    first_sample: int = 0
    plateaus: tuple[tuple[float, str], ...] = field(default=())
    notes: tuple[str, ...] = ()

    @property
    def config(self) -> Config:
        """The configuration with the number of training rows."""
        return Config(self.network, self.training, len(self.data.inputs))

    def begin(self) -> tuple[Program, State]:
        """The program of this scenario and its first moment."""
        program = compile_program(self.config)
        return program, start(program, self.data.inputs, self.data.targets, self.initial)

    @property
    def initial(self) -> Mapping[str, ArrayLike]:
        """The parameters that training begins with, W1 b1 W2 b2 …"""
        return initial_parameters(self.network) if self.parameters is None else self.parameters

    def with_seed(self, seed: int) -> Scenario:
        """The same with other initial weights, and with mini-batches another order of samples.

        Raises ConfigError where the weights are given and there is no order, or for a bad seed.
        """
        if self.parameters is not None and self.config.batch_size is None:
            raise ConfigError(f"{self.key} starts from given weights, so a seed changes nothing")
        return replace(self, network=replace(self.network, seed=seed))
