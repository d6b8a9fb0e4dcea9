"""What a scenario is: data, a good configuration to start from, and the words a learner reads.

Knows the engine; knows no particular scenario and nothing of the screen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from typing import TYPE_CHECKING, ClassVar, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from glassnet.core.config import Config, NetworkConfig, TrainingConfig, initial_parameters
from glassnet.core.deferred import dataclass
from glassnet.core.errors import ConfigError, path_named, quoted, short
from glassnet.core.machine import State, lasting, start
from glassnet.core.program import Program, compile_program
from glassnet.scenarios.data.features import COORDINATES, FEATURES, expand
from glassnet.scenarios.data.generator import GeneratorConfig

if TYPE_CHECKING:  # most starts can do without them; `saving.py` puts them here when it needs them
    from glassnet.scenarios.experiments.tables import CsvTable
    from glassnet.scenarios.printed import Printed

Array = NDArray[np.float64]
Value = TypeVar("Value", float, Array)
REGRESSION, BINARY, CLASSES = "regression", "binary", "classes"
CHANGED = "With other settings than its own, so not all that is said here need hold. "
TITLE = ", changed"


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

    def raw(self, value: Value) -> Value:
        """The value as it was measured."""
        return value * self.deviation + self.mean

    def seen(self, raw: Value) -> Value:
        """What the network sees of a value as it was measured."""
        return (raw - self.mean) / self.deviation


@dataclass(frozen=True, eq=False)
class Plane:
    """The plane that samples lie in: two numbers each, of which all inputs of the network are made.

    axes: what the two numbers are. points (N, 2), test_points (M, 2): of the training and of the test rows.
    keys: the features that are the inputs, of FEATURES; by default the two numbers themselves.
    """

    axes: tuple[Feature, Feature]
    points: Array
    test_points: Array
    keys: tuple[str, ...] = COORDINATES

    def __repr__(self) -> str:
        return short(
            self, f"{len(self.points)} training rows, {len(self.test_points)} test rows: {', '.join(self.keys)}"
        )

    def inputs(self, points: Array) -> Array:
        """What the network sees of points (m, 2), (m, d)."""
        return expand(points, self.keys)

    @property
    def features(self) -> tuple[Feature, ...]:
        """The inputs with their names on screen."""
        return tuple(Feature(FEATURES[key].name) for key in self.keys)


def moved(plane: Plane | None, inputs: Array) -> Plane | None:
    """The plane with its points where the inputs (N, d) say, so far as the two numbers are among them."""
    if plane is None or not set(COORDINATES) <= set(plane.keys):
        return plane
    columns = [plane.keys.index(key) for key in COORDINATES]
    return replace(plane, points=inputs[:, columns])


@dataclass(frozen=True, eq=False)
class Dataset:
    """Samples to train on, and others to test with.

    task: REGRESSION (numbers), BINARY (targets 0 or 1) or CLASSES (one 1 a row).
    inputs (N, d), targets (N, k), test_inputs (M, d), test_targets (M, k); M may be 0.
    features: one a column of the inputs. classes: names of the outputs of a CLASSES task.
    outputs: one a column of the targets of a REGRESSION that are standardized, as features are; else empty.
    expanded: the plane whose features the inputs are, where they are not simply its two numbers.
    image: rows and columns of the picture whose pixels the inputs are, from the top left; None where they are none.
    """

    task: str
    features: tuple[Feature, ...]
    inputs: Array
    targets: Array
    test_inputs: Array
    test_targets: Array
    classes: tuple[str, ...] = ()
    outputs: tuple[Feature, ...] = ()
    expanded: Plane | None = None
    image: tuple[int, int] | None = None

    def __repr__(self) -> str:
        rows = f"{len(self.inputs)} training rows, {len(self.test_inputs)} test rows"
        return short(self, f"{self.task}, {rows}, {len(self.features)} inputs, {self.targets.shape[1]} targets")

    @property
    def plane(self) -> Plane | None:
        """The plane that the samples lie in; None where the inputs are not made of two numbers."""
        if self.expanded is not None or len(self.features) != 2:
            return self.expanded
        return Plane((self.features[0], self.features[1]), self.inputs, self.test_inputs)

    def row(self, row: int, test: bool = False) -> tuple[Array, Array]:
        """The inputs (d,) and the targets (k,) of a training row, or of a test row."""
        if test:
            return self.test_inputs[row], self.test_targets[row]
        return self.inputs[row], self.targets[row]

    def right(self, outputs: Array, targets: Array) -> NDArray[np.bool_] | None:
        """Which rows of outputs (n, k) are right, (n,); None for a regression, which only has an error.

        Right is the side of 0.5 for a binary task, the single largest output for classes.
        """
        if self.task == REGRESSION:
            return None
        if self.task == BINARY:
            return np.asarray((np.sign(outputs - 0.5) == np.sign(targets - 0.5)).all(axis=-1))
        return np.asarray(self.decided(outputs) == targets.argmax(axis=-1))

    @property
    def kinds(self) -> tuple[str, ...]:
        """What an answer can be: a class, or one of two sides for a single binary output; else empty."""
        if self.task == CLASSES:
            return self.classes
        return ("0", "1") if self.task == BINARY and self.targets.shape[1] == 1 else ()

    def decided(self, outputs: Array) -> NDArray[np.intp]:
        """Which of the kinds outputs (n, k) say, (n,); -1 where one takes no side."""
        if self.task == BINARY:
            sides = outputs[..., 0]
            return np.where(sides > 0.5, 1, np.where(sides < 0.5, 0, -1))
        largest = outputs == outputs.max(axis=-1, keepdims=True)
        return np.where(largest.sum(axis=-1) == 1, outputs.argmax(axis=-1), -1)

    def confusion(self, outputs: Array, targets: Array) -> NDArray[np.intp]:
        """How often each kind was taken for which, (kinds, kinds + 1): truth by answer, the last column undecided."""
        count = len(self.kinds)
        truth = targets.argmax(axis=-1) if self.task == CLASSES else (targets[..., 0] > 0.5).astype(np.intp)
        answers = self.decided(outputs)
        places = truth * (count + 1) + np.where(answers < 0, count, answers)
        return np.bincount(places, minlength=count * (count + 1)).reshape(count, count + 1)

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
    expanded: Plane | None = None,
    image: tuple[int, int] | None = None,
) -> Dataset:
    """A dataset from anything like arrays; the test rows may be left out, the features named x[0], x[1] …"""
    x, y = lasting(inputs), lasting(targets)
    test_x, test_y = map(lasting, test if test is not None else (x[:0], y[:0]))
    named = features or tuple(Feature(f"x[{column}]") for column in range(x.shape[1]))
    return Dataset(task, named, x, y, test_x, test_y, classes, outputs, expanded, image)


def standardized(
    raw: Array, train: int, names: Sequence[str], units: Sequence[str]
) -> tuple[Array, tuple[Feature, ...]]:
    """Raw inputs (m, d) with the mean 0 and the deviation 1 in the first `train` rows, and what undoes it."""
    mean, deviation = raw[:train].mean(axis=0), raw[:train].std(axis=0)
    features = tuple(
        Feature(name, unit, float(m), float(d)) for name, unit, m, d in zip(names, units, mean, deviation, strict=True)
    )
    return (raw - mean) / deviation, features


def same_data(one: Dataset, other: Dataset) -> bool:
    """Whether the rows of two datasets are the same, to the last bit."""
    arrays = ("inputs", "targets", "test_inputs", "test_targets")
    pairs = [(getattr(one, name), getattr(other, name)) for name in arrays]
    return all(ours is theirs or np.array_equal(ours, theirs) for ours, theirs in pairs)


@dataclass(frozen=True, eq=False)
class Scenario:
    """Something to learn from.

    key: the name on the command line. title: a few words.
    problem, watch, attempt: what the problem is, what to watch, what to try; one paragraph each. In the last two
        `{run}` stands for the key that runs, by its name in the app's table of keys.
    parameters: given initial parameters instead of an initializer's.
    first_sample: the training row shown first.
    plateaus: losses that a training may stay at, each with the answers that have it.
    generator: what the data were generated from; None where they are fixed.
    notes: what was decided about the data and left out of them, in plain sentences.
    csv: the keys of [csv] that the data were read by; None for others.
    origin: the name that `glassnet.scenarios.load` knows the data by; `key` may be that of a file.
    printed: numbers of a page that it is taken from. names: the page's words for ours, by name or entry.
    source: what it was opened by, a name or a file; empty where nothing on the command line names it but its key.
    """

    key: str
    title: str
    problem: str
    watch: str
    attempt: str
    data: Dataset
    network: NetworkConfig
    training: TrainingConfig
    parameters: Mapping[str, Array] | None = None
    first_sample: int = 0
    plateaus: tuple[tuple[float, str], ...] = field(default=())
    generator: GeneratorConfig | None = None
    notes: tuple[str, ...] = ()
    csv: CsvTable | None = None
    origin: str = ""
    source: str = ""
    printed: tuple[Printed, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    unkept: ClassVar[str] = ""  # why no file has its sessions, and no setting changes on the way; empty where they do

    def __repr__(self) -> str:
        return short(self, self.heading)

    @property
    def heading(self) -> str:
        """What it is, in one line: `xor: exclusive or (2–4–1, mse, sgd)`."""
        return f"{self.key}: {self.title} ({self.network.shape}, {self.training.loss}, {self.training.optimizer})"

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

    def said_to_differ(self) -> Scenario:
        """The same with words that tell of other settings or data than they were written for; no printed numbers."""
        title, problem = self.title.removesuffix(TITLE), self.problem.removeprefix(CHANGED)
        return replace(self, title=f"{title}{TITLE}", problem=f"{CHANGED}{problem}", printed=())

    def with_seed(self, seed: int) -> Scenario:
        """The same with other initial weights, and with mini-batches another order of samples.

        Raises ConfigError where the weights are given and there is no order, or for a bad seed.
        """
        if self.parameters is not None and not self.config.drawn:
            raise ConfigError(f"{self.key} starts from given weights, so a seed changes nothing")
        return replace(self, network=replace(self.network, seed=seed))


def check_fits(scenario: Scenario, config: Config) -> None:
    """Raises ConfigError where a scenario read from a file is not one of this configuration, or its data do not fit."""
    if path_named(scenario.key) != scenario.key:
        raise ConfigError(f"{quoted(scenario.key)} is no name of an experiment")
    data, sizes = scenario.data, scenario.network.sizes
    rows, tests = len(data.inputs), len(data.test_inputs)
    shapes = [array.shape for array in (data.inputs, data.targets, data.test_inputs, data.test_targets)]
    wanted = [(rows, sizes[0]), (rows, sizes[-1]), (tests, sizes[0]), (tests, sizes[-1])]
    if (
        shapes != wanted
        or len(data.features) != sizes[0]
        or (scenario.network, rows) != (config.network, config.samples)
    ):
        raise ConfigError("the data do not fit the network")
    if data.task == CLASSES and len(data.classes) != sizes[-1]:
        raise ConfigError("the classes do not fit the network")
