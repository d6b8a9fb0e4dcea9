"""The claims of each kind of finding, checked against a network computed by plain NumPy.

Every check reads the sentences as a person reads them, and returns how many claims it checked.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest

from glassnet.core.actions import Edit
from glassnet.scenarios.diagnosis import Finding
from glassnet.scenarios.sessions.session import Session
from tests.diagnosis_cases import SLOPES, Case

NUMBER = r"([-+]?\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?)"


def number(pattern: str, text: str) -> tuple[float, ...]:
    """The numbers in a sentence that reads so, `#` for each."""
    found = re.search(re.escape(pattern).replace(r"\#", NUMBER), text)
    assert found, f"{pattern!r} is not in {text!r}"
    return tuple(float(group.replace(",", "")) for group in found.groups())


def close(printed: float, true: float, digits: int = 4) -> None:
    """As printed with so many significant digits."""
    assert printed == pytest.approx(true, rel=0.6 * 10.0 ** (1 - digits), abs=1e-300), (printed, true)


def check_dead(case: Case, finding: Finding) -> int:
    z = case.passed[f"z{finding.layer}"]
    dead = (z <= 0).all(axis=0)
    assert tuple(np.flatnonzero(dead)) == finding.units
    if "all" in finding.title.split()[0]:
        assert dead.all()
    (most,) = number("(at most #)", finding.evidence)
    assert most == pytest.approx(z[:, list(finding.units)].max(), rel=1e-3, abs=1e-12)
    dz = case.passed[f"dz{finding.layer}"][:, list(finding.units)]
    assert not dz.any()
    return 4


def check_saturated(case: Case, finding: Finding) -> int:
    layer, passed = finding.layer, case.passed
    kind = case.activation(layer)
    flat = SLOPES[kind](passed[f"z{layer}"]) < 0.05 * SLOPES[kind](np.zeros(1))
    if "answered wrong" in finding.evidence:
        right = case.scenario.data.right(passed[f"a{layer}"], case.scenario.data.targets)
        assert right is not None
        counted = np.asarray(~right)
    else:
        counted = np.asarray(passed[f"a{layer - 1}"].any(axis=1))
    some, rows = number("On # of # ", finding.evidence)
    assert rows == counted.sum()
    assert some == flat[counted][:, finding.units[0]].sum()
    assert (flat[counted][:, list(finding.units)].mean(axis=0) >= 0.9).all()
    (size,) = number(f"mean square of z{layer} is #", finding.evidence)
    close(size, float(np.sqrt(np.mean(passed[f"z{layer}"] ** 2))), 2)
    return 4


def check_symmetric(case: Case, finding: Finding) -> int:
    into = case.before[f"W{finding.layer}"][:, list(finding.units)]
    out = case.before[f"W{finding.layer + 1}"][list(finding.units)]
    assert np.ptp(into, axis=1).max() <= 1e-12 * max(np.abs(into).max(), 1)
    assert np.ptp(out, axis=0).max() <= 1e-12 * max(np.abs(out).max(), 1)
    of_weights = finding.evidence.partition("their gradients")[0]
    if "all 0" in of_weights:
        assert not into.any()
        assert not out.any()
    if "last bit" in of_weights:
        assert not np.ptp(into, axis=1).any()
        assert not np.ptp(out, axis=0).any()
    found = re.findall(rf"d([Wb]\d)\[([\d,]+)\] is {NUMBER}", finding.evidence)
    assert len(found) == 2 * ("move together" in finding.title)
    for name, index, value in found:
        close(float(value), float(case.session.state.values[f"d{name}"][tuple(map(int, index.split(",")))]))
        assert float(value) != 0
    if "no gradient" in finding.title:
        units, passed = list(finding.units), case.passed
        for layer, part in ((finding.layer, np.s_[:, units]), (finding.layer + 1, np.s_[units])):
            assert not (passed[f"a{layer - 1}"].T @ passed[f"dz{layer}"])[part].any()
    return 3 + len(found)


def check_plateau(case: Case, finding: Finding) -> int:
    session, claims = case.session, 3
    kept = session.losses.epochs.whole[1] if session.program.config.batch_size else session.losses.train.values
    (loss,) = number("The loss is #", finding.evidence)
    close(loss, kept[-1])
    last, change = number("in the last # ", finding.evidence)[0], number("changed by #", finding.evidence)[0]
    close(change, float(np.ptp(kept[-int(last) :])), 2)
    if "plateau " in finding.title:
        (value,) = number("plateau #", finding.title)
        assert abs(kept[-1] - value) <= 0.021 * value
    answers = case.passed[f"a{case.layers}"]
    span = np.ptp(case.scenario.data.targets)
    if "every answer near" in finding.title:
        (near,) = number("every answer near #", finding.title)
        assert np.abs(answers - near).max() <= 0.06 * span
    elif "the same answer for all" in finding.title:
        assert np.ptp(answers, axis=0).max() <= 0.05 * span
    elif "answers near" in finding.title:
        count, near = re.findall(r"(\w+) answers near (\S+)", finding.title)[0]
        agree = np.abs(answers - float(near)) <= 0.06 * span
        assert agree.sum() >= {"two": 2, "three": 3, "four": 4}[count]
    if "stuck" in finding.title or "cancel" in finding.evidence:
        claims += check_pulls(case, finding)
    return claims


def check_pulls(case: Case, finding: Finding) -> int:
    """The rows' own gradients: nothing, or sums that are far smaller than what is summed."""
    passed, sums, sizes = case.passed, 0.0, 0.0
    pulls = {}
    for layer in range(1, case.layers + 1):
        each = passed[f"a{layer - 1}"][:, :, None] * passed[f"dz{layer}"][:, None, :]
        pulls[layer] = each
        for part in (each, passed[f"dz{layer}"]):
            sums += float(np.abs(part.sum(axis=0)).sum())
            sizes += float(np.abs(part).sum())
    if "Every gradient is exactly 0" in finding.evidence:
        assert sums == pytest.approx(0, abs=1e-15)
        return 1
    assert sums <= 0.1 * sizes
    (left,) = number("of all pulls on all weights and biases # %", finding.evidence)
    assert left == pytest.approx(100 * sums / sizes, rel=0.06, abs=1e-9)
    found = re.search(rf"those on W(\d)\[(\d+),(\d+)\] add up to {NUMBER} and {NUMBER}", finding.evidence)
    if found:
        each = pulls[int(found[1])][:, int(found[2]), int(found[3])]
        assert float(found[4]) == pytest.approx(each[each > 0].sum(), rel=1e-3)
        assert float(found[5]) == pytest.approx(each[each < 0].sum(), rel=1e-3)
    told = re.search(rf"cancel: (.+) on ([Wb])(\d)\[(\d+)(?:,(\d+))?\] add up to {NUMBER}; ", finding.evidence)
    if told and not found:
        rows = [float(text) for text in re.findall(NUMBER, told[1])]
        layer, unit = int(told[3]), int(told[5] or told[4])
        each = pulls[layer][:, int(told[4]), unit] if told[2] == "W" else passed[f"dz{layer}"][:, unit]
        np.testing.assert_allclose(rows, each, rtol=1e-2, atol=1e-12)
        assert float(told[6]) == pytest.approx(each.sum(), rel=0.06, abs=1e-15)
    return 3


