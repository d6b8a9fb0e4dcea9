"""What a diagnosis claims is so: its numbers and words against a network computed here, by plain NumPy.

A seeded sample of experiments, healthy and not; every finding of theirs is read as a person reads it, and each of its
claims is checked. The last test counts them, so that none of the checks can fall silent.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from core import Dense, NetworkConfig
from core.history import Edit
from core.machine import losses
from scenarios import load
from scenarios.base import Array, Scenario, dataset
from scenarios.diagnosis import DIAGNOSES, NOTE, SEVERE, Diagnosis, Finding, diagnose
from scenarios.session import Session
from scenarios.tuning.draft import Draft

NUMBER = r"([-+]?\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?)"
SLOPES: dict[str, Callable[[Array], Array]] = {
    "relu": lambda z: (z > 0).astype(float),
    "leaky_relu": lambda z: np.where(z > 0, 1.0, 0.01),
    "tanh": lambda z: 1 - np.tanh(z) ** 2,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)) * (1 - 1 / (1 + np.exp(-z))),
    "identity": np.ones_like,
}
BENDS: dict[str, Callable[[Array], Array]] = {
    "relu": lambda z: np.maximum(z, 0),
    "leaky_relu": lambda z: np.where(z > 0, z, 0.01 * z),
    "tanh": np.tanh,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "identity": lambda z: z,
    "softmax": lambda z: (
        np.exp(z - z.max(1, keepdims=True)) / np.exp(z - z.max(1, keepdims=True)).sum(1, keepdims=True)
    ),
}


@dataclass(frozen=True, eq=False)
class Case:
    """An experiment after some iterations, what is said of it, and the parameters before the last update."""

    session: Session
    diagnosis: Diagnosis
    before: dict[str, Array]

    @property
    def scenario(self) -> Scenario:
        return self.session.scenario

    @property
    def layers(self) -> int:
        return self.session.program.layers

    def activation(self, layer: int) -> str:
        return self.scenario.network.layers[layer - 1].activation

    @property
    def passed(self) -> dict[str, Array]:
        """z, a and dz of all training rows, without the engine."""
        data, values = self.scenario.data, {"a0": self.scenario.data.inputs}
        for layer in range(1, self.layers + 1):
            values[f"z{layer}"] = values[f"a{layer - 1}"] @ self.before[f"W{layer}"] + self.before[f"b{layer}"]
            values[f"a{layer}"] = BENDS[self.activation(layer)](values[f"z{layer}"])
        last, rows = self.layers, len(data.inputs)
        error = values[f"a{last}"] - data.targets
        loss = self.scenario.training.loss
        if loss == "mse":
            size = data.targets.size
            values[f"dz{last}"] = 2 * error / size * SLOPES[self.activation(last)](values[f"z{last}"])
        else:
            values[f"dz{last}"] = error / (rows if loss == "cross_entropy" else data.targets.size)
        for layer in range(last - 1, 0, -1):
            back = values[f"dz{layer + 1}"] @ self.before[f"W{layer + 1}"].T
            values[f"dz{layer}"] = back * SLOPES[self.activation(layer)](values[f"z{layer}"])
        return values

    def loss(self, parameters: dict[str, Array]) -> float:
        """With the penalty, over all training rows."""
        data = self.scenario.data
        return float(sum(losses(self.session.program, parameters, data.inputs, data.targets).values()))


def case(scenario: Scenario, iterations: int) -> Case:
    session = Session(scenario)
    session.run(iterations=iterations)
    before = {name: np.array(session.opening.values[name]) for name in session.opening.values}
    return Case(session, diagnose(session.symptoms), before)


def changed(scenario: Scenario, **changes: Any) -> Scenario:
    """A scenario with other settings, by their names in either table; `activation` of every hidden layer."""
    network, training = scenario.network, scenario.training
    activation = changes.pop("activation", None)
    hidden = changes.pop("hidden", [layer.units for layer in network.layers[:-1]])
    kinds = [activation or layer.activation for layer in network.layers[:-1]] or ["relu"]
    layers = (*(Dense(units, kinds[0] if len(kinds) == 1 else kinds[at]) for at, units in enumerate(hidden)),)
    of_network = {key: value for key, value in changes.items() if hasattr(network, key)}
    of_training = {key: value for key, value in changes.items() if hasattr(training, key)}
    return replace(
        scenario,
        network=replace(network, layers=(*layers, network.layers[-1]), **of_network),
        training=replace(training, **of_training),
    )


def house(spread: float = 1.0) -> Scenario:
    """A regression whose targets no sigmoid reaches."""
    random = np.random.RandomState(5)
    inputs = random.standard_normal((60, 3))
    targets = spread * (inputs @ [[1.0], [-2.0], [0.5]] + np.sin(2 * inputs[:, :1]))
    return replace(
        load("plane"),
        data=dataset("regression", inputs[:45], targets[:45], None, (), (inputs[45:], targets[45:])),
        network=NetworkConfig(3, (Dense(6, "tanh"), Dense(1, "sigmoid")), init="xavier"),
        plateaus=(),
        generator=None,
        origin="",
    )


@cache
def cases() -> tuple[Case, ...]:
    """Those of the faults that were found, and a seeded sample of what somebody may set."""
    xor, sensor, circle, deep = (load(name) for name in ("xor", "sensor", "circle", "deep-sigmoid"))
    made = [
        case(xor, 300),
        case(load("xor-stuck"), 2000),
        case(load("xor-linear"), 1500),
        case(load("xor").with_seed(9), 300),
        case(changed(xor, learning_rate=1e-4), 2000),
        case(changed(xor, init_scale=30.0, activation="sigmoid"), 500),
        case(changed(xor, init="zeros"), 150),
        case(changed(xor, regularization="l2", regularization_rate=0.3), 400),
        case(changed(xor, optimizer="adam", learning_rate=1e-5), 300),
        case(changed(sensor, learning_rate=1e-4), 150),
        case(changed(sensor, learning_rate=30.0), 80),
        case(changed(sensor, optimizer="adam", learning_rate=1.0), 120),
        case(changed(sensor, learning_rate=1e4), 60),
        case(changed(circle, init_scale=30.0, init="normal"), 120),
        case(changed(circle, hidden=[4, 4, 4], activation="identity"), 400),
        case(deep, 500),
        case(house(), 60),
        case(changed(house(), init="normal", init_scale=20.0), 60),
    ]
    random = np.random.RandomState(2026)
    for _ in range(36):
        base = (xor, sensor, circle, deep)[random.randint(4)]
        training = {
            "learning_rate": float(10.0 ** random.randint(-5, 4)),
            "optimizer": random.choice(["sgd", "momentum", "adam"]),
            "regularization": random.choice(["none", "none", "l1", "l2"]),
            "regularization_rate": float(random.choice([0.01, 0.1, 1.0])),
            "batch_size": int(random.choice([2, 16])) if random.rand() < 0.3 else "full",
        }
        network = {
            "init": "normal",
            "init_scale": float(random.choice([0.0, 0.01, 0.5, 3.0, 10.0, 30.0])),
            "activation": str(random.choice(["relu", "tanh", "sigmoid", "leaky_relu"])),
            "seed": int(random.randint(100)),
        }
        made.append(case(changed(base, **training, **network), int(random.choice([20, 130, 250]))))
    return tuple(made)


def number(pattern: str, text: str) -> tuple[float, ...]:
    """The numbers in a sentence that reads so, `#` for each."""
    found = re.search(re.escape(pattern).replace(r"\#", NUMBER), text)
    assert found, f"{pattern!r} is not in {text!r}"
    return tuple(float(group.replace(",", "")) for group in found.groups())


def close(printed: float, true: float, digits: int = 4) -> None:
    """As printed with so many significant digits."""
    assert printed == pytest.approx(true, rel=0.6 * 10.0 ** (1 - digits), abs=1e-300), (printed, true)


# --- what each kind claims: every check says how many claims it checked ---


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
        counted = ~right
    else:
        counted = passed[f"a{layer - 1}"].any(axis=1)
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
    if "all 0" in finding.evidence:
        assert not into.any()
        assert not out.any()
    if "last bit" in finding.evidence:
        assert not np.ptp(into, axis=1).any()
        assert not np.ptp(out, axis=0).any()
    return 3


def check_plateau(case: Case, finding: Finding) -> int:
    session, claims = case.session, 3
    kept = session.losses.epochs[1] if session.program.config.batch_size else session.losses.train
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
    assert sums <= 0.05 * sizes
    (left,) = number("of all pulls on all weights and biases # %", finding.evidence)
    assert left == pytest.approx(100 * sums / sizes, rel=0.06, abs=1e-9)
    found = re.search(rf"those on W(\d)\[(\d+),(\d+)\] add up to {NUMBER} and {NUMBER}", finding.evidence)
    if found:
        each = pulls[int(found[1])][:, int(found[2]), int(found[3])]
        assert float(found[4]) == pytest.approx(each[each > 0].sum(), rel=1e-3)
        assert float(found[5]) == pytest.approx(each[each < 0].sum(), rel=1e-3)
    return 3


def check_rate(case: Case, finding: Finding) -> int:
    if "too small" in finding.title:
        return check_too_small(case, finding)
    session = case.session
    kept = session.losses.epochs[1] if session.program.config.batch_size else session.losses.train
    if "overflow" in finding.title:
        assert not np.isfinite(session.losses.train[-1])
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
    (before, fall), (updates,) = number("from # by #:", text), number("takes some # updates", text)
    times, longer = number("updates. # times as long it would lower the loss by #.", text)
    close(before, case.loss(case.before))
    close(updates, before / 2 / fall, 1)
    claims = 3
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
    at, kept = case.session.losses.test
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
                        or each.scenario.training.optimizer != "sgd"
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
    assert SEVERE == max(each.severity for each in stuck.findings)
