"""Origins through time: each number from the values its step really read, back to data and initial weights."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.core.actions import Edit
from glassnet.core.errors import GlassnetError
from glassnet.core.explain import Explanation, prediction, why
from glassnet.core.history import History
from glassnet.core.numerals import brief
from glassnet.scenarios import load
from tests.conftest import make


def history_of(name: str, iterations: int, done: int = 0) -> History:
    program, first = load(name).begin()
    history = History(program, first)
    history.run(iterations)
    for _ in range(done):
        history.forward()
    return history


def test_every_number_on_show(combination: tuple[str, str, str, str, str]) -> None:
    program, first = make(*combination, batch_size=3)
    history = History(program, first)
    history.run(3)
    for extra in (0, 4, len(program.steps) - 3):
        for _ in range(extra):
            history.forward()
        for name, array in history.state.values.items():
            for index in list(np.ndindex(array.shape))[:: max(1, array.size - 1)]:  # the first and the last
                explanation = why(history, name, index)
                assert explanation.value == array[index]
                if explanation.term is None:
                    assert explanation.origin
                    continue
                difference = abs(explanation.term.value - array[index])
                assert difference <= 1e-12 * explanation.term.magnitude(), (name, index)
                for operand in explanation.operands:
                    assert operand.why().value == operand.value


def test_what_the_step_read_not_what_is_there_now() -> None:
    history = history_of("xor", 12)
    old = history.state_at(history.tick_of(11) or 0).values["W1"][0, 0]
    now = history.state.values["W1"][0, 0]
    z1 = why(history, "z1", (2, 0))
    weight = next(operand for operand in z1.operands if operand.name == "W1")
    assert weight.value == old != now
    assert weight.why().iteration == 11
    updated = why(history, "W1", (0, 0))
    assert [operand.name for operand in updated.operands] == ["W1", "lr", "dW1"]
    assert updated.operands[0].value == old


@pytest.mark.parametrize("pick", [0, -1])
def test_every_chain_ends(pick: int) -> None:
    history = history_of("xor", 6, done=12)
    explanation: Explanation = why(history, "dW1", (0, 2))
    for _ in range(200):
        if not explanation.operands:
            break
        explanation = explanation.operands[pick].why()
    assert explanation.origin


def test_a_prediction_leads_to_an_initial_weight_and_to_an_input() -> None:
    data = load("xor").data
    history = history_of("xor", 3)
    grown = prediction(history, data.inputs[1], data.targets[1])
    answer = why(grown, "a2", (0, 0))
    assert answer.iteration == 3
    z2 = answer.operands[0].why()
    weight = next(operand for operand in z2.operands if operand.name == "W2").why()
    assert weight.history is history
    seen = []
    while weight.operands:
        seen.append(weight.iteration)
        weight = weight.operands[0].why()
    assert seen == [3, 2, 1]
    assert "initial weight" in weight.origin
    a1 = next(operand for operand in z2.operands if operand.name == "a1").why()
    z1 = a1.operands[0].why()
    inputs = [operand.why() for operand in z1.operands if operand.name == "x"]
    assert [each.value for each in inputs] == [0.0, 1.0]
    assert all("an input" in each.origin for each in inputs)


def test_a_number_changed_by_hand_says_so() -> None:
    history = history_of("xor", 5, done=5)
    history.edit(Edit("b2", (0,), 0.5))
    assert "changed by hand to 0.5" in why(history, "b2", (0,)).origin
    history.run(1)
    after = why(history, "b2", (0,))
    assert after.step is not None
    assert "by hand" in after.operands[0].why().origin
    history.edit(Edit("W1", (0, 1), 0.25))
    assert "by hand" in why(history, "W1", (0, 1)).origin
    assert why(history, "W1", (0, 0)).step is not None


def test_an_edit_during_the_update_is_found_later() -> None:
    history = history_of("xor", 2, done=15)
    history.edit(Edit("W2", (0, 0), 7.0))
    assert why(history, "W2", (0, 0)).step is not None
    history.run(1)
    history.forward()
    assert "by hand" in why(history, "W2", (0, 0)).origin


def test_long_sums_are_shortened_honestly() -> None:
    history = history_of("sensor", 10)
    explanation = why(history, "dW2", (3, 1))
    text = explanation.numbers()
    assert "… 234 more terms, together" in text
    assert len(explanation.operands) == 480
    rest = float(text.split("together ")[1])
    shown = sum(eval(part.replace("·", "*")) for part in text.split(" + … ")[0].split(" + "))
    assert brief(shown + rest) == explanation.printed
    assert "…" not in explanation.numbers(full=True)


def test_what_is_not_there_is_said() -> None:
    history = history_of("xor", 1, done=3)
    with pytest.raises(GlassnetError, match="dW1 is not computed yet in iteration 2"):
        why(history, "dW1", (0, 0))
    with pytest.raises(GlassnetError, match='unknown value "W9": did you mean "W'):
        why(history, "W9", (0, 0))
    with pytest.raises(GlassnetError, match=r"W1\[5,5\] does not exist"):
        why(history, "W1", (5, 5))


def test_asking_far_back_in_a_long_run() -> None:
    history = history_of("xor", 20_000)
    tick = history.tick_of(5_432)
    assert tick is not None
    history.goto(tick)
    explanation = why(history, "W1", (0, 2))
    assert explanation.iteration == 5_432
    assert explanation.symbols() == "W1[0,2] - lr·dW1[0,2]"
    assert explanation.value == history.state.values["W1"][0, 2]


def test_what_a_change_gave_is_no_longer_changed_by_hand() -> None:
    from tests.core.test_history import changed_to

    program, first = make(regularization="l2")
    history = History(program, first)
    history.run(2)
    history.edit(Edit("rate", (), 0.25))
    history.edit(Edit("b1", (0,), 0.5))
    history.run(1)
    assert why(history, "rate", ()).origin == "changed by hand to 0.25"
    before = history.tick
    history.change(changed_to(history, "l2", "full", 7))
    assert why(history, "rate", ()).origin == "the regularization rate, a setting"
    assert why(history, "rate", (), before).origin == "changed by hand to 0.25"
    assert why(history, "b1", (0,)).step is not None
    assert [each.name for each in why(history, "b1", (0,)).operands] == ["b1", "lr", "db1"]
    assert why(history, "b1", (0,)).operands[0].why().origin == "changed by hand to 0.5"
    assert why(history, "b1", (1,)).operands[0].why().step is not None


def test_an_edit_that_waits_is_not_there_yet_and_then_is() -> None:
    history = history_of("xor", 2, done=15)
    history.edit(Edit("lr", (), 0.125))
    assert why(history, "lr", ()).origin == "the learning rate, a setting"
    while history.state.done < 17:
        history.forward()
    assert why(history, "lr", ()).origin == "the learning rate, a setting"
    history.forward()
    assert why(history, "lr", ()).origin == "changed by hand to 0.125"
    assert why(history, "lr", (), history.tick - 1).origin == "the learning rate, a setting"


def test_an_input_changed_by_hand_is_so_in_every_batch_that_takes_its_row() -> None:
    program, first = make(batch_size=3)
    history = History(program, first)
    row = int(history.state.values["rows"][1])
    history.forward()
    history.edit(Edit("x", (1, 0), 2.5))
    assert why(history, "X", (row, 0)).origin == "changed by hand to 2.5"
    history.forward()
    picked = why(history, "x", (1, 0))
    assert [(each.name, each.index) for each in picked.operands] == [("X", (row, 0))]
    assert picked.operands[0].why().origin == "changed by hand to 2.5"
    assert why(history, "rows", (1,)).origin == "a training row of this batch, by the order of its epoch under seed 3"
    other = int(history.state.values["rows"][0])
    assert why(history, "X", (other, 2)).origin == f"an input, given by the data, column 2 of training row {other}"


def test_of_a_prediction_the_row_is_named() -> None:
    history = history_of("xor", 3)
    data = load("xor").data
    grown = prediction(history, data.inputs[1], data.targets[1], sample="test row 7")
    assert why(grown, "x", (0, 1)).origin == "an input, given by the data, column 1 of test row 7"
    back = prediction(history, data.inputs[1], data.targets[1], sample="test row 7", rows=4)
    assert grown.state.values.keys() >= {"a2"}
    assert "dW1" not in grown.state.values
    assert back.state.values["dz1"].shape == (4, 4)
    assert why(back, "y", (0, 0)).origin == "a target, given by the data, column 0 of test row 7"
    assert why(back, "lr", ()).origin == "the learning rate, a setting"


def test_what_is_written_unless_asked_for_more() -> None:
    data = load("sensor").data
    history = history_of("sensor", 1)
    gradient = why(history, "dW2", (0, 0))
    assert gradient.symbols() == gradient.symbols(full=False) != gradient.symbols(full=True)
    assert "more terms" in gradient.symbols()
    assert "more terms, together" in gradient.numbers()
    assert "more terms" not in gradient.symbols(full=True) + gradient.numbers(full=True)
    assert gradient.symbols(full=True).count(" + ") == len(data.inputs) - 1
    slope = why(history, "dz1", (0, 3))
    assert "relu′(z1[0,3])" in slope.symbols()
    given = why(history, "x", (0, 1))
    assert (given.symbols(), given.numbers(), given.array_formula) == ("", "", "")
    assert (slope.label, slope.array_formula) == ("dz1[0,3]", "dz1 = da1 · relu′(z1)")
    assert why(history, "loss", ()).label == "loss"
