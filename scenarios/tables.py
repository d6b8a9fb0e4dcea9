"""The keys of an experiment file, as msgspec structs: unknown keys and wrong types are refused here, in our words.

Knows which keys there are and of what type; ranges, shapes and defaults are not known here.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any, TypeVar

import msgspec
from msgspec import Struct, field

from core.errors import ConfigError, quoted, unknown


class NetworkTable(Struct, forbid_unknown_fields=True):
    """[network]; None is "not given", here and below."""

    hidden: list[int] | None = None
    activation: str | list[str] | None = None
    output_activation: str | None = None
    init: str | None = None
    init_scale: float | None = None


class TrainingTable(Struct, forbid_unknown_fields=True):
    """[training]"""

    loss: str | None = None
    optimizer: str | None = None
    learning_rate: float | None = None
    momentum: float | None = None
    batch_size: int | str | None = None
    regularization: str | None = None
    regularization_rate: float | None = None


class GeneratorTable(Struct, forbid_unknown_fields=True):
    """[generator], beside a scenario whose data are generated."""

    noise: float | None = None
    points: int | None = None
    train_share: float | None = None
    seed: int | None = None
    features: list[str] | None = None


class DataTable(Struct, forbid_unknown_fields=True):
    """[data]"""

    inputs: list[list[float]]
    targets: list[list[float]]
    test_inputs: list[list[float]] | None = None
    test_targets: list[list[float]] | None = None


class Tables(Struct, forbid_unknown_fields=True):
    """A whole file."""

    scenario: str | None = None
    seed: int | None = None
    network: NetworkTable = field(default_factory=NetworkTable)
    training: TrainingTable = field(default_factory=TrainingTable)
    generator: GeneratorTable | None = None
    data: DataTable | None = None
    parameters: dict[str, Any] | None = None


T = TypeVar("T")
WORDS = {"int": "a whole number", "float": "a number", "str": "text", "array": "a list", "object": "a table"}
ALLOWED = {"training.batch_size": '"full" or a whole number', "network.activation": "a name or a list of names"}


def decode(value: Any, kind: type[T], key: str = "") -> T:
    """The value as this type. Raises ConfigError, which names the key, what it must be and what it is."""
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise ConfigError(_in_words(str(error), value, kind, key)) from error


def _in_words(message: str, value: Any, kind: Any, key: str) -> str:
    """msgspec's `Expected `int`, got `str` - at `$.network.hidden[1]`` with our own words, and the value got."""
    found = re.match(r"(.*?)(?: - at `\$([\w.\[\]]*)`)?$", message, re.DOTALL)
    said, path = (found[1], found[2] or "") if found else (message, "")
    at = f"{key}{path}".lstrip(".")
    if found := re.match(r"Object contains unknown field `(.*)`$", said, re.DOTALL):
        inside = f"{at}." if at else ""
        known = {"network": NetworkTable, "training": TrainingTable, "generator": GeneratorTable, "data": DataTable}
        table = known.get(at, kind)
        return unknown("key", f"{inside}{found[1]}", [f"{inside}{name}" for name in table.__struct_fields__])
    if found := re.match(r"Object missing required field `(\w+)`$", said):
        return f"{at}.{found[1]} is missing"
    with suppress(LookupError, TypeError):  # a key that looks like a path itself
        for name, index in re.findall(r"\.(\w+)|\[(\d+)\]", path):
            value = value[name] if name else value[int(index)]
    if found := re.match(r"Expected `(.*)`, got", said):
        wanted = " or ".join(WORDS[word] for word in found[1].split(" | ") if word in WORDS)
        return f"{at} must be {ALLOWED.get(at, wanted)}, got {quoted(value)}"
    return f"{at}: {said}, got {quoted(value)}"
