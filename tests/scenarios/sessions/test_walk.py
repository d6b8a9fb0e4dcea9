"""Random walks through a training, with all that can be done to it: whatever happened, what is shown is true.

Each walk is compared with the same ticks run from the first moment, by plain steps and actions alone.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from glassnet.core.actions import Change, Edit, acted
from glassnet.core.errors import GlassnetError
from glassnet.core.explain import why
from glassnet.core.machine import State, advance, losses, predict
from glassnet.core.ops import OPTIMIZERS
from glassnet.core.program import Program
from glassnet.scenarios import load
from glassnet.scenarios.data.points import with_point, without_row
from glassnet.scenarios.sessions import saving
from glassnet.scenarios.sessions.session import Session

Moment = tuple[State, Program]
REFUSALS = ("not computed yet", "has not come so far", "waits for the next", "only training row", "must sum to 1")


def training(session: Session, **keys: object) -> None:
    now = session.scenario
    session.change(replace(now, training=replace(now.training, **keys)), str(keys))  # type: ignore[arg-type]


def edit(session: Session, dice: random.Random) -> None:
    name = dice.choice([*session.program.parameters, "x", "y", "lr", "rate"])
    array = session.state.values.get(name)
    if array is not None:
        index = tuple(dice.randrange(length) for length in array.shape)
        session.edit(Edit(name, index, round(dice.uniform(0.01, 0.9), 3)))


def point(session: Session, dice: random.Random) -> None:
    now = session.scenario
    place = np.array([dice.uniform(-1, 1), dice.uniform(-1, 1)])
    session.change(replace(now, data=with_point(now.data, place, dice.randrange(len(now.data.kinds)))), "a point")


def removal(session: Session, dice: random.Random) -> None:
    now = session.scenario
    session.change(replace(now, data=without_row(now.data, dice.randrange(len(now.data.inputs)))), "a point less")


def some_steps(session: Session, dice: random.Random) -> None:
    for _ in range(dice.randint(2, 9)):
        session.step()


MOVES: dict[str, Callable[[Session, random.Random], object]] = {
    "step": lambda session, dice: session.step(),
    "some steps": some_steps,
    "run": lambda session, dice: session.run(iterations=dice.randint(1, 4)),
    "phase": lambda session, dice: session.to_end_of(dice.choice(["forward", "backward", "update"])),
    "epoch": lambda session, dice: session.to_end_of_epoch(),
    "back": lambda session, dice: session.back(),
    "phase back": lambda session, dice: session.back_to_start_of(dice.choice(["forward", "backward", "update", None])),
    "epoch back": lambda session, dice: session.back_epoch(),
    "goto": lambda session, dice: session.goto(dice.randint(0, session.history.moment(session.history.end)[0])),
    "drop": lambda session, dice: session.drop_future(),
    "edit": edit,
    "batch": lambda session, dice: training(session, batch_size=dice.choice(["full", 1, 2, 3, 90])),
    "regularization": lambda session, dice: training(session, regularization=dice.choice(["none", "l1", "l2"])),
    "rate": lambda session, dice: training(session, learning_rate=dice.choice([0.01, 0.02, 0.03])),
    "point": point,
    "removal": removal,
}


@given(
    name=st.sampled_from(["xor", "sensor", "moons"]),
    optimizer=st.sampled_from(list(OPTIMIZERS)),
    batch_size=st.sampled_from(["full", 3]),
    moves=st.lists(st.sampled_from(list(MOVES)), min_size=4, max_size=20),
    seed=st.integers(0, 2**20),
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_all_that_is_shown_is_true(
    name: str,
    optimizer: str,
    batch_size: int | str,
    moves: list[str],
    seed: int,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    scenario, dice = load(name), random.Random(seed)
    settings_ = replace(scenario.training, optimizer=optimizer, learning_rate=0.05, batch_size=batch_size)  # type: ignore[arg-type]
    session = Session(replace(scenario, training=settings_))
    for move in moves:
        try:
            MOVES[move](session, dice)
        except GlassnetError as error:
            if not any(words in str(error) for words in REFUSALS):
                raise
    check(session, dice)
    path = tmp_path_factory.mktemp("walk") / "walk.glassnet"
    check(saved_and_loaded(session, path), dice)


def saved_and_loaded(session: Session, path: Path) -> Session:
    saving.save(str(path), [(session, {})], 0)
    return saving.load(str(path))[0][0][0]


def same(one: State, other: State) -> bool:
    return one.values.keys() == other.values.keys() and all(
        np.array_equal(one.values[name], other.values[name]) for name in one.values
    )


def check(session: Session, dice: random.Random) -> None:
    history, moments = session.history, from_the_first_moment(session)
    state, program = moments[history.tick]
    assert same(state, session.state)
    assert (state.iteration, state.done, state.pending) == (
        session.state.iteration,
        session.state.done,
        session.state.pending,
    )
    for tick in [dice.randint(0, history.end) for _ in range(3)]:
        assert same(moments[tick][0], history.state_at(tick))
    check_losses(session, moments)
    check_scenario(session, program)
    settled = next(
        state
        for state, program in reversed(moments[: history.tick + 1])
        if (state is moments[history.tick][0] and state.done == len(program.steps))
        or state.done <= program.starts["update"]
    )
    expected = predict(program, settled.values, session.scenario.data.inputs)
    assert np.array_equal(session.predictions.train, expected)
    for _ in range(3):
        check_origin(session, moments, dice)


def from_the_first_moment(session: Session) -> list[Moment]:
    """Every moment up to the last one recorded, by plain steps and the actions."""
    history = session.history
    actions = dict(history.actions)
    state, program = history.state_at(0), history.program_at(0)
    moments = [(state, program)]
    for tick in range(1, history.end + 1):
        if tick in actions:
            action = actions[tick]
            state = acted(program, state, action)
            program = action.program if isinstance(action, Change) else program
        else:
            state = advance(program, state)
        assert history.moment(tick) == (state.iteration, state.done)
        moments.append((state, program))
    return moments


def check_losses(session: Session, moments: list[Moment]) -> None:
    """Those recorded are those of the states, one an iteration; test losses are of the parameters before its update."""
    expected: dict[int, float] = {}
    for state, _ in moments:
        if "loss" in state.values:
            expected[state.iteration] = float(state.values["loss"])
        else:
            expected.pop(state.iteration, None)
    recorded, data = session.losses, session.scenario.data
    assert recorded.train.values.tolist() == [expected[at] for at in sorted(expected)]
    assert (np.diff(recorded.test.iterations) > 0).all()
    for iteration, loss in zip(*(part.tolist() for part in recorded.test.whole), strict=True):
        state, program = next(
            (state, program)
            for state, program in reversed(moments)
            if state.iteration == iteration and state.done <= program.starts["update"]
        )
        assert loss == float(losses(program, state.values, data.test_inputs, data.test_targets)["loss"])


def check_scenario(session: Session, program: Program) -> None:
    """The scenario on show has the data and settings of the moment."""
    values, now = session.state.values, session.scenario
    assert np.array_equal(values["X"] if "X" in values else values["x"], now.data.inputs)
    assert float(values["lr"]) == now.training.learning_rate
    assert now.config.batch_size == program.config.batch_size
    assert now.training.regularization == program.config.training.regularization


def check_origin(session: Session, moments: list[Moment], dice: random.Random) -> None:
    """An origin has the value shown, and so on down to where the chain ends."""
    name = dice.choice(list(session.state.values))
    array = session.state.values[name]
    index = tuple(dice.randrange(length) for length in array.shape)
    explanation, value = why(session.history, name, index), float(array[index])
    for _ in range(10):
        assert explanation.value == value
        if explanation.term is not None:
            size = explanation.term.magnitude()
            assert explanation.term.value == pytest.approx(value, rel=1e-9, abs=1e-12 * size + 1e-300)
        elif explanation.origin.startswith("changed by hand to "):
            assert float(explanation.origin.rpartition(" ")[2]) == pytest.approx(value)
        elif explanation.origin.startswith(("an initial weight", "a bias before")):
            assert moments[0][0].values[explanation.name][explanation.index] == value
        if not explanation.operands:
            break
        operand = dice.choice(explanation.operands)
        value, explanation = operand.value, operand.why()
