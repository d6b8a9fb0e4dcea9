"""The steps as lines: one a step, in words, and with the numbers of the engine."""

from __future__ import annotations

import re

import pytest

import glassnet
from glassnet.core.actions import Edit
from glassnet.core.errors import GlassnetError
from glassnet.core.numerals import brief
from glassnet.core.terms import parse_label
from glassnet.scenarios import load, names
from glassnet.scenarios.sessions.session import Session
from glassnet.scenarios.walk import lines

LABELLED = re.compile(r"[.?] (?:Sample .*?: |For example )?(\w+(?:\[[\d,]+\])?)(?: \(([^)]*)\))? = ")


@pytest.mark.parametrize("name", names())
def test_every_scenario_makes_a_line_a_step_with_true_numbers(name: str) -> None:
    session = Session(load(name))
    said = list(glassnet.walk(name, 1))
    steps = session.program.steps
    assert len(said) == 2 + len(steps) + 1  # what is learned, and how entries are named
    assert said[0].startswith(f"{name}, ")
    words = "".join(session.scenario.names.values())
    assert [
        line for line in said if not line.isascii() and not set(filter(lambda c: ord(c) > 126, line)) <= set(words)
    ] == []
    assert all(line == line.strip() and line.endswith(".") and "  " not in line for line in said)
    for number, (step, line) in enumerate(zip(steps, said[2:], strict=False), start=1):
        session.step()
        assert line.startswith(f"Step {number} of {len(steps)}, {step.phase}")
        found = LABELLED.findall(line)[-1][0]
        base, index = parse_label(found)
        assert base == step.output
        value = brief(float(session.state[base][index]))
        assert re.search(rf"= {re.escape(value)}(, (and|but) the page prints .*)?\.$", line), line
    assert said[-1].startswith(f"End of iteration 1: loss{' of the batch' if steps[0].phase == 'batch' else ''} ")
    right = session.predictions.train_right
    rows = len(session.scenario.data.inputs)
    assert (right is None) != (f"{0 if right is None else right.sum()} of {rows:,} training" in said[-1])


def test_iterations_are_counted_to_their_ends_from_any_moment() -> None:
    steps = len(load("xor").begin()[0].steps)
    assert len(list(glassnet.walk("xor", 3))) == 2 + 3 * (steps + 1)
    within = list(glassnet.walk("xor", 2, "5:dW1[1,2]"))
    assert re.match(r"Step 12 of 17.* For example dW1\[1,2\] = ", within[2])
    assert within[-1].startswith("End of iteration 6: ")
    after = list(glassnet.walk("xor", 2, "5"))
    assert next(line for line in after if line.startswith("End")).startswith("End of iteration 5: ")
    assert after[-1].startswith("End of iteration 7: ")


def test_a_walk_begins_at_a_step() -> None:
    with pytest.raises(GlassnetError, match="a walk begins where dW1 is computed, 2:dW1"):
        glassnet.walk("xor", at="2:db1:dW1")
    with pytest.raises(GlassnetError, match="no step computes lr"):
        glassnet.walk("plane", at="1:lr")


def test_it_ends_where_the_loss_is_not_finite() -> None:
    session = Session(load("plane"))
    session.edit(Edit("W1", (0, 0), 1e200))
    said = list(lines(session, 5))
    assert session.trouble
    assert "loss = " in said[-1]
    assert said[-1].endswith("= inf.")