def check_rate(case: Case, finding: Finding) -> int:
    if "too small" in finding.title:
        return check_too_small(case, finding)
    session = case.session
    kept = session.losses.epochs.whole[1] if session.program.config.batch_size else session.losses.train.values
    if "overflow" in finding.title:
        assert not np.isfinite(session.losses.train.values[-1])
        (at,) = number("In iteration #", finding.evidence)
        assert at == session.state.iteration
        return 2
    if "up and down" in finding.title:
        last, times = (
            number("In the last # ", finding.evidence)[0],
            number("the loss rose # times", finding.evidence)[0],
        )
        changes = np.diff(kept[-int(last) - 1 :])
        assert times == (changes > 0).sum()
        close(number("times, by # on average", finding.evidence)[0], float(changes[changes > 0].mean()), 2)
        close(number("its best was #", finding.evidence)[0], float(kept.min()))
        return 3
    now, best = number("The loss is #", finding.evidence)[0], number("it had been at #", finding.evidence)[0]
    close(now, kept[-1])
    close(best, kept.min())
    assert now > best
    return 3


def check_too_small(case: Case, finding: Finding) -> int:
    """The same update, and the longer one, by changing the rate by hand and going one iteration on."""
    text = finding.evidence
    (fall,), (updates,) = number("the loss by #:", text), number("takes some # updates", text)
    times, longer = number("An update # times as large would lower the loss by #.", text)
    close(updates, case.loss(case.before) / 2 / fall, 1)
    claims = 2
    if case.session.program.config.batch_size is None:  # an update by all rows
        session, lr = Session(case.scenario), case.scenario.training.learning_rate
        session.run(iterations=case.session.state.iteration - 1)
        for factor, printed in ((1, fall), (times, longer)):
            session.goto(case.session.state.iteration - 1)
            session.edit(Edit("lr", (), lr * factor))
            session.run(iterations=1)
            close(printed, before_exact(case) - case.loss(dict(session.state.values)), 2)
        claims += 2
    if "from where it began" in text:
        (share,) = number("W1 is # % of its size", text)
        start = np.asarray(case.scenario.initial["W1"])
        close(share, 100 * float(np.linalg.norm(case.before["W1"] - start) / np.linalg.norm(start)), 2)
        claims += 1
    return claims


