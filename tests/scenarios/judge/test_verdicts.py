"""Verdicts that lean on what stands around a mistake: the loss shown, constants, names in a script, updates."""

from __future__ import annotations

import itertools
import json
import time
from typing import Any

import numpy as np
import pytest

import glassnet
from glassnet.core.errors import GlassnetError
from glassnet.scenarios.judge import Stated, judge_arrays
from glassnet.scenarios.judge.follow import Number, Own, Trace
from glassnet.scenarios.judge.reading import given
from glassnet.scenarios.judge.search import Effort, Search
from glassnet.scenarios.judge.text import in_words
from tests.scenarios.judge.networks import Arrays, Case, judged_by

ONE = Case((3, 4, 1), ("tanh", "sigmoid"), "binary_cross_entropy", 6)
SQUARES = Case((3, 4, 2), ("tanh", "identity"), "mse", 5)


def right(case: Case) -> Arrays:
    numbers = case.numbers(case.trace())
    assert numbers is not None
    return numbers


def scaled(numbers: Arrays, factor: float) -> Arrays:
    """All gradients times a constant, as another constant of the loss makes them; no update."""
    return {
        name: factor * array if name[0] == "d" else array
        for name, array in numbers.items()
        if not name.endswith("_new")
    }


@pytest.mark.parametrize(("factor", "name"), [(5.0, "½Σ"), (10.0, "Σ"), (2.0, "Σ/n"), (0.5, "½ mean")])
def test_a_constant_of_a_loss_in_use_is_no_mistake(factor: float, name: str) -> None:
    found = judged_by(SQUARES, scaled(right(SQUARES), factor))
    assert (found.verdict, found.settings["loss_constant"]) == ("other loss", name)
    shown = judged_by(SQUARES, scaled(right(SQUARES), factor) | {"loss": np.array(factor * right(SQUARES)["loss"])})
    assert shown.verdict == "other loss"


def test_another_constant_is_told_as_a_ratio() -> None:
    found = judged_by(SQUARES, scaled(right(SQUARES), 3.7))
    assert found.verdict == "does not follow"
    assert found.off[0].ratio == pytest.approx(3.7)
    assert "3.7" in str(found)


def test_half_squares_hold_where_they_are_stated() -> None:
    numbers = scaled(right(SQUARES), 1.0)  # k = 2: half the squares of each row, averaged, are the mean of squares
    said = Stated(activation=("tanh",), output_activation="identity", loss="half_squares")
    assert judge_arrays(given(numbers), said).verdict == "right"
    case = Case((3, 4, 3), ("tanh", "identity"), "mse", 5)
    numbers = scaled(right(case), 1.5) | {"loss": 1.5 * right(case)["loss"]}
    assert judge_arrays(given(numbers), said).verdict == "right"
    assert judged_by(case, numbers).verdict == "other loss"


@pytest.mark.parametrize("epsilon", [1e-7, 1e-8, 1e-10, 1e-15])
def test_a_logarithm_of_a_bit_more_is_no_mistake(epsilon: float) -> None:
    numbers = right(ONE)
    a, y = numbers["a2"], numbers["y"]
    loss = -np.mean(y * np.log(a + epsilon) + (1 - y) * np.log(1 - a + epsilon))
    assert judged_by(ONE, {**numbers, "loss": np.array(loss)}).verdict == "right"


def test_the_loss_may_have_its_penalty_in_it() -> None:
    case = Case((3, 4, 1), ("tanh", "sigmoid"), "binary_cross_entropy", 6, regularization="l2")
    numbers = right(case)
    penalty = 0.05 / 2 * sum(np.square(numbers[name]).sum() for name in ("W1", "W2"))
    assert judged_by(case, {**numbers, "loss": numbers["loss"] + penalty}).verdict == "right"
    assert judged_by(case, {**numbers, "loss": numbers["loss"] + 2 * penalty}).verdict == "does not follow"


