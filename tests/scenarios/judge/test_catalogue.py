"""Every mistake of the catalogue, in networks of many kinds: its numbers give its id, the right ones give none."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.scenarios.judge.catalogue import CATALOGUE, Site
from glassnet.scenarios.judge.names import parse
from glassnet.scenarios.judge.search import Rewrite, rewritings
from tests.scenarios.judge.networks import Arrays, Case, judged_by, mistaken

CASES = {
    "3–4–2 squares": Case((3, 4, 2), ("tanh", "sigmoid"), "mse"),
    "3–4–1 yes or no": Case((3, 4, 1), ("sigmoid", "sigmoid"), "binary_cross_entropy", 6),
    "2–4–3 classes": Case((2, 4, 3), ("relu", "softmax"), "cross_entropy", 7),
    "2–3–1 line": Case((2, 3, 1), ("leaky_relu", "identity"), "mse", 6),
    "3–4–4–2 deep": Case((3, 4, 4, 2), ("relu", "tanh", "sigmoid"), "mse", 6),
    "2–1 neuron": Case((2, 1), ("sigmoid",), "mse", 6, seed=3),
    "one sample, no biases": Case((2, 3, 1), ("sigmoid", "sigmoid"), "mse", 1, biases=False),
    "l2": Case((3, 4, 2), ("tanh", "identity"), "mse", regularization="l2"),
    "momentum": Case((3, 4, 3), ("sigmoid", "softmax"), "cross_entropy", optimizer="momentum"),
    "adam, l1": Case((3, 2, 1), ("tanh", "sigmoid"), "binary_cross_entropy", optimizer="adam", regularization="l1"),
    "da of cross-entropy": Case((3, 2, 2), ("relu", "sigmoid"), "binary_cross_entropy", 6, apart=True),
    "da of classes": Case((3, 4, 3), ("relu", "softmax"), "cross_entropy", 6, apart=True),
}
SAME = {
    "factor-n-twice": "db-mean",
    "update-decay-outside": "penalty-left-out",
}  # ids that are one: the special one is named


def gradients_only(numbers: Arrays) -> Arrays:
    return {
        text: array
        for text, array in numbers.items()
        if (name := parse(text)) is None
        or (not name.layer and text != "loss")
        or name.is_parameter
        or (name.kind in ("dW", "db") and not name.suffix)
    }


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_right_program_is_right(case: Case) -> None:
    numbers = case.numbers(case.trace())
    assert numbers is not None
    found = judged_by(case, numbers)
    assert (found.verdict, found.wrong, found.follows) == ("right", (), ())
    assert judged_by(case, gradients_only(numbers)).verdict == "right"


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_every_mistake_is_named_or_one_of_those_that_fit(case: Case) -> None:
    tried: set[tuple[str, str]] = set()
    for rewrite, numbers in mistaken(case, lambda rewrite: bool(rewrite.id) and key_of(rewrite) not in tried):
        tried.add(key_of(rewrite))
        found = judged_by(case, numbers)
        ids = {each.id for each in found.mistakes} | {each for rival in found.rivals for each in rival}
        where = f"{rewrite.step.output}: {rewrite.id} {rewrite.variant}: {found!r}"
        if found.verdict == "other loss":  # the whole loss has another constant then
            assert rewrite.id.startswith("factor") or rewrite.step.output == "loss", where
            continue
        assert found.verdict in ("mistake", "several fit"), where
        assert ids & {rewrite.id, SAME.get(rewrite.id)} or _is_special(found, rewrite.id), where
        assert found.wrong[0] == rewrite.step.output, where
    assert len(tried) > 15


def key_of(rewrite: Rewrite) -> tuple[str, str]:
    """What is tried once: a mistake in one kind of step."""
    name = parse(rewrite.step.output)
    return rewrite.id, name.kind if name else rewrite.step.output


def _is_special(found: object, id: str) -> bool:
    """General ids give way where a special one gives the same numbers here."""
    return id.startswith("other-")


def test_catalogue_has_every_id_once_a_kind() -> None:
    seen = [(mistake.id, kind) for mistake in CATALOGUE if mistake.id for kind in mistake.kinds]
    assert len(seen) == len(set(seen))
    wanted = """
        bias-left-out other-activation other-leak activation-left-out activation-twice softmax-axis
        softmax-whole divided-by-sum loss-other loss-not-one output-for-loss y-broadcast factor-n
        factor-n-twice factor-2 factor-k sign slope-left-out slope-at-other slope-twice slope-of-error
        value-for-slope slope-after-fused softmax-slope-from-z other-slope relu-from-da updated-first
        gradient-for-weight weights-summed not-sent-back sent-from-da sent-value untransposed own-output
        z-for-a weight-for-input input-left-out transposed last-sample elementwise matmul-for-product
        penalty-left-out penalty-twice db-mean db-not-summed db-axis db-one-number update-sign
        update-lr-left-out update-other-rate update-left-out update-accumulated update-decay-outside
    """
    assert set(wanted.split()) == {mistake.id for mistake in CATALOGUE if mistake.id}


def test_sentences_are_short_and_have_no_holes() -> None:
    for case in CASES.values():
        trace = case.trace()
        for step in trace.steps.values():
            for rewrite in rewritings(Site(case.judged, step, trace)):
                words = rewrite.site.sentence(rewrite.mistake.words) if rewrite.id else ""
                assert "{" not in words
                assert len(words) < 110


def test_free_numbers_need_two_entries_that_agree() -> None:
    case = CASES["2–1 neuron"]
    numbers = case.numbers(case.trace())
    assert numbers is not None
    off = dict(numbers)
    for name in ("W1", "b1"):
        off[f"{name}_new"] = numbers[name] - 0.123 * numbers[f"d{name}"]
    found = judged_by(case, off)
    assert {each.id for each in found.mistakes} == {"update-other-rate"}
    off = {**numbers, "b1_new": numbers["b1"] - 0.123 * numbers["db1"]}
    assert judged_by(case, off).verdict == "does not follow"


def test_earlier_gradients_are_seen_where_they_are_given() -> None:
    case = CASES["3–4–2 squares"]
    numbers = case.numbers(case.trace())
    assert numbers is not None
    before = np.full((3, 4), 0.3)
    off = {**numbers, "dW1_before": before, "W1_new": numbers["W1"] - 0.3 * (numbers["dW1"] + before)}
    found = judged_by(case, off)
    assert [(each.at, each.id) for each in found.mistakes] == [("W1_new", "update-accumulated")]


@pytest.mark.parametrize("in_gradient", [False, True])
def test_decay_beside_the_velocity_is_one_mistake(in_gradient: bool) -> None:
    case = Case((3, 4, 2), ("tanh", "identity"), "mse", optimizer="momentum", regularization="l2")
    numbers = case.numbers(case.trace())
    assert numbers is not None
    for name in ("W1", "W2"):
        without = numbers[f"d{name}"] - 0.05 * numbers[name]
        velocity = 0.8 * numbers[f"v_{name}"] + without
        numbers |= {f"v_{name}_new": velocity, f"{name}_new": (1 - 0.3 * 0.05) * numbers[name] - 0.3 * velocity}
        if not in_gradient:
            numbers[f"d{name}"] = without
    found = judged_by(case, numbers)
    assert found.verdict == "mistake"
    assert {each.id for each in found.mistakes} == {"update-decay-outside"}
