"""Explained is shown: every entry of every step, the same op run on terms gives the number on screen."""

from __future__ import annotations

import itertools
import re
from typing import Any

import numpy as np
import pytest

from glassnet.core.explain import entry_term
from glassnet.core.machine import State, advance, run
from glassnet.core.numerals import brief
from glassnet.core.program import Program
from glassnet.core.terms import Term, in_numbers, in_symbols
from glassnet.scenarios import load
from tests.conftest import make


def assert_explained(program: Program, state: State, most: int | None = None) -> int:
    """One iteration from here on; checks up to `most` entries a step, returns how many."""
    checked = 0
    for _ in program.steps:
        following = advance(program, state)
        step = program.steps[following.done - 1]
        opened = (
            state.values if following.iteration == state.iteration else {**following.values, **_lasting(program, state)}
        )
        output = following.values[step.output]
        indices = list(np.ndindex(output.shape))
        for index in indices if most is None else indices[:: max(1, len(indices) // most)]:
            term = entry_term(step, opened, index)
            assert abs(term.value - output[index]) <= 1e-12 * term.magnitude(), (step.output, index)
            checked += 1
        state = following
    return checked


def _lasting(program: Program, state: State) -> dict[str, np.ndarray]:
    return {name: state.values[name] for name in (*program.parameters, *program.optimizer_state)}


def test_every_entry_of_every_step(combination: tuple[str, str, str, str, str]) -> None:
    program, state = make(*combination, batch_size=3)
    assert assert_explained(program, run(program, state, 2)) > 70


@pytest.mark.parametrize("name", ["neuron", "xor", "xor-stuck", "xor-linear", "deep-sigmoid"])
def test_every_entry_of_the_scenarios(name: str) -> None:
    program, state = load(name).begin()
    assert_explained(program, run(program, state, 5))


def test_the_sensor() -> None:
    program, state = load("sensor").begin()
    assert_explained(program, run(program, state, 5), most=12)


def test_formulas_of_the_neuron() -> None:
    program, state = load("neuron").begin()
    values = run(program, state, 1).values
    z1 = entry_term(program.steps[0], {**values, **state.values}, (0, 0))
    assert in_symbols(z1) == "x[0,0]·W1[0,0] + x[0,1]·W1[1,0] + b1[0]"
    assert in_numbers(z1) == "0.5·0.3 + 0.8·(-0.1) + 0.2"
    assert brief(z1.value) == "0.27"
    loss = entry_term(program.steps[2], values, ())
    assert in_numbers(loss) == "(0.5671 - 1)² / 1"
    assert brief(loss.value) == "0.1874"


def test_printed_operands_give_the_printed_result(combination: tuple[str, str, str, str, str]) -> None:
    program, state = make(*combination)
    values = run(program, state, 3).values
    for step in program.steps:
        if step.heading in ("gradients, hidden layers", "forward pass") and "1" in step.output:
            term = entry_term(step, values, (0,) * values[step.output].ndim)
            text = in_numbers(term, unfold=True)
            text = re.sub(r"\|([^|]*)\|", r"abs(\1)", text)
            python = text.replace("·", "*").replace("²", "**2").replace("^", "**")
            scope = {"exp": np.exp, "tanh": np.tanh, "max": max, "sign": np.sign}
            assert brief(float(eval(python, scope))) == brief(term.value), text


def test_one_entry_of_a_large_gradient_makes_no_terms_of_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    program, state = make(sizes=(64, 64, 3), samples=300, hidden="relu")
    values = run(program, state, 1).values
    step = program.steps[program.index_of("dW1") or 0]
    made, init = itertools.count(), Term.__init__

    def counted(*given: Any, **named: Any) -> None:
        next(made)
        init(*given, **named)

    monkeypatch.setattr(Term, "__init__", counted)
    term = entry_term(step, values, (5, 6))
    assert len(term.parts) == 300
    assert 600 <= next(made) < 4 * 300  # two factors and a product for each row; the whole matrix has 64·64 such sums