def test_a_slope_left_out_of_squares_is_the_other_losss_gradient_and_both_are_told() -> None:
    case = Case((3, 4, 1), ("tanh", "sigmoid"), "mse", 6)
    numbers = right(case)
    numbers["y"] = (numbers["y"] > 0.5).astype(float)
    dz = 2 * (numbers["a2"] - numbers["y"]) / 6
    few = {name: numbers[name] for name in ("x", "y", "W1", "b1", "W2", "b2", "z1", "a1", "z2", "a2")} | {"dz2": dz}
    stated = judged_by(case, few)
    assert [each.id for each in stated.mistakes] == ["slope-left-out"]
    assert any("binary cross entropy" in note and "2 times" in note for note in stated.notes)
    free = judge_arrays(given(few), Stated())
    assert (free.verdict, free.settings["loss"]) == ("other loss", "binary_cross_entropy")
    assert any("slope-left-out" in note for note in free.notes)


def test_effects_are_those_of_the_programs() -> None:
    numbers = right(ONE)
    dz = numbers["da1"]
    few = {**numbers, "dz1": dz, "dW1": numbers["x"].T @ dz, "db1": dz.sum(axis=0)}
    found = judged_by(ONE, {name: array for name, array in few.items() if not name.endswith("_new")})
    x, y, W1, b1, W2, b2 = (np.array(numbers[name]) for name in ("x", "y", "W1", "b1", "W2", "b2"))
    for _ in range(100):
        a1 = np.tanh(x @ W1 + b1)
        d2 = (1 / (1 + np.exp(-a1 @ W2 - b2)) - y) / 6
        d1 = d2 @ W2.T
        W2, b2 = W2 - 0.3 * a1.T @ d2, b2 - 0.3 * d2.sum(axis=0)
        W1, b1 = W1 - 0.3 * x.T @ d1, b1 - 0.3 * d1.sum(axis=0)
    a2 = 1 / (1 + np.exp(-np.tanh(x @ W1 + b1) @ W2 - b2))
    assert found.effect["yours"] == pytest.approx(-np.mean(y * np.log(a2) + (1 - y) * np.log(1 - a2)))
    assert found.effect["right"] != found.effect["yours"]


def test_right_ends_with_the_diagnosis_of_his_parameters() -> None:
    case = Case((2, 3, 1), ("relu", "sigmoid"), "mse", 4)
    start = case.start() | {"b1": np.array([-100.0, 0.3, 0.2])}
    numbers = case.numbers(case.trace(start))
    assert numbers is not None
    found = judged_by(case, {**numbers, **start})
    assert found.verdict == "right"
    assert any("dead" in each for each in found.advice)


def test_what_is_printed_is_one_object_of_plain_json() -> None:
    found = judged_by(ONE, right(ONE) | {"dz1": np.ones((6, 4))})
    assert json.loads(json.dumps(found.as_json(), allow_nan=False))["verdict"] == found.verdict


# --- from a script ---


def names_of(**more: Any) -> dict[str, Any]:
    numbers = right(ONE)
    return {name: array for name, array in numbers.items() if not name.endswith("_new")} | more


def test_names_are_known_in_any_case_and_others_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    names = names_of(np=np, history=[1, 2], _hidden=3)
    odd = {{"dW1": "DW1", "dz2": "dZ2", "W1": "w1", "x": "X"}.get(name, name): value for name, value in names.items()}
    found = glassnet.judge(odd)
    assert found.verdict == "right"
    assert {"dW1", "dz2"} <= set(found.judged)
    assert set(found.not_looked_at) == {"np", "history"}
    assert "not looked at: np history" in capsys.readouterr().out


def test_a_number_may_have_another_name() -> None:
    names = names_of()
    names["delta"] = -names.pop("dz2")
    found = glassnet.judge(names, dz2="delta")
    assert "dz2" in found.judged
    with pytest.raises(GlassnetError, match="there is no such name"):
        glassnet.judge(names, dz2="gamma")


def test_arrays_and_settings_by_keyword() -> None:
    names = names_of()
    names.pop("loss")
    found = glassnet.judge(**names, activation="tanh", loss="binary_cross_entropy")
    assert (found.verdict, found.settings["loss"]) == ("right", "binary_cross_entropy")


