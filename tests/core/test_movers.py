"""What moves a value, against the values themselves: all that is named moves it, and nothing else does."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.core.errors import GlassnetError
from glassnet.core.machine import State, advance
from glassnet.core.movers import EDITABLE, check_changeable, movers
from glassnet.core.program import Program, compile_program
from glassnet.scenarios import load, names
from tests.conftest import COMBINATIONS, make

SMOOTH = [each for each in COMBINATIONS if each[2] in ("tanh", "sigmoid")]  # where nothing is flat


def computed(program: Program, state: State) -> State:
    """The end of the backward pass."""
    while state.done < program.starts["update"]:
        state = advance(program, state)
    return state


@pytest.mark.parametrize("combination", SMOOTH, ids="-".join)
def test_what_is_named_moves_a_value_and_nothing_else_does(combination: tuple[str, str, str, str, str]) -> None:
    program, state = make(*combination)
    before, random = computed(program, state), np.random.RandomState(1)
    for name in (*program.parameters, *EDITABLE):
        if name not in state.values or name in ("lr", "momentum"):  # which the update alone reads
            continue
        moved = state.values[name] + random.uniform(0.01, 0.1, state.values[name].shape)
        after = computed(program, State(program, state.iteration, 0, {**state.values, name: moved}))
        for step in program.steps[: program.starts["update"]]:
            same = np.array_equal(before.values[step.output], after.values[step.output])
            assert same != (name in movers(program, step.output)), (name, step.output)


def test_a_refusal_tells_the_formula_and_what_can_be_changed_in_one_line() -> None:
    for scenario in names():
        program = compile_program(load(scenario).config)
        for step in program.steps:
            if step.output in (*program.parameters, *EDITABLE):
                check_changeable(program, step.output)
                continue
            with pytest.raises(GlassnetError) as caught:
                check_changeable(program, step.output)
            words = str(caught.value)
            assert words.startswith(f"{step.output} is computed: {step.output} = ")
            assert "can be changed: " in words
            assert len(words) < 170


def test_what_is_kept_or_counted_is_no_number_to_change() -> None:
    program, _ = make(optimizer="adam")
    for name in ("t", "rows", "nothing"):
        with pytest.raises(GlassnetError, match="cannot be changed by hand"):
            check_changeable(program, name)
    with pytest.raises(GlassnetError, match=r"m_W1 is computed: m_W1 = .*can be changed: x, W1, b1, W2, b2, y$"):
        check_changeable(program, "m_W1")
