"""The keys of an experiment file, as msgspec structs: unknown keys and wrong types are refused here, in our words.

Knows which keys there are, of what type, and a few words about each; ranges, shapes and defaults are not known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta, Struct, field

from glassnet.core.errors import ConfigError, quoted, unknown
from glassnet.core.ops import ACTIVATIONS, INITIALIZERS, LOSSES, OPTIMIZERS, REGULARIZATIONS
from glassnet.scenarios.data.features import FEATURES


def about(help_text: str, names: Iterable[str] = ()) -> Meta:
    """A few words about a key, and the names that it takes."""
    return Meta(description=help_text, extra={"names": tuple(names)})


RATE_HELP = "how strongly it does. With l1 and sgd, weights near 0 hop by learning rate × rate, hardly ever onto 0"
_READERS = " or ".join(f'"{name}"' for name, optimizer in OPTIMIZERS.items() if optimizer.reads("momentum"))
MOMENTUM_HELP = f"how much of the last step stays with {_READERS}, below 1"
TASKS = ("regression", "binary", "classes")  # as `base.py` has them
HIDDEN = [name for name, activation in ACTIVATIONS.items() if not activation.mixes]


class NetworkTable(Struct, forbid_unknown_fields=True):
    """[network]; None is "not given", here and below."""

    hidden: Annotated[list[int] | None, about("units of each hidden layer; none: a linear model")] = None
    activation: Annotated[str | list[str] | None, about("of all hidden layers, or one for each", HIDDEN)] = None
    output_activation: Annotated[str | None, about("of the output units", ACTIVATIONS)] = None
    init: Annotated[str | None, about("how the weights begin", INITIALIZERS)] = None
    init_scale: Annotated[float | None, about('standard deviation of the weights with "normal"')] = None


class TrainingTable(Struct, forbid_unknown_fields=True):
    """[training]"""

    loss: Annotated[str | None, about("what training makes small", LOSSES)] = None
    optimizer: Annotated[str | None, about("how gradients become steps", OPTIMIZERS)] = None
    learning_rate: Annotated[float | None, about("how far a step goes")] = None
    momentum: Annotated[float | None, about(MOMENTUM_HELP)] = None
    batch_size: Annotated[int | str | None, about("samples of a mini-batch, or all at once", ["full"])] = None
    regularization: Annotated[str | None, about("what keeps weights small", REGULARIZATIONS)] = None
    regularization_rate: Annotated[float | None, about(RATE_HELP)] = None
    frozen: Annotated[list[str] | None, about("weights and biases that stay as they begin, W1,b1; none")] = None
    shuffle: Annotated[bool | None, about("mini-batches in another order each epoch, or in the given one")] = None


class GeneratorTable(Struct, forbid_unknown_fields=True):
    """[generator], beside a scenario whose data are generated."""

    noise: Annotated[float | None, about("per cent, 0 … 50")] = None
    points: Annotated[int | None, about("how many in all, training and test")] = None
    train_share: Annotated[float | None, about("per cent of the points that are trained on")] = None
    seed: Annotated[int | None, about("of the points")] = None
    features: Annotated[list[str] | None, about("inputs of the network", FEATURES)] = None


class DataTable(Struct, forbid_unknown_fields=True):
    """[data]"""

    inputs: list[list[float]]
    targets: list[list[float]]
    test_inputs: list[list[float]] | None = None
    test_targets: list[list[float]] | None = None


class CsvTable(Struct, forbid_unknown_fields=True):
    """[csv]"""

    file: str
    target: Annotated[str | int | None, about("column to learn, by name or number from 0; the last")] = None
    task: Annotated[str | None, about("of a CSV file; by the target", TASKS)] = None
    test_share: Annotated[float | None, about("per cent of the rows that only test")] = None
    seed: Annotated[int | None, about("of the choice of test rows")] = None


class PrintedTable(Struct, forbid_unknown_fields=True):
    """[[printed]]: one number of a page, with so many digits after the point."""

    name: str
    value: float
    digits: int
    iteration: int = 1
    index: list[int] = field(default_factory=list)


class Tables(Struct, forbid_unknown_fields=True):
    """A whole file."""

    scenario: str | None = None
    seed: Annotated[int | None, about("of the initial weights and the order of samples, 0 … 4294967295")] = None
    network: NetworkTable = field(default_factory=NetworkTable)
    training: TrainingTable = field(default_factory=TrainingTable)
    generator: GeneratorTable | None = None
    data: DataTable | None = None
    csv: CsvTable | None = None
    parameters: dict[str, Any] | None = None
    names: dict[str, str] | None = None
    printed: list[PrintedTable] | None = None


T = TypeVar("T")
WORDS = {"int": "a whole number", "float": "a number", "str": "text", "array": "a list", "object": "a table"}
ALLOWED = {"training.batch_size": '"full" or a whole number', "network.activation": "a name or a list of names"}
ALLOWED["csv.target"] = "a column's name or number"


def decode(value: Any, kind: type[T], key: str = "") -> T:
    """The value as this type. Raises ConfigError, which names the key, what it must be and what it is."""
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise ConfigError(_in_words(str(error), value, kind, key)) from error
    except UnicodeEncodeError as error:  # what a command line makes of bytes that are no UTF-8
        raise ConfigError(f"{quoted(error.object)} is no text: not all of its bytes are UTF-8") from error


def _in_words(message: str, value: Any, kind: Any, key: str) -> str:
    """msgspec's `Expected `int`, got `str` - at `$.network.hidden[1]`` with our own words, and the value got."""
    found = re.match(r"(.*?)(?: - at `\$([\w.\[\]]*)`)?$", message, re.DOTALL)
    said, path = (found[1], found[2] or "") if found else (message, "")
    at = f"{key}{path}".lstrip(".")
    if found := re.match(r"Object contains unknown field `(.*)`$", said, re.DOTALL):
        inside = f"{at}." if at else ""
        tables = {"network": NetworkTable, "training": TrainingTable, "generator": GeneratorTable, "csv": CsvTable}
        table = kind if not at else {**tables, "data": DataTable}.get(at, kind)
        return unknown("key", f"{inside}{found[1]}", [f"{inside}{name}" for name in table.__struct_fields__])
    if found := re.match(r"Object missing required field `(\w+)`$", said):
        return f"{at}.{found[1]} is missing".lstrip(".")
    with suppress(LookupError, TypeError):  # a key that looks like a path itself
        for name, index in re.findall(r"\.(\w+)|\[(\d+)\]", path):
            value = value[name] if name else value[int(index)]
    if found := re.match(r"Expected `(.*)`, got", said):
        wanted = " or ".join(WORDS[word] for word in found[1].split(" | ") if word in WORDS)
        return f"{at} must be {ALLOWED.get(at, wanted)}, got {quoted(value)}"
    return f"{at}: {said}, got {quoted(value)}"