class Tensor:
    """What torch.Tensor has of what is asked of it."""

    def __init__(self, array: np.ndarray) -> None:
        self.array = array

    def detach(self) -> Tensor:
        return self

    def cpu(self) -> Tensor:
        return self

    def numpy(self) -> np.ndarray:
        return self.array

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        return self.array


def test_tensors_are_numbers() -> None:
    names = {name: Tensor(np.asarray(value)) for name, value in names_of().items()}
    assert glassnet.judge(names).verdict == "right"


def test_a_notebook_gets_html() -> None:
    found = glassnet.judge(names_of(dz1=np.ones((6, 4))))
    html = found._repr_html_()
    assert "<pre" in html
    assert "DOES NOT FOLLOW" in html
    assert len(repr(found)) < 100


def test_constants_may_stand_in_any_delta_where_all_gradients_are_right() -> None:
    numbers = right(ONE)
    spelled = {**numbers, "dz2": 6 * numbers["dz2"], "da1": 6 * numbers["da1"]}  # 1/n in dW2, db2 and dz1
    assert judged_by(ONE, spelled).verdict == "right"
    spelled["dW2"] = 6 * numbers["dW2"]
    del spelled["W2_new"]
    assert [(each.at, each.id) for each in judged_by(ONE, spelled).mistakes] != []


def test_shapes_that_are_off_are_null_in_json() -> None:
    numbers = right(ONE) | {"dW1": np.ones((2, 2))}
    found = judged_by(ONE, numbers)
    assert found.verdict == "does not follow"
    assert json.loads(json.dumps(found.as_json(), allow_nan=False))["off"][0]["yours"] is None


@pytest.mark.parametrize("names", [("dz2",), ("dz2", "dz1")])
def test_a_verdict_does_not_depend_on_the_clock(names: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = right(ONE)
    wrong = {name: 6 * array if name in names else array for name, array in numbers.items()}
    quick = judged_by(ONE, wrong)
    late = itertools.count(0.0, 1e6)
    monkeypatch.setattr(time, "monotonic", lambda: next(late))
    assert judged_by(ONE, wrong).as_json() == quick.as_json()


def test_single_mistakes_are_all_tried_whatever_pairs_may_cost() -> None:
    case, trace = SQUARES, SQUARES.trace()
    numbers = right(case)
    given_as = {name: Number(array, 1e-12 * np.abs(array)) for name, array in numbers.items()}
    for wrong, limited in ((("dz1",), False), (("dz2", "dz1"), True)):
        his = given_as | {name: Number(5 * numbers[name], 1e-12 * np.abs(numbers[name])) for name in wrong}
        own = Own({**trace.own.given, **his}, tuple(name for name in trace.steps if name in wrong), trace.own.digits)
        search = Search(case.judged, Trace(own, trace.steps), effort=Effort(0))
        found = search.solutions()
        assert (search.limited, bool(found[0].unexplained)) == (limited, limited)


def test_how_both_learn_is_printed_only_at_a_rate_of_his() -> None:
    wrong = right(ONE) | {"dz1": right(ONE)["da1"]}
    unsaid = {name: wrong[name] for name in ("x", "y", "W1", "b1", "W2", "b2", "z1", "a1", "z2", "a2", "dz2", "dz1")}
    named = Stated(("tanh",), "sigmoid", "binary_cross_entropy")
    assert "updates from your weights" in str(judge_arrays(given(unsaid | {"lr": np.array(0.3)}), named))
    found = judge_arrays(given(unsaid), named)
    assert found.verdict == "mistake"
    assert "updates from your weights" not in str(found)


def test_a_right_script_is_not_told_what_else_it_might_be() -> None:
    few = {name: right(ONE)[name] for name in ("x", "y", "W1", "b1", "W2", "b2", "z1", "a1", "z2", "a2", "dz2", "dW2")}
    found = judge_arrays(given(few), Stated())
    assert found.verdict == "right"
    assert "it would be" not in str(found)
    assert "it would be" in in_words(found, everything=True)
    assert any("it would be" in note for note in found.as_json()["notes"])
    doubled = judge_arrays(given(few | {name: 2 * few[name] for name in ("dz2", "dW2")}), Stated())
    assert doubled.verdict == "other loss"
    assert "it would be" in str(doubled)
