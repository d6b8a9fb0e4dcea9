"""In a notebook: what is shown is short, names are found, losses are columns, and the README's example is true."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from glassnet import GlassnetError, Session, State, gradcheck, load, why
from glassnet.core.actions import Edit
from glassnet.core.machine import advance
from glassnet.scenarios.diagnosis import diagnose

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
LONGEST = 200


def reached(*things: object) -> dict[type, list[object]]:
    """All objects of our classes that can be reached from some things, by class."""
    found: dict[type, list[object]] = {}
    seen: dict[int, object] = {}
    left = list(things)
    while left:
        thing = left.pop()
        if id(thing) in seen:
            continue
        seen[id(thing)] = thing
        if isinstance(thing, tuple | list | set | frozenset):
            left.extend(thing)
        elif isinstance(thing, dict):
            left.extend(thing.values())
        elif type(thing).__module__.startswith("glassnet."):
            found.setdefault(type(thing), []).append(thing)
            left.extend(getattr(thing, "__dict__", {}).values())
    return found


@pytest.mark.parametrize("scenario", ["sensor", "digits", "spiral"])
def test_every_repr_is_short(scenario: str) -> None:
    session = Session(load(scenario))
    session.run(iterations=30)
    session.edit(Edit("lr", (), 0.01))
    session.change(session.scenario.with_seed(0), "nothing else")
    session.to_end_of("backward")
    stuck = Session(load("xor-stuck"))
    stuck.run(iterations=500)
    origins = [why(session.history, name, (0, 0)) for name in ("dW1", "W1")]
    check = next(gradcheck(session.program, session.state, "W1"))
    found = reached(
        session, *origins, check, session.losses, session.predictions, session.symptoms, session.archive(), stuck,
        diagnose(stuck.symptoms),
    )  # fmt: skip
    names = {kind.__name__ for kind in found}
    assert names >= {
        *("State", "Program", "Step", "Config", "Session", "History", "Explanation", "Operand", "Term", "Scenario"),
        *("Dataset", "Losses", "Predictions", "Symptoms", "Diagnosis", "Check", "Edit", "Change", "Archive", "Finding"),
    }
    for kind, each in found.items():
        for thing in each[:500]:
            assert len(repr(thing)) <= LONGEST, kind
            assert len(repr(thing).splitlines()) == 1, kind


def test_a_repr_says_what_it_is_of() -> None:
    program, state = load("xor").begin()
    assert repr(state).startswith("<State iteration 1, nothing done of 17: x y W1 b1 W2 b2 lr")
    assert repr(advance(program, state)).startswith("<State iteration 1, z1 by step 1 of 17: x y")
    assert repr(program).startswith("<Program 17 steps, 2–4–1: z1 a1 z2 a2 loss")
    assert repr(load("xor")) == f"<Scenario {load('xor').heading}>"


def test_a_value_is_had_by_its_name() -> None:
    _, state = load("xor").begin()
    assert state["W1"] is state.values["W1"]
    assert "W1" in state
    assert "dW1" not in state
    assert list(state) == list(state.values)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("w1", 'unknown value "w1": did you mean "W1"? (one of: x, y, W1, '),
        ("dw2", 'did you mean "dW2"?'),
        ("W9", 'did you mean "W'),
        ("Z1", 'did you mean "z1"?'),
        ("dW1", "dW1 is not computed yet in iteration 1"),
    ],
)
def test_a_wrong_name_is_told_the_nearest_right_ones(name: str, words: str) -> None:
    _, state = load("xor").begin()
    with pytest.raises(GlassnetError, match=re.escape(words)):
        state[name]


@pytest.mark.parametrize("scenario", ["xor", "sensor", "digits"])
def test_losses_are_columns_of_one_length(scenario: str) -> None:
    session = Session(load(scenario))
    session.run(iterations=120)
    losses, columns = session.losses, session.losses.columns
    assert {len(column) for column in columns.values()} == {120}
    assert columns["iteration"].tolist() == list(range(1, 121))
    assert np.array_equal(columns["loss"], losses.train.values)
    rows = len(session.scenario.data.test_inputs)
    assert ("test_loss" in columns, "epoch_loss" in columns) == (
        rows > 0,
        session.program.config.batch_size is not None,
    )
    for name, (iterations, values) in (("test_loss", losses.test.whole), ("epoch_loss", losses.epochs.whole)):
        if name in columns:
            taken = ~np.isnan(columns[name])
            assert np.array_equal(columns["iteration"][taken], iterations)
            assert np.array_equal(columns[name][taken], values)


def test_a_penalty_has_a_column_where_there_is_one() -> None:
    plain, fined = Session(load("xor")), Session(load("deep-sigmoid"))
    for session in (plain, fined):
        session.run(iterations=3)
        wanted = "penalty" in session.state
        assert ("penalty" in session.losses.columns) == wanted


def test_before_anything_the_columns_are_empty() -> None:
    columns = Session(load("sensor")).losses.columns
    assert {len(column) for column in columns.values()} == {0}


def shown(code: str) -> list[Any]:
    """What a notebook would show of each line that is an expression, as it asks for it."""
    scope: dict[str, Any] = {}
    values = []
    for statement in ast.parse(code).body:
        if isinstance(statement, ast.Expr):
            value = eval(compile(ast.Expression(statement.value), "cell", "eval"), scope)
            values.append((value, value._repr_html_() if hasattr(value, "_repr_html_") else repr(value)))
        else:
            exec(compile(ast.Module([statement], []), "cell", "exec"), scope)
    return values


def test_the_readme_s_notebook_does_what_it_says() -> None:
    section = README.split("### In a notebook")[1]
    found = re.search(r"```python\n(.*?)```", section, re.DOTALL)
    assert found is not None
    values = [(value, text) for value, text in shown(found[1]) if not isinstance(value, int | None)]
    state, row, origin, columns = (value for value, _ in values)
    assert isinstance(state, State)
    assert "<table" in values[0][1]
    assert "● <b>z1</b>" in values[0][1]
    assert row.shape == (4,)
    assert "operands" not in values[2][1]
    assert origin.label in values[2][1]
    assert list(columns) == ["iteration", "loss", "test_loss"]
