"""Rounded numbers are right as far as their digits go, and not farther; what they may be off by is never too little."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from glassnet.scenarios.judge import Stated, digits, judge_arrays
from glassnet.scenarios.judge.bounds import Bounded
from glassnet.scenarios.judge.digits import Digits, counted
from glassnet.scenarios.judge.reading import given
from glassnet.scenarios.judge.settings import of_config
from tests.damage import NETWORKS, damages, named
from tests.scenarios.judge.networks import Arrays, Case, judged_by


def rounded(case: Case, decimals: int) -> Arrays:
    """Everything that is computed to so many decimals, data and weights to two."""
    start = {name: np.round(array, 2) if array.ndim else array for name, array in case.start().items()}
    trace = case.trace(start)
    numbers = case.numbers(trace)
    assert numbers is not None
    return {name: np.round(array, decimals) for name, array in numbers.items() if name not in start} | start


@pytest.mark.parametrize("case", NETWORKS, ids=lambda case: "–".join(map(str, case.sizes)))
@pytest.mark.parametrize("decimals", [2, 3, 4, 6])
def test_a_right_script_is_never_blamed_for_rounding(case: Case, decimals: int) -> None:
    for seed in range(3):
        numbers = rounded(replace(case, seed=seed), decimals)
        assert judged_by(case, numbers).verdict in ("right", "other loss")


def test_what_is_off_by_more_than_its_digits_does_not_follow() -> None:
    case = NETWORKS[0]
    numbers = rounded(case, 4)
    for name in ("dz2", "dW1", "z1", "W2_new"):
        off = np.array(numbers[name])
        off.flat[0] += 0.01
        found = judged_by(case, {**numbers, name: off})
        assert found.verdict == "does not follow"
        assert name in found.wrong


def test_a_mistake_that_the_digits_hide_is_none() -> None:
    case = NETWORKS[1]
    start = {name: np.round(array, 2) for name, array in case.start().items()} | {"lr": np.array(0.0001)}
    trace = case.trace(start)
    numbers = case.numbers(trace)
    assert numbers is not None
    updated = start["W2"] - 0.0001 * numbers["dW2"]
    da1 = numbers["dz2"] @ updated.T
    numbers = {name: np.round(array, 4) for name, array in {**numbers, "da1": da1}.items()} | start
    assert judge_arrays(given(numbers), replace(of_config(case.config), learning_rate=0.0001)).verdict == "right"


def test_whole_numbers_are_exact() -> None:
    x, W1 = np.array([[2.0, -3.0]]), np.array([[4.0], [6.0]])
    values = {"x": x, "y": np.array([[0.0]]), "W1": W1, "z1": x @ W1, "a1": x @ W1, "dz1": np.array([[-20.0]])}
    found = judge_arrays(given({**values, "dW1": [[-40.0], [54.0]]}), Stated(loss="mse"))
    assert found.verdict != "right"


@for_all(st.floats(-1e6, 1e6, allow_subnormal=False), st.integers(1, 6))
def test_digits_of_rounded_numbers_are_counted(value: float, decimals: int) -> None:
    number = round(value, decimals)
    found, significant = counted([np.array([number])])
    assert found <= decimals
    unit = Digits(0.0, decimals, max(significant, 1)).error(np.array([number]))
    assert abs(value - number) <= unit[0] * 1.000001 + 1e-12 * abs(value)


def test_first_order_errors_are_those_of_central_differences() -> None:
    random = np.random.RandomState(0)
    a, b = random.uniform(0.2, 0.8, (3, 2)), random.uniform(0.2, 0.8, (2, 4))
    step = 1e-6
    forms = {
        "a·(1 - a)": lambda a, b: a * (1 - a),
        "a / (1 + a)": lambda a, b: a / (1 + a),
        "exp, log": lambda a, b: np.exp(a) - np.log(a),
        "tanh": lambda a, b: np.tanh(a) * a,
        "√": lambda a, b: np.sqrt(a) + np.square(a),
    }
    for words, form in forms.items():
        by_hand = np.abs(form(a + step, b) - form(a - step, b)) / 2
        found = form(Bounded(a, {0: np.full(a.shape, step)}), Bounded(b, {1: np.full(b.shape, step)}))
        assert np.allclose(found.error, by_hand, rtol=1e-4, atol=1e-12), words
    product = Bounded(a, {0: np.full(a.shape, step)}) @ Bounded(b, {1: np.full(b.shape, step)})
    assert np.allclose(product.error, step * (b.sum(axis=0)[None, :] + a.sum(axis=1)[:, None]))


def test_damage_has_no_name() -> None:
    assert [repr(each.found) for each in damages(range(36)) if named(each)] == []


def test_digits_are_counted_once_for_all_networks_that_may_be_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[float] = []

    def digits_of(value: float, real: Callable[[float], tuple[int, int]] = digits._digits) -> tuple[int, int]:
        looked_at.append(value)
        return real(value)

    monkeypatch.setattr(digits, "_digits", digits_of)
    numbers = NETWORKS[0].numbers(NETWORKS[0].trace())
    assert numbers is not None
    short = {name: array.astype(np.float32) for name, array in numbers.items()}
    assert judge_arrays(given(short), Stated()).verdict == "right"
    assert len(looked_at) <= sum(array.size for array in short.values())


def test_numbers_of_float32_were_not_rounded_by_hand() -> None:
    numbers = NETWORKS[0].numbers(NETWORKS[0].trace())
    assert numbers is not None
    wrong = {**numbers, "z1": numbers["z1"] + 0.01}
    found = judge_arrays(given({name: array.astype(np.float32) for name, array in wrong.items()}), Stated())
    assert found.verdict == "does not follow"
    assert found.settings["digits"] == ""


def saturated(dtype: Any, clip: float) -> Arrays:
    """A right script whose sigmoids are far from 0, with exp of at most ±clip, in its own precision."""
    random = np.random.RandomState(0)
    x, y = random.uniform(0, 255, (6, 5)).astype(dtype), random.randint(0, 2, (6, 1)).astype(dtype)
    W1, W2 = random.standard_normal((5, 4)).astype(dtype), random.standard_normal((4, 1)).astype(dtype)
    z1 = x @ W1
    with np.errstate(all="ignore"):
        a1 = 1 / (1 + np.exp(-np.clip(z1, -clip, clip)))
    z2 = a1 @ W2
    a2 = 1 / (1 + np.exp(-z2))
    dz2 = (a2 - y) / 6
    dz1 = dz2 @ W2.T * a1 * (1 - a1)
    made = {"x": x, "y": y, "W1": W1, "W2": W2, "z1": z1, "a1": a1, "z2": z2, "a2": a2}
    return made | {"dz2": dz2, "dW2": a1.T @ dz2, "dz1": dz1, "dW1": x.T @ dz1}


@pytest.mark.parametrize(("dtype", "clip"), [(np.float64, 300), (np.float32, 1e9), (np.float32, 85)])
def test_what_a_format_can_hardly_hold_is_nothing(dtype: Any, clip: float) -> None:
    numbers = saturated(dtype, clip)
    assert ((np.abs(numbers["z1"]) > clip) | (numbers["a1"] == 0)).any()
    said = Stated(("sigmoid",), "sigmoid", "binary_cross_entropy")
    found = judge_arrays(given(numbers), said)
    assert (found.verdict, found.wrong) == ("right", ())


def test_a_ratio_of_one_is_not_told() -> None:
    numbers = saturated(np.float64, 300)
    numbers["a1"] = np.where(numbers["a1"] < 1e-90, 1e-50, numbers["a1"])
    found = judge_arrays(given(numbers), Stated(("sigmoid",), "sigmoid", "binary_cross_entropy"))
    assert [(each.name, each.ratio) for each in found.off if each.name == "a1"] == [("a1", None)]


@pytest.mark.parametrize("decimals", [3, None])
def test_many_numbers_of_float32_are_read_as_few_are(decimals: int | None) -> None:
    values = np.random.RandomState(0).standard_normal((50, 60))
    short = (values if decimals is None else np.round(values, decimals)).astype(np.float32)
    whole, rows = given({"x": short}).arrays["x"], [given({"x": row}).arrays["x"] for row in short]
    assert np.allclose(whole, rows, rtol=1e-7, atol=0)
    assert decimals is None or (whole == np.round(values, decimals)).all()
