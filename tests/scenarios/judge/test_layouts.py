"""However arrays are laid out, the same numbers get the same judgement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from glassnet.scenarios.judge import Judgement, Stated, judge_arrays
from glassnet.scenarios.judge.names import parse
from glassnet.scenarios.judge.reading import given
from glassnet.scenarios.judge.settings import of_config
from tests.damage import NETWORKS
from tests.scenarios.judge.networks import Array, Arrays, Case, judged_by

SQUARES = Case((3, 4, 2), ("tanh", "sigmoid"), "mse", 6)
CLASSES = Case((3, 4, 3), ("relu", "softmax"), "cross_entropy", 7)
ONE = Case((3, 4, 1), ("tanh", "sigmoid"), "binary_cross_entropy", 6)
SINGLE = Case((3, 4, 2), ("tanh", "sigmoid"), "mse", 1)
SQUARE = Case((4, 4, 4), ("tanh", "sigmoid"), "mse", 4)


def right(case: Case) -> Arrays:
    numbers = case.numbers(case.trace())
    assert numbers is not None
    return numbers


def wrong(case: Case) -> Arrays:
    """With one mistake: the slope of the first layer is left out; all that comes after follows."""
    numbers = right(case)
    x, lr = numbers["x"], numbers["lr"]
    dz = numbers["da1"]
    made = {**numbers, "dz1": dz, "dW1": x.T @ dz, "db1": dz.sum(axis=0)}
    return {**made, "W1_new": made["W1"] - lr * made["dW1"], "b1_new": made["b1"] - lr * made["db1"]}


def turned(arrays: Arrays, which: Callable[[str], bool]) -> Arrays:
    return {name: array.T if array.ndim == 2 and which(name) else array for name, array in arrays.items()}


def is_weights(name: str) -> bool:
    parsed = parse(name)
    return parsed is not None and parsed.kind in ("W", "dW")


LAYOUTS: dict[str, Callable[[Arrays], Arrays]] = {
    "rows": lambda arrays: arrays,
    "columns": lambda arrays: turned(arrays, lambda name: True),
    "rows, W transposed": lambda arrays: turned(arrays, is_weights),
}


@pytest.mark.parametrize(
    "case", [SQUARES, CLASSES, ONE, SINGLE, SQUARE], ids=["k=2", "classes", "k=1", "n=1", "square"]
)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts_are_told_apart(case: Case, layout: str) -> None:
    found = judged_by(case, LAYOUTS[layout](right(case)))
    assert (found.verdict, found.layout) == ("right", layout)
    found = judged_by(case, LAYOUTS[layout](wrong(case)))
    assert [(each.at, each.id) for each in found.mistakes] == [("dz1", "slope-left-out")]
    assert set(found.follows) == {"dW1", "db1", "W1_new", "b1_new"}


def changed(**ways: Callable[[Array], Array]) -> Callable[[Arrays], Arrays]:
    return lambda arrays: {name: ways[name](array) if name in ways else array for name, array in arrays.items()}


@pytest.mark.parametrize(
    ("case", "change"),
    [
        (SQUARES, changed(b1=lambda b: b[None, :], db1=lambda b: b[None, :], b2=lambda b: b[:, None])),
        (ONE, changed(y=lambda y: y.ravel())),
        (ONE, changed(y=lambda y: y.ravel().astype(int), a2=lambda a: a.ravel())),
        (SINGLE, changed(x=lambda x: x.ravel(), y=lambda y: y.ravel(), a1=lambda a: a.ravel())),
        (CLASSES, changed(y=lambda y: y.argmax(axis=1))),
        (CLASSES, changed(y=lambda y: y.argmax(axis=1)[:, None])),
        (SQUARES, changed(loss=lambda loss: loss.reshape(1, 1), lr=lambda lr: lr.reshape(1))),
        (ONE, lambda arrays: {name: array.astype(np.float32) for name, array in arrays.items()}),
    ],
)
def test_shapes_that_are_meant_are_accepted(case: Case, change: Callable[[Arrays], Arrays]) -> None:
    assert judged_by(case, change(right(case))).verdict == "right"
    assert [each.id for each in judged_by(case, change(wrong(case))).mistakes] == ["slope-left-out"]


def test_float32_throughout_is_right_and_not_taken_for_rounded() -> None:
    x = np.random.RandomState(0).standard_normal((40, 30)).astype(np.float32)
    y = (x[:, :1] > 0).astype(np.float32)
    W1 = (0.3 * np.random.RandomState(1).standard_normal((30, 1))).astype(np.float32)
    z1 = x @ W1
    a1 = 1 / (1 + np.exp(-z1))
    dz1 = (a1 - y) / np.float32(40)
    values = {"x": x, "y": y, "W1": W1, "z1": z1, "a1": a1, "dz1": dz1, "dW1": x.T @ dz1}
    found = judge_arrays(given(values), Stated(loss="binary_cross_entropy"))
    assert (found.verdict, found.settings["digits"]) == ("right", "")


def without(case: Case, *names: str) -> Arrays:
    return {name: array for name, array in right(case).items() if name not in names}


def test_an_experiment_gives_what_is_left_out_in_any_layout() -> None:
    whole = right(SQUARES)
    defaults = {name: whole[name] for name in ("x", "y", "W1", "b1", "W2", "b2")}
    mine = without(SQUARES, *defaults)
    for layout, lay in LAYOUTS.items():
        found = judge_arrays(given(lay(mine)), of_config(SQUARES.config), defaults)
        assert (found.verdict, found.layout) == ("right", layout)


def unstated(arrays: Arrays) -> Judgement:
    return judge_arrays(given(arrays), Stated())


@pytest.mark.parametrize("case", [SQUARES, CLASSES, ONE], ids=["squares", "classes", "yes or no"])
def test_activations_that_were_not_stated_are_told_by_the_numbers(case: Case) -> None:
    found = unstated(right(case))
    assert found.verdict == "right"
    assert (found.settings["activation"], found.settings["output_activation"]) == case.activations
    assert found.settings["loss"] == case.loss


def test_without_a_number_that_tells_nothing_is_guessed() -> None:
    whole = wrong(SQUARES)
    few = {name: whole[name] for name in ("x", "y", "W1", "b1", "W2", "b2", "dW1", "db1", "dW2", "db2")}
    assert unstated(few).verdict == "cannot tell"
    assert judged_by(SQUARES, few).mistakes[0].id == "slope-left-out"


def handed_in(seed: int) -> Arrays:
    """Right numbers of a random network: some of them, in one of the layouts, perhaps after the update or as y - a."""
    random = np.random.RandomState(seed)
    case = replace(NETWORKS[seed % len(NETWORKS)], seed=random.randint(1000), samples=random.randint(1, 8))
    whole, steps = right(case), case.judged.steps
    some = {name: array for name, array in whole.items() if name not in steps or random.rand() < 0.6}
    way = random.randint(4)
    if way == 1:
        some = {name: array for name, array in some.items() if not name.endswith("_new")}
        some |= {name: whole[f"{name}_new"] for name in case.config.parameters}
        some |= {f"d{name}": whole[f"d{name}"] for name in case.config.parameters}
    if way == 2:
        some = {name: array.astype(np.float32) for name, array in some.items()}
    if way == 3:
        some = {name: -array if name[0] == "d" else array for name, array in some.items()}
    return list(LAYOUTS.values())[random.randint(3)](some)


def test_a_right_script_is_never_blamed_however_little_is_said_of_it() -> None:
    for seed in (27, 131, 363, *range(6)):  # the first were blamed once: nothing but the loss shows their update
        found = unstated(handed_in(seed))
        assert found.verdict in ("right", "other loss"), (seed, found)
