"""A row beside the batch: its numbers are those that it has in a batch, whatever the others are."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.core.beside import row_values
from glassnet.core.explain import entry_term, prediction, why
from glassnet.core.history import History
from glassnet.core.machine import advance, evaluate
from glassnet.core.program import Program
from glassnet.core.terms import in_symbols
from tests.conftest import make


def sampled(program: Program) -> list[str]:
    return [
        step.output
        for step in program.steps
        if step.phase in ("forward", "backward") and step.output_letters.startswith("n")
    ]


def test_a_row_has_the_numbers_that_it_has_in_the_batch(combination: tuple[str, str, str, str, str]) -> None:
    program, state = make(*combination)
    whole = evaluate(program, state.values, state.values["x"], state.values["y"])
    for row in (0, 6):
        x, y = state.values["x"][row], state.values["y"][row]
        found = row_values(program, state.values, x, y, 7, len(program.steps))
        assert set(found) == {"x", "y", *sampled(program)}
        for name in sampled(program):
            np.testing.assert_allclose(found[name], whole[name][row : row + 1], rtol=1e-11, atol=1e-15)


def test_it_has_come_as_far_as_the_steps_have() -> None:
    program, state = make(batch_size=3)
    x, y = state.values["X"][5], state.values["Y"][5]
    while state.done < len(program.steps):
        state = advance(program, state)
        found = set(row_values(program, state.values, x, y, 3, state.done)) - {"x", "y"}
        assert found == set(sampled(program)) & {step.output for step in program.steps[: state.done]}


@pytest.mark.parametrize("loss", ["mse", "binary_cross_entropy"])
def test_its_origin_says_the_same_division_by_n(loss: str) -> None:
    program, state = make(loss, batch_size=3)
    x, y = state.values["X"][5], state.values["Y"][5]
    found = row_values(program, state.values, x, y, 3, program.starts["update"])
    grown = prediction(History(program, state), x, y, sample="training row 5", rows=3)
    for step in program.steps[2 : program.starts["update"]]:
        if step.output not in sampled(program):
            continue
        for unit in range(found[step.output].shape[1]):
            explanation = why(grown, step.output, (0, unit))
            np.testing.assert_allclose(explanation.value, found[step.output][0, unit], rtol=1e-11, atol=1e-15)
            term = entry_term(step, {**state.values, **found}, (0, unit))
            assert abs(term.value - explanation.value) <= 1e-11 * abs(explanation.value)
            assert in_symbols(term) == explanation.symbols(full=True)


def test_parameters_of_such_an_origin_come_from_the_history() -> None:
    program, state = make(batch_size=3)
    history = History(program, state)
    history.run(4)
    grown = prediction(history, state.values["X"][5], state.values["Y"][5], sample="training row 5", rows=3)
    weight = next(each for each in why(grown, "z1", (0, 0)).operands if each.name == "W1").why()
    assert weight.history is history
    assert weight.iteration == 4
