"""Breakpoints stop a run exactly at the first iteration where they hold, whatever its speed."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from glassnet.core.config import Dense, NetworkConfig, TrainingConfig
from glassnet.core.errors import GlassnetError
from glassnet.scenarios import load
from glassnet.scenarios.diagnosis import diagnose
from glassnet.scenarios.sessions.halts import KINDS, Halt
from glassnet.scenarios.sessions.session import Session


def halted(name: str, kind: str, number: float, slices: int = 700, most: int = 4000) -> Session:
    """A session run in slices of iterations until its breakpoint holds."""
    session = Session(load(name))
    session.halts = (Halt(kind, number),)
    session.begin_run()
    while not session.halted and session.state.iteration < most:
        session.run(iterations=slices)
    return session


def test_the_first_iteration_where_the_loss_is_below() -> None:
    session = halted("xor", "loss", 0.05)
    train = session.losses.train.values
    said = re.fullmatch(rf"halted at iteration {len(train)}: loss (\S+) is below 0.05", session.halted)
    assert said
    assert float(said[1]) == pytest.approx(train[-1], rel=1e-4)
    assert float(said[1]) < 0.05
    assert train[-1] < 0.05 <= train[-2]
    assert session.state.done == len(session.program.steps)


@pytest.mark.parametrize("slices", [1, 7, 5000])
def test_no_slice_misses_it(slices: int) -> None:
    assert halted("xor", "right", 100, slices).state.iteration == halted("xor", "right", 100).state.iteration


def test_accuracy_is_that_of_all_rows() -> None:
    session = halted("xor", "right", 100)
    assert session.predictions.solved
    session.back_to_start_of("forward")
    assert not session.predictions.solved
    assert "4 of 4 right" in session.halted


def test_a_prediction_flips() -> None:
    session = halted("xor", "flips", 0)
    now = session.predictions.train_right
    session.back_to_start_of("forward")
    before = session.predictions.train_right
    assert now is not None
    assert before is not None
    assert now[0] != before[0]


def test_a_unit_dies_and_its_own_numbers_say_why() -> None:
    session = halted("sensor", "iteration", 3)
    assert "iteration 3 reached" in session.halted
    scenario = load("xor")
    network = replace(scenario.network, seed=29)
    session = Session(replace(scenario, network=network))
    session.halts = (Halt("dies", 0),)
    session.begin_run()
    session.run(iterations=3000)
    assert "died" in session.halted
    unit = int(session.halted.split("unit ")[1].split()[0])
    assert (session.state.values["z1"][:, unit] <= 0).all()
    session.back_to_start_of("forward")
    assert not (session.state.values["z1"][:, unit] <= 0).all()


def test_with_batches_a_unit_dies_only_where_no_training_row_wakes_it() -> None:
    scenario = load("sensor")
    session = Session(replace(scenario, training=replace(scenario.training, batch_size=5)))
    session.halts = (Halt("dies", 0),)
    session.begin_run()
    resting = 0
    for _ in range(60):
        session.run(iterations=1)
        resting += bool((session.state.values["a1"] == 0).all(axis=0).any())
    assert resting > 10  # for the few rows of a batch it happens often
    z = scenario.data.inputs @ session.state.values["W1"] + session.state.values["b1"]
    assert (z > 0).any(axis=0).all()
    assert not session.halted


def test_a_flat_tanh_is_not_dead() -> None:
    scenario = load("xor")
    network = replace(scenario.network, layers=(Dense(4, "tanh"), Dense(1, "sigmoid")), init_scale=1e3)
    session = Session(replace(scenario, network=network))
    session.halts = (Halt("dies", 0),)
    session.begin_run()
    session.run(iterations=20)
    assert not session.halted


@pytest.mark.parametrize("slices", [1, 5000])
def test_a_diagnosis_is_made(slices: int) -> None:
    session = halted("xor-stuck", "diagnosis", 0, slices)
    train = session.losses.train.values
    assert session.halted == f"halted at iteration {len(train)}: stuck on the plateau 0.1667: three answers near 0.67"
    assert len(diagnose(session.symptoms).severe) == 2
    session.back_iteration()
    session.back_iteration()
    assert not diagnose(session.symptoms).severe


def test_gradient_norms() -> None:
    below = halted("neuron", "norm-below", 0.01)
    gradients = [below.state.values[name] for name in ("dW1", "db1")]
    assert np.sqrt(sum((g**2).sum() for g in gradients)) < 0.01
    assert "below 0.01" in below.halted
    assert "above" in halted("neuron", "norm-above", 0.001).halted


def test_a_value_that_is_not_finite() -> None:
    scenario = load("sensor")
    layers = (Dense(4, "relu"), Dense(3, "softmax"))
    wild = TrainingConfig(loss="cross_entropy", learning_rate=1e200)
    session = Session(replace(scenario, network=NetworkConfig(2, layers), training=wild))
    session.halts = (Halt("not-finite", 0),)
    session.begin_run()
    session.run(iterations=100)
    assert "not finite" in session.halted or "not finite" in session.trouble


def test_a_row_that_does_not_exist() -> None:
    with pytest.raises(GlassnetError, match="there is no training row 9; the last one is 3"):
        halted("xor", "flips", 9)


def test_every_kind_reads_as_a_sentence() -> None:
    for name, kind in KINDS.items():
        assert str(Halt(name, kind.start))
        assert ("{}" in kind.words) == bool(kind.asks)


@pytest.mark.parametrize("steps_on", [0, 1, 7])
def test_what_holds_when_a_run_begins_does_not_halt_it(steps_on: int) -> None:
    session = halted("xor", "loss", 0.2)
    first = session.state.iteration
    for _ in range(steps_on):
        session.step()
    session.begin_run()
    assert not session.halted
    session.run(iterations=50)
    assert not session.halted
    assert session.state.iteration >= first + 50


def test_what_has_been_false_since_halts_again() -> None:
    session = halted("xor", "norm-below", 0.02)
    first = session.state.iteration
    session.begin_run()
    session.run(iterations=3000)
    norms = [norm(session, iteration) for iteration in range(first, session.state.iteration + 1)]
    assert session.halted
    assert norms[-1] < 0.02 <= norms[-2]


def norm(session: Session, iteration: int) -> float:
    tick = session.history.tick_of(iteration)
    assert tick is not None
    values = session.history.state_at(tick).values
    return float(np.sqrt(sum(np.square(values[f"d{name}"]).sum() for name in session.program.parameters)))


def test_the_words_are_true_as_printed() -> None:
    session = Session(load("neuron"))
    session.run(iterations=1)
    loss = float(session.losses.train.values[0])
    session = Session(load("neuron"))
    limit = float(f"{loss:.4g}")
    limit = limit if limit > loss else float(f"{loss * 1.0000001:.9g}")
    session.halts = (Halt("loss", limit),)
    session.begin_run()
    session.run(iterations=5)
    said, below = session.halted.split("loss ")[1].split(" is below ")
    assert float(said) < float(below)
    assert float(below) == limit
