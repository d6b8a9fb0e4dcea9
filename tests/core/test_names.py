"""Formulas read off the ops: in mathematics, in NumPy that computes the same, and in shapes."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings

from glassnet.core.machine import advance
from glassnet.core.names import formula, meaning, numpy_line, shape_of, shapes, signs
from glassnet.core.program import compile_program
from glassnet.scenarios import load
from glassnet.scenarios.base import Scenario
from tests.conftest import make
from tests.random_experiments import experiments


def test_xor_reads_as_the_lesson_writes_it() -> None:
    program, _ = load("xor").begin()
    assert [formula(program, step) for step in program.steps] == [
        "z1 = x @ W1 + b1",
        "a1 = relu(z1)",
        "z2 = a1 @ W2 + b2",
        "a2 = σ(z2)",
        "loss = mean (a2 - y)²",
        "da2 = 2 (a2 - y) / n",
        "dz2 = da2 · σ′(z2)",
        "dW2 = a1ᵀ @ dz2",
        "db2 = Σₙ dz2",
        "da1 = dz2 @ W2ᵀ",
        "dz1 = da1 · relu′(z1)",
        "dW1 = xᵀ @ dz1",
        "db1 = Σₙ dz1",
        "W1 = W1 - lr · dW1",
        "b1 = b1 - lr · db1",
        "W2 = W2 - lr · dW2",
        "b2 = b2 - lr · db2",
    ]
    assert shapes(program, program.steps[11]) == "2×4 = 2×n @ n×4"
    assert shapes(program, program.steps[9]) == "n×4 = n×1 @ 1×4"


def test_numpy_lines_compute_the_step(combination: tuple[str, str, str, str, str]) -> None:
    program, state = make(*combination, batch_size=3)
    for _ in range(2 * len(program.steps)):
        before = state
        state = advance(program, state)
        step = program.steps[state.done - 1]
        name, code = numpy_line(program, step).split(" = ", 1)
        values = {**state.values, **({step.output: before.values[step.output]} if step.output in step.inputs else {})}
        assert name == step.output
        np.testing.assert_allclose(
            eval(code, {"np": np, "len": len}, values), state.values[name], rtol=1e-13, atol=1e-15
        )


def test_shapes_by_name_are_the_true_ones(combination: tuple[str, str, str, str, str]) -> None:
    program, state = make(*combination, batch_size=3)
    for _ in program.steps:
        state = advance(program, state)
    for name, value in state.values.items():
        lengths = {"n": 3, "N": 7}
        assert tuple(lengths.get(dim) or int(dim) for dim in shape_of(program, name)) == value.shape, name
        assert meaning(program, name)


@settings(max_examples=20, deadline=None)
@given(scenario=experiments())
def test_every_sign_of_a_formula_is_told_with_a_step_that_has_it(scenario: Scenario) -> None:
    program = compile_program(scenario.config)
    told = {sign: step for sign, _, step in signs(program)}
    left = " ".join(formula(program, step).partition(" = ")[2] for step in program.steps)
    for sign in sorted(told, key=len, reverse=True):
        assert sign in formula(program, told[sign])
        left = left.replace(sign, "")
    assert not [letter for letter in left if not letter.isascii() and not letter.isalpha()]
