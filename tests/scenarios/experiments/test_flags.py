"""Flags: derived from tables, and read back from what they spell."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from glassnet.scenarios.experiments.flags import Flag, flags, flags_of
from glassnet.scenarios.experiments.tables import NetworkTable, Tables, TrainingTable, about

BY_NAME = {flag.name: flag for flag in flags()}


class Generated(Struct):
    noise: Annotated[float | None, about("share of noise, 0–50 %", ["none", "some"])] = None
    seed: int | None = None
    shuffled: bool | None = None


class Read(Struct):
    file: str
    seed: int | None = None
    target: str | int | None = None  # a column


class Other(Tables):
    generator: Generated | None = None  # type: ignore[assignment]  # in place of the real ones
    csv: Read | None = None  # type: ignore[assignment]


def test_every_setting_of_the_engine_has_a_flag_with_help() -> None:
    keys = {"seed"} | {f"network.{key}" for key in NetworkTable.__struct_fields__}
    keys |= {f"training.{key}" for key in TrainingTable.__struct_fields__}
    assert keys <= {flag.path for flag in flags()}
    assert all(flag.help for flag in flags() if flag.path in keys)
    assert {"--hidden", "--output-activation", "--learning-rate", "--batch-size", "--seed"} <= BY_NAME.keys()


def test_a_new_key_is_a_new_flag() -> None:
    made = {(flag.table, flag.name): flag for flag in flags_of(Other)}
    assert made["generator", "--noise"].help == "share of noise, 0–50 %"
    assert made["generator", "--noise"].names == ("none", "some")
    assert made["generator", "--shuffled"].read("no") is False
    assert made["csv", "--target"].read("3") == "3"  # text comes first there
    assert made["csv", "--target"].read("price") == "price"
    assert made["", "--seed"].path == "seed"
    assert made["generator", "--data-seed"].path == "generator.seed"
    assert made["csv", "--data-seed"].path == "csv.seed"
    assert ("csv", "--file") not in made  # a key that must be given is no setting
    assert {flag.table for flag in made.values() if flag.dependent} == {"csv"}


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("--hidden", "4", [4]),
        ("--hidden", "4, 3", [4, 3]),
        *(("--hidden", none, []) for none in ("none", "0", "")),
        ("--hidden", "4,x", [4, "x"]),
        ("--hidden", "4,", [4, ""]),
        ("--activation", "tanh", "tanh"),
        ("--activation", "relu,tanh", ["relu", "tanh"]),
        ("--batch-size", "full", "full"),
        ("--batch-size", "32", 32),
        ("--batch-size", "3.2", "3.2"),
        ("--learning-rate", "1e-3", 0.001),
        ("--learning-rate", "fast", "fast"),
        ("--seed", "9" * 5000, "9" * 5000),  # more digits than Python reads
    ],
)
def test_text_is_read_by_type(name: str, text: str, value: Any) -> None:
    read = BY_NAME[name].read(text)
    assert read == value
    assert type(read) is type(value)


def values(flag: Flag) -> st.SearchStrategy[Any]:
    of: dict[Any, st.SearchStrategy[Any]] = {
        int: st.integers(),
        float: st.floats(allow_nan=False),
        str: st.sampled_from(flag.names or ("a", "b c")),
        list[int]: st.lists(st.integers(1)),
        list[str]: st.lists(st.sampled_from(flag.names or ("a", "b c")), min_size=1),
        bool: st.booleans(),
    }
    numbers = (int, float) if flag.kinds[0] is str else ()  # where text comes first, a number is a text
    return st.one_of([of[kind] for kind in flag.kinds if kind not in numbers])


@given(st.sampled_from(flags()).flatmap(lambda flag: st.tuples(st.just(flag), values(flag))))
def test_what_is_spelled_reads_as_the_same(case: tuple[Flag, Any]) -> None:
    flag, value = case
    text = flag.spelled(value)
    assert text is not None
    read = flag.read(text)
    if isinstance(value, list) and str in flag.kinds and len(set(value)) == 1:
        value = value[0]  # one name for all of them
    assert read == value