def before_exact(case: Case) -> float:
    return case.loss(case.before)


def check_flow(case: Case, finding: Finding) -> int:
    sizes = {f"dz{n}": float(np.sqrt(np.mean(case.passed[f"dz{n}"] ** 2))) for n in range(1, case.layers + 1)}
    for name, size in sizes.items():
        close(number(f"{name} #", finding.evidence)[0], size, 2)
    times = sizes[f"dz{case.layers}"] / sizes["dz1"]
    word = "less" if finding.kind == "vanishing" else "more"
    close(number(f"# times {word} in layer 1", finding.evidence)[0], times if word == "less" else 1 / times, 3)
    if word == "less":
        assert all(sizes[f"dz{n}"] <= 0.01 * sizes[f"dz{case.layers}"] for n in range(1, finding.layer + 1))
    return len(sizes) + 2


def check_penalty(case: Case, finding: Finding) -> int:
    names = [f"W{layer}" for layer in range(1, case.layers + 1)]
    now, first = number("weight is #; at the beginning it was #.", finding.evidence)
    close(now, max(float(np.abs(case.before[name]).max()) for name in names), 2)
    close(first, max(float(np.abs(np.asarray(case.scenario.initial[name])).max()) for name in names), 2)
    pull, rows = number("pulls with up to #, the rows together with up to #.", finding.evidence)
    passed, layer = case.passed, finding.layer
    together = np.abs(passed[f"a{layer - 1}"].T @ passed[f"dz{layer}"]).max()
    weights, strength = case.before[f"W{layer}"], case.scenario.training.regularization_rate
    own = strength * (np.abs(weights).max() if case.scenario.training.regularization == "l2" else 1)
    close(pull, float(own), 2)
    close(rows, float(together), 2)
    return 4


def check_reach(case: Case, finding: Finding) -> int:
    low, high = {"sigmoid": (0, 1), "tanh": (-1, 1), "relu": (0, np.inf)}[case.activation(case.layers)]
    targets = case.scenario.data.targets
    some, rows = number("; # of # rows", finding.evidence)
    assert (some, rows) == (((targets < low) | (targets > high)).any(axis=1).sum(), len(targets))
    return 2


def check_update(case: Case, finding: Finding) -> int:
    name = f"W{finding.layer}"
    before, after = number("the loss went from # to #.", finding.evidence)
    close(before, case.loss(case.before))
    close(after, case.loss(dict(case.session.state.values)))
    change = np.linalg.norm(case.session.state.values[name] - case.before[name]) / np.linalg.norm(case.before[name])
    assert change >= 1
    return 3


def check_overfitting(case: Case, finding: Finding) -> int:
    at, kept = case.session.losses.test.whole
    least, when = number("least, #, at iteration #,", finding.evidence)
    close(least, kept.min())
    assert when == at[kept.argmin()]
    close(number("and is # now", finding.evidence)[0], kept[-1])
    return 3


def check_off(case: Case, finding: Finding) -> int:
    z = case.session.state.values[f"z{finding.layer}"][:, list(finding.units)]
    assert (z <= 0).all()
    assert (case.passed[f"z{finding.layer}"][:, list(finding.units)] > 0).any(axis=0).all()
    return 2


CHECKS: dict[str, Callable[[Case, Finding], int]] = {
    "learning rate": check_rate,
    "plateau": check_plateau,
    "reach": check_reach,
    "penalty": check_penalty,
    "dead": check_dead,
    "symmetric": check_symmetric,
    "saturated": check_saturated,
    "vanishing": check_flow,
    "exploding": check_flow,
    "update": check_update,
    "overfitting": check_overfitting,
    "off": check_off,
}
