"""Moving through a training, and the record it leaves."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from glassnet.core.actions import Edit
from glassnet.core.config import Dense, TrainingConfig
from glassnet.core.errors import GlassnetError
from glassnet.core.explain import why
from glassnet.scenarios import load
from glassnet.scenarios.sessions import losses
from glassnet.scenarios.sessions.losses import test_is_due as due
from glassnet.scenarios.sessions.session import Session


def test_ends_of_phases_are_strictly_later() -> None:
    session = Session(load("xor"))
    session.to_end_of("forward")
    assert (session.state.iteration, session.state.done) == (1, 5)
    session.to_end_of("forward")
    assert (session.state.iteration, session.state.done) == (2, 5)
    session.to_end_of("backward")
    assert (session.state.iteration, session.state.done) == (2, 13)
    session.step()
    session.to_end_of("backward")
    assert (session.state.iteration, session.state.done) == (3, 13)
    session.to_end_of("update")
    assert (session.state.iteration, session.state.done) == (3, 17)


def test_epochs_with_batches() -> None:
    scenario = load("sensor")
    session = Session(replace(scenario, training=replace(scenario.training, batch_size=100)))
    session.to_end_of_epoch()
    assert session.state.iteration == 3
    session.step()
    session.to_end_of_epoch()
    assert session.state.iteration == 6
    at, means = session.losses.epochs.whole
    assert at.tolist() == [3, 6]
    first = session.losses.train.values[:3]
    assert means[0] == pytest.approx((100 * first[0] + 100 * first[1] + 40 * first[2]) / 240)


def test_running_is_stepping() -> None:
    a, b = Session(load("xor")), Session(load("xor"))
    a.step()
    b.step()
    assert a.run(iterations=30) == 30
    for _ in range(30 * 17 - 1):
        b.step()
    assert (a.state.iteration, a.state.done) == (b.state.iteration, b.state.done)
    assert np.array_equal(a.losses.train.values, b.losses.train.values)
    for name in a.state.values:
        assert np.array_equal(a.state.values[name], b.state.values[name])
    last = a.program.steps[-1].output
    assert np.array_equal(a.read.values[last], b.read.values[last])


def test_running_for_a_time_stops() -> None:
    session = Session(load("sensor"))
    reached = session.run(seconds=0.05)
    assert reached == session.state.iteration == len(session.losses.train.values)
    assert session.state.done == len(session.program.steps)


def test_losses_given_out_never_change() -> None:
    session = Session(load("xor"))
    session.run(iterations=5)
    kept = session.losses.train.values
    copy = kept.copy()
    session.run(iterations=3000)
    assert np.array_equal(kept, copy)
    assert len(session.losses.train.values) == 3005


def test_test_loss_does_not_depend_on_speed() -> None:
    a, b = Session(load("sensor")), Session(load("sensor"))
    a.run(iterations=230)
    while b.state.iteration < 230 or b.state.done < len(b.program.steps):
        b.run(iterations=7 if b.state.iteration < 220 else 1)
    assert np.array_equal(a.losses.test.whole[0], b.losses.test.whole[0][: len(a.losses.test.whole[0])])
    assert np.array_equal(a.losses.test.whole[1], b.losses.test.whole[1][: len(a.losses.test.whole[1])])


def test_test_losses_of_many_rows_are_taken_less_often(monkeypatch: pytest.MonkeyPatch) -> None:
    data = load("sensor").data
    assert [due(at, data) for at in (9, 11, 99, 120, 121)] == [True, True, True, True, False]
    monkeypatch.setattr(losses, "MANY_NUMBERS", 1)
    assert [due(at, data) for at in (9, 11, 90, 120, 200)] == [True, False, True, False, True]
    session = Session(load("sensor"))
    session.run(iterations=25)
    assert session.losses.test.whole[0].tolist() == [*range(1, 11), 20]
    sliced = Session(load("sensor"))
    assert [sliced.run(iterations=5, seconds=1e6) for _ in range(11)] == [*[1] * 10, 5]  # a slow one, then a frame
    sliced.run(iterations=10)
    assert all(map(np.array_equal, session.losses.test.whole, sliced.losses.test.whole))
    assert np.array_equal(session.losses.train.values, sliced.losses.train.values)


def test_predictions_wait_for_the_end_of_the_update() -> None:
    session = Session(load("xor"))
    before = session.predictions.train
    session.to_end_of("backward")
    session.step()  # W1 is new, the rest is not
    assert session.predictions.before_update
    assert np.array_equal(session.predictions.train, before)
    session.to_end_of("update")
    assert not session.predictions.before_update
    assert not np.array_equal(session.predictions.train, before)


def test_a_loss_that_is_not_finite_stops_and_is_named() -> None:
    scenario = load("sensor")
    wild = TrainingConfig(loss="cross_entropy", learning_rate=1e200)
    session = Session(replace(scenario, training=wild))
    reached = session.run(iterations=1000)
    assert reached < 1000
    assert "finite" in session.trouble
    assert "\n" not in session.trouble


@pytest.mark.parametrize(
    "move",
    [lambda session: session.run(iterations=1), lambda session: session.to_end_of("update"), Session.to_end_of_epoch],
)
def test_a_loss_that_is_not_finite_is_named_by_moves_of_one_iteration_too(move: Callable[[Session], object]) -> None:
    wild = TrainingConfig(loss="cross_entropy", learning_rate=1e200)
    session = Session(replace(load("sensor"), training=wild))
    move(session)
    while np.isfinite(session.state["loss"]):
        assert not session.trouble
        move(session)
    assert "is not finite" in session.trouble


def test_solved_only_when_every_row_is_right() -> None:
    session = Session(load("xor"))
    solved_at = 0
    for _ in range(300):
        session.run(iterations=1)
        right = session.predictions.train_right
        assert right is not None
        assert session.predictions.solved == (right.sum() == 4)
        solved_at = solved_at or (session.state.iteration if session.predictions.solved else 0)
    assert 0 < solved_at < 300
    assert not Session(load("neuron")).predictions.solved


def stepped_to(session: Session, output: str) -> Session:
    while session.program.steps[session.state.done - 1].output != output or not session.state.done:
        session.step()
    return session


def test_a_change_of_batches_begins_an_epoch_and_is_undone_by_going_back() -> None:
    session = Session(load("sensor"))
    session.run(iterations=5)
    full = session.scenario
    session.change(replace(full, training=replace(full.training, batch_size=100)), "batch size 100")
    assert (session.state.iteration, session.state.done) == (6, 0)
    assert session.program.config.epoch(6) == (6, 0)  # five epochs were whole passes
    session.to_end_of_epoch()
    assert session.state.iteration == 8  # 100 + 100 + 40 samples
    ends, means = session.losses.epochs.whole
    assert ends.tolist() == [8.0]
    shares = np.array([100, 100, 40]) / 240
    assert means[0] == pytest.approx(float(shares @ session.losses.train.values[5:]))
    session.goto(5)
    assert session.scenario is full
    assert "rows" not in session.state.values
    session.goto(7)
    assert session.scenario.training.batch_size == 100


def test_a_change_of_regularization_rewinds_to_the_first_step_that_is_another() -> None:
    session = stepped_to(Session(load("xor")), "dW2")
    now = session.scenario
    l2 = replace(now, training=replace(now.training, regularization="l2", regularization_rate=0.1))
    session.change(l2, "l2, rate 0.1")
    assert "loss" in session.state.values
    assert "da2" not in session.state.values
    stepped_to(session, "dW2")
    plain = session.state.values["a1"].T @ session.state.values["dz2"]
    assert np.allclose(session.state.values["dW2"], plain + 0.1 * session.state.values["W2"])
    assert why(session.history, "rate", ()).origin == "the regularization rate, a setting"
    origin = why(session.history, "dW2", (0, 0))
    assert origin.symbols().endswith("rate·W2[0,0]")


def test_data_can_change_while_training_goes_on() -> None:
    session = Session(load("xor"))
    session.run(iterations=3)
    now = session.scenario
    data = now.data
    more = replace(data, inputs=np.vstack([data.inputs, [[0.5, 0.5]]]), targets=np.vstack([data.targets, [[0.0]]]))
    weights = session.state.values["W1"]
    session.change(replace(now, data=more), "a point at (0.5, 0.5)")
    assert np.array_equal(session.state.values["W1"], weights)
    session.run(iterations=1)
    assert session.state.values["a2"].shape == (5, 1)
    assert len(session.predictions.train) == 5
    session.back_iteration()
    session.back()
    assert len(session.predictions.train) == 4


def test_a_change_in_the_update_phase_comes_after_it() -> None:
    session = stepped_to(Session(load("xor")), "W1")
    now = session.scenario
    session.change(replace(now, training=replace(now.training, batch_size=2)), "batch size 2")
    assert (session.state.iteration, session.state.done) == (2, 0)


def test_another_network_cannot_take_over() -> None:
    session = Session(load("xor"))
    other = replace(session.scenario, network=load("deep-sigmoid").network)
    with pytest.raises(GlassnetError, match="another network or optimizer starts again"):
        session.change(other, "deeper")


def test_what_is_edited_by_hand_stands_in_the_scenario() -> None:
    session = Session(load("xor"))
    session.edit(Edit("lr", (), 0.25))
    session.edit(Edit("x", (3, 0), 0.5))
    assert session.scenario.training.learning_rate == 0.25
    assert session.scenario.data.inputs[3].tolist() == [0.5, 1.0]
    assert session.begun.data.inputs[3].tolist() == [1.0, 1.0]
    with pytest.raises(GlassnetError, match=r"learning_rate must be a finite number above 0, got -1"):
        session.edit(Edit("lr", (), -1.0))


def test_what_was_first_not_finite_is_found_long_after() -> None:
    scenario = load("xor")
    tanh = replace(scenario.network, layers=(Dense(4, "tanh"), Dense(1, "sigmoid")))
    session = Session(replace(scenario, network=tanh))
    session.run(iterations=3)
    session.edit(Edit("lr", (), 1e308))
    session.edit(Edit("W2", (0, 0), 1e308))
    session.run(iterations=40)
    if not session.trouble:
        session.trouble = session.first_not_finite()
    found = re.match(r"iteration (\d+): ", session.trouble)
    assert found is not None
    first = int(found[1])
    earlier = session.history.tick_of(first - 1)
    assert earlier is not None
    assert all(np.isfinite(value).all() for value in session.history.state_at(earlier).values.values())


def test_forward_in_the_past_across_a_change_of_program_ends_where_it_should() -> None:
    session = Session(load("xor"))
    now = session.scenario
    session.change(replace(now, training=replace(now.training, batch_size=3)), "batch size 3")
    session.run(iterations=1)
    now = session.scenario
    session.change(replace(now, training=replace(now.training, batch_size="full")), "full batch")
    session.run(iterations=2)
    session.goto(0)
    for _ in range(3):
        session.to_end_of("update")
    assert (session.state.iteration, session.state.done) == (3, len(session.program.steps))


def test_an_edit_after_going_back_leaves_nothing_of_a_change_that_was_there() -> None:
    session = Session(load("xor"))
    now = session.scenario
    session.change(replace(now, training=replace(now.training, batch_size=2)), "batch size 2")
    session.back()
    session.edit(Edit("W1", (0, 0), 0.5))
    assert session.program.config.batch_size is None
    assert session.scenario.config.batch_size is None


def test_a_later_edit_wins_over_one_that_waits() -> None:
    session = stepped_to(Session(load("xor")), "W1")
    session.edit(Edit("lr", (), 0.1))  # waits
    session.to_end_of("update")
    session.edit(Edit("lr", (), 0.9))
    session.step()
    assert float(session.state.values["lr"]) == 0.9
    session = stepped_to(Session(load("xor")), "W1")
    session.edit(Edit("lr", (), 0.1))
    now = session.scenario
    session.change(replace(now, training=replace(now.training, learning_rate=0.3)), "lr 0.3")
    assert float(session.state.values["lr"]) == 0.3


def test_a_target_that_the_loss_is_not_for_is_refused() -> None:
    session = Session(load("sensor"))
    with pytest.raises(GlassnetError, match=r"y\[0,0\]: the row must sum to 1"):
        session.edit(Edit("y", (0, 0), 0.5))


def test_a_point_follows_its_input_on_the_map() -> None:
    session = Session(load("spiral"))
    session.step()
    session.step()
    session.edit(Edit("x", (0, 0), 0.123))
    plane = session.scenario.data.plane
    assert plane is not None
    assert 0.123 in plane.points[:, 0]


def test_going_back_in_large_data_does_not_eat_memory() -> None:
    xor = load("xor")
    random = np.random.RandomState(0)
    data = replace(
        xor.data, inputs=random.standard_normal((20_000, 2)), targets=random.randint(0, 2, (20_000, 1)).astype(float)
    )
    session = Session(replace(xor, data=data, first_sample=0))
    session.run(iterations=30)
    kept = session.history._kept
    for _ in range(25):
        session.back_iteration()
    states = {id(state): state for state in (*kept._near.values(), *kept._asked.values())}
    own = {
        id(value): value.nbytes for state in states.values() for name, value in state.values.items() if name not in "xy"
    }
    assert sum(own.values()) < 24 * 2**20
