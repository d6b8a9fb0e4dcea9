"""What a diagnosis claims is so, and what it says to try helps: a seeded sample of experiments, healthy and not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from glassnet.core.machine import losses
from glassnet.core.ops import OPTIMIZERS
from glassnet.scenarios import load
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.diagnosis import DIAGNOSES, NOTE, SEVERE, Finding
from glassnet.scenarios.sessions.session import Session
from glassnet.scenarios.settings.draft import Draft
from tests.diagnosis_cases import Case, case, cases, changed
from tests.diagnosis_claims import CHECKS


def findings() -> Iterator[tuple[Case, Finding]]:
    for each in cases():
        for finding in each.diagnosis.findings:
            yield each, finding


def test_every_kind_has_a_check() -> None:
    assert CHECKS.keys() == DIAGNOSES.keys()


def test_every_claim_is_so() -> None:
    counted: Counter[str] = Counter()
    with np.errstate(all="ignore"):
        for each, finding in findings():
            if all(np.isfinite(value).all() for value in each.before.values()) or finding.kind == "learning rate":
                counted[finding.kind] += CHECKS[finding.kind](each, finding)
    assert sum(counted.values()) >= 300, counted
    assert all(counted[kind] >= 2 for kind in CHECKS if kind not in ("update", "exploding", "overfitting")), counted


def test_what_is_well_is_well() -> None:
    with np.errstate(all="ignore"):
        for each in cases():
            well, passed = each.diagnosis.well, each.passed
            hidden = range(1, each.layers)
            if "no unit is dead" in well:
                assert not any((passed[f"z{n}"] <= 0).all(axis=0).any() for n in hidden if each.activation(n) == "relu")
            if "gradients reach the first layer" in well:
                assert passed["dz1"].any()
            if "no two units are the same" in well:
                for n in hidden:
                    columns = np.vstack([each.before[f"W{n}"], each.before[f"b{n}"], each.before[f"W{n + 1}"].T])
                    assert (
                        len(np.unique(columns, axis=1).T) == columns.shape[1]
                        or OPTIMIZERS[each.scenario.training.optimizer].state
                    )
            if "the output can reach all targets" in well and each.activation(each.layers) == "sigmoid":
                targets = each.scenario.data.targets
                assert each.diagnosis.solved or (targets.min() >= 0 and targets.max() <= 1)


# --- remedies, tried ---


def solved_loss(scenario: Scenario, iterations: int) -> float:
    session = Session(scenario)
    session.run(iterations=iterations)
    data = session.scenario.data
    return float(losses(session.program, session.state.values, data.inputs, data.targets)["loss"])


@pytest.mark.parametrize(
    ("base", "changes", "iterations", "kind"),
    [
        ("xor", {"learning_rate": 1e-4}, 2500, "learning rate"),
        ("xor", {"optimizer": "adam", "learning_rate": 1e-5}, 2500, "learning rate"),
        ("xor", {"learning_rate": 100.0}, 2500, "learning rate"),
        ("xor", {"init_scale": 30.0, "activation": "sigmoid"}, 4000, "saturated"),
        ("xor", {"init_scale": 30.0}, 2500, "saturated"),
        ("xor", {"init": "zeros"}, 2500, "symmetric"),
        ("xor", {"regularization": "l2", "regularization_rate": 0.3}, 2500, "penalty"),
        ("xor-linear", {}, 2500, "plateau"),
        ("xor-stuck", {}, 2500, "plateau"),
        ("sensor", {"learning_rate": 1e-4}, 200, "learning rate"),
        ("circle", {"init": "normal", "init_scale": 30.0}, 200, "saturated"),
    ],
)
def test_what_it_says_to_try_helps(base: str, changes: dict[str, Any], iterations: int, kind: str) -> None:
    scenario = changed(load(base), **changes)
    made = case(scenario, iterations)
    finding = next(each for each in made.diagnosis.findings if each.kind == kind)
    assert finding.severity > NOTE
    assert finding.changes
    draft = Draft.of(scenario)
    for path, value in finding.changes:
        draft = draft.put(path, value)
    assert solved_loss(draft.made, iterations) < 0.7 * solved_loss(scenario, iterations)


def test_the_rate_is_to_blame_where_it_is_too_small_and_not_where_it_is_not() -> None:
    small = case(changed(load("xor"), learning_rate=1e-4), 2000).diagnosis
    assert [each.title for each in small.severe] == ["the learning rate is too small: the loss falls slowly"]
    stuck = case(load("xor-stuck"), 2000).diagnosis
    assert not any("learning rate" in each.title + each.attempt for each in stuck.severe)
    assert max(each.severity for each in stuck.findings) == SEVERE
