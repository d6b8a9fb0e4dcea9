"""What the panel says about a number, as a person reads it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from glassnet.core.actions import Edit
from glassnet.core.config import TrainingConfig
from glassnet.core.explain import Explanation, why
from glassnet.core.gradcheck import Check, check_entry
from glassnet.core.numerals import brief
from glassnet.core.ops import OPTIMIZERS
from glassnet.scenarios import load
from glassnet.scenarios.sessions.session import Session
from glassnet.tui.messages import Chosen, Operand, Sample
from glassnet.tui.panels.explain.formula import limited, wrap
from glassnet.tui.panels.explain.panel import ExplainPanel
from glassnet.tui.snapshot import Snapshot
from glassnet.tui.view_state import ViewState
from glassnet.tui.workspace import first_operand
from tests.panel_moments import LOOKS, SIZES, all_moments, assert_intact, assert_not_empty, at, moved, paint, text_of


def panel() -> ExplainPanel:
    return ExplainPanel(id="explain")


def asked(session: Session, name: str, *index: int, into: tuple[int, ...] = (), **choices: Any) -> Snapshot:
    """A snapshot in which a number is explained, and then so many of its operands."""
    trail = [why(session.history, name, index)]
    for place in into:
        trail.append(trail[-1].operands[place].why())
    return Snapshot.of(session, ViewState(trail=tuple(trail), **choices))


def trained(key: str, moves: str) -> Session:
    return at(Session(load(key)), moves)


def read(snapshot: Snapshot, width: int = 86, height: int = 22) -> str:
    """The text inside the frame with single blanks."""
    return re.sub(r"[\s│]+", " ", text_of(panel(), snapshot, width, height))


def xor() -> Session:
    session = trained("xor", "run:120")
    session.goto(120, 12)
    return session


def test_a_gradient_of_the_lesson() -> None:
    text = read(asked(xor(), "dW1", 0, 2, operand=7, sample=Sample(3)))
    assert "explain: dW1[0,2] = +0.006125" in text
    assert "iteration 120, step 12" in text
    assert "in 0 → unit 2. Positive: raising W1[0,2] a little would raise the loss." in text
    assert "step dW1 = xᵀ @ dz1 dW1 = x.T @ dz1" in text
    assert "formula x[0,0]·dz1[0,2] + x[1,0]·dz1[1,2] + x[2,0]·dz1[2,2] + x[3,0]·dz1[3,2]" in text
    assert "numbers 0·0.02158 + 0·(-0.02642) + 1·(-0.003127) + 1·0.009252 = +0.006125" in text
    assert "sample x x[n,0] dz1[n,2] share pulls dW1[0,2]" in text
    assert "2 1 0 1 · -0.003127 = -0.003127 ▒" in text
    assert "▸ 3 1 1 1 · [+0.009252] = +0.009252 █" in text
    assert "sum +0.006125 █" in text
    assert "check (loss(W1[0,2]+ε) - loss(W1[0,2]-ε)) / 2ε = +0.006125 agrees" in text
    assert "= 0.3726 in step 14" in text
    assert "chain dW1[0,2] › dz1[3,2]" in text
    assert "enter into operand esc back" in text
    assert "all terms" not in text


def test_what_a_gradient_does_is_the_same_before_and_after_the_update() -> None:
    session = xor()
    before = read(asked(session, "dW1", 0, 2), 130, 30)
    session.goto(120)
    after = read(asked(session, "dW1", 0, 2), 130, 30)
    line = re.search(r"then .* dW1 ", before)
    assert line is not None
    assert "in step 14, W1 = W1 - lr · dW1" in line[0]
    assert line[0] in after
    assert brief(session.state.values["W1"][0, 2]) in line[0]
    assert "agrees" in after


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_says_what_it_will_do(optimizer: str) -> None:
    scenario = load("xor")
    training = replace(scenario.training, optimizer=optimizer, regularization="l2", regularization_rate=0.01)
    session = at(Session(replace(scenario, training=training)), "run:2 b")
    text = read(asked(session, "dW1", 0, 1), 140, 34)
    session.to_end_of("update")
    assert f"= {brief(session.state.values['W1'][0, 1])} in step" in text
    assert "(total(W1[0,1]+ε) - total(W1[0,1]-ε)) / 2ε" in text
    assert "agrees" in text
    assert "penalty +0.010000 ·" in text
    assert "loss and penalty" in text


def test_at_a_kink_both_ways_are_told_with_their_slopes() -> None:
    """With zero biases sample (0, 0) has every z1 on the kink: what the first number asked is about."""
    session = trained("xor", "b")
    text = read(asked(session, "db1", 0))
    assert "db1[0] At the kink of relu: the loss falls either way." in text
    assert "check up -0.002169, down +0.001056 at a kink: relu′(0) = 0 by convention" in text
    text = read(asked(session, "db1", 0), 140)
    assert "at the kink of relu: raising b1[0] a little would lower the loss, lowering it would lower it too." in text
    assert "check slope going up -0.002169, going down +0.001056 at a kink: relu′(0) = 0 by convention" in text
    assert "Positive: raising b1[3] a little would raise the loss." in read(asked(session, "db1", 3))
    text = read(asked(session, "dz1", 0, 3), 140)
    assert "Zero by convention, at the kink of relu: raising z1[0,3] a little would raise the loss" in text
    assert "lowering it would not change it." in text
    assert "check slope going up +0.04545, going down 0 at a kink" in text


def test_after_the_update_a_gradient_speaks_of_the_loss_as_it_was() -> None:
    text = read(asked(trained("xor", "u"), "dW1", 0, 1))
    assert "Negative: raising W1[0,1] a little would have lowered the loss." in text


def test_of_a_batch_a_gradient_speaks_of_its_loss_alone() -> None:
    assert "a little would raise the batch's loss." in read(asked(trained("digits", "b"), "dz2", 0, 1))


def test_a_long_sum_shows_its_largest_shares_and_what_is_left() -> None:
    session = trained("sensor", "run:10")
    explanation = why(session.history, "dW2", (3, 1))
    first = first_operand(explanation)
    text = read(asked(session, "dW2", 3, 1, operand=first), 142, 26)
    shares = [float(each) for each in re.findall(r"= ([-+]\d\.\d{6}) [◀▒▕█▏]", text)]
    rows = re.findall(r"(\d+) more, together = ", text)
    assert "largest of 240 shares" in text
    assert int(rows[0]) == 240 - (len(shares) - 1)
    assert [abs(share) for share in shares[:-1]] == sorted([abs(share) for share in shares[:-1]], reverse=True)
    assert abs(sum(shares) - explanation.value) < 2e-5
    assert "a all terms" in text
    assert f"[{explanation.operands[first].value:+.6f}]" in text


def test_the_chosen_operand_is_on_show_though_its_share_is_small() -> None:
    session = trained("sensor", "run:10")
    for full in (False, True):
        text = read(asked(session, "dW2", 3, 1, operand=2 * 100 + 1, full=full))
        assert "[" + f"{session.state.values['dz2'][100, 1]:+.6f}" + "]" in text
        assert " 100 " in text
        assert ("together" in text.split("sample")[1]) != full


def test_softmax_by_hand() -> None:
    session = trained("sensor", "run:10")
    text, answers = read(asked(session, "a2", 0, 1)), session.state.values["a2"][0]
    for name, answer in zip(("Normal", "Warning", "Critical"), answers, strict=True):
        assert re.search(rf"{name} \[?[-+]\d\.\d+\]? [-+.\d]+ \+\d\.\d+ {re.escape(f'{answer:+.6f}')}", text)
    assert "▸ Warning" in text
    assert "sum +2.867323" in text


def test_operands_with_what_they_are() -> None:
    text = read(asked(xor(), "da2", 2, 0), 120)
    assert "a2[2,0] [+0.868895] sample 2, unit 0: the outputs of layer 2: sigmoid of z2" in text
    assert "y[2,0] +1.000000 a target: sample 2, unit 0" in text
    assert "a2[2,0] - y[2,0] -0.131105 how far the answer is off" in text
    assert "then read by dz2" in text


def test_loss_and_softmax_together_are_taken_apart() -> None:
    session = trained("sensor", "run:10")
    text, values = read(asked(session, "dz2", 0, 1)), session.state.values
    (a, y), n = (values[name][0] for name in ("a2", "y")), len(values["y"])
    for k, name in enumerate(("Normal", "Warning", "Critical")):
        da, slope = -y[k] / a[k] / n, a[k] * ((k == 1) - a[1])
        row = re.search(rf"{name} \[?\+{a[k]:.6f}\]? {y[k]:.0f} (\S+) · (\S+) = (\S+)", text)
        assert row is not None
        np.testing.assert_allclose([float(cell) for cell in row.groups()], [da, slope, da * slope], atol=1e-6)
    assert f"sum {values['dz2'][0, 1]:+.6f}" in text
    assert "each a[k] cancels 1/a[k]: (a2 - y) / n is left" in text
    assert "check (loss(z2[0,1]+ε) - loss(z2[0,1]-ε)) / 2ε" in text


def test_a_slope_is_told_and_checked_by_its_own_function() -> None:
    text = read(asked(trained("neuron", "b"), "dz1", 0, 0))
    assert "slope σ′(z1[0,0]) = a1[0,0]·(1 - a1[0,0]) = 0.5671·(1 - 0.5671) = 0.2455" in text
    assert "check σ′ by ±ε: (σ(z+ε) - σ(z-ε)) / 2ε = 0.2455 agrees" in text


def test_functions_are_unfolded() -> None:
    text = read(asked(trained("neuron", "f"), "a1", 0, 0))
    assert "numbers σ(0.27) = +0.5671" in text
    assert "unfolds 1 / (1 + exp(-0.27))" in text
    text = read(asked(xor(), "dz1", 3, 2))
    assert "relu′(z1[3,2]) +1.000000 the slope there" in text


def test_the_loss_is_a_sum_and_what_becomes_of_it() -> None:
    text = read(asked(xor(), "loss"))
    assert "a2[n,0] y[n,0] squared share of the sum" in text
    assert "loss = sum / 4 = 0.5086 / 4 = 0.1272" in text
    assert "read by no step" in text
    text = read(asked(trained("sensor", "run:10"), "loss"))
    assert "log softmax(z2)[4,1]" in text
    assert "loss = -sum / 240" in text


def test_the_ends_of_the_chain() -> None:
    sensor = trained("sensor", "s")
    assert "origin a bias before the first update" in read(asked(sensor, "b2", 0))
    text = read(asked(sensor, "x", 4, 0))
    assert "measured temperature 54.8 °C, standardized: (value - 46.67) / 16.45 = +0.4943" in text
    assert "enter into operand" not in text
    session = trained("xor", "run:2 b")
    session.edit(Edit("W1", (0, 2), 0.5))
    assert "changed by hand to 0.5" in read(asked(session, "W1", 0, 2))


def test_an_initial_weight_says_how_it_was_made() -> None:
    neuron, xor_ = trained("neuron", "f"), trained("xor", "f")
    assert "given by the experiment, with all its initial parameters" in read(asked(neuron, "W1", 0, 0))
    assert "drawn at random (normal) under seed 0" in read(asked(xor_, "W1", 0, 0))
    zeros = replace(load("xor"), network=replace(load("xor").network, init="zeros"))
    text = read(asked(at(Session(zeros), "f"), "W1", 0, 0))
    assert "set to 0 by the initializer (zeros)" in text
    assert "random" not in text


def test_a_target_that_is_a_share_is_not_said_to_be_1_or_0() -> None:
    assert "says 1 for Warning, 0 for every other class" in read(asked(trained("sensor", "f"), "y", 0, 1))
    sensor = load("sensor")
    shares = replace(sensor.data, targets=np.full((240, 3), 1 / 3))
    assert "says" not in read(asked(at(Session(replace(sensor, data=shares)), "f"), "y", 0, 1))


def test_old_numbers_say_how_old_they_are() -> None:
    session = xor()
    text = read(asked(session, "W1", 0, 2))
    assert "W1 as of iteration 119, step 14" in text
    assert "its value before this step" in text
    assert "then read by z1, W1 in iteration 120" in text


def test_the_chain_is_shortened_from_the_left() -> None:
    snapshot = asked(xor(), "dW1", 0, 2, into=(7, 0, 0, 0))
    labels = [each.label for each in snapshot.choices.trail]
    assert labels == ["dW1[0,2]", "dz1[3,2]", "da1[3,2]", "dz2[3,0]", "da2[3,0]"]
    assert " › ".join(labels) in read(snapshot)
    assert "chain … › da1[3,2] › dz2[3,0] › da2[3,0] › a2[3,0]" in read(snapshot, 62)


class Deaf(ExplainPanel):
    """Keeps what it would send."""

    def __init__(self) -> None:
        super().__init__(id="deaf")
        self.sent: list[Chosen] = []

    def post_message(self, message: Any) -> bool:
        self.sent.append(message)
        return True


def pressed(snapshot: Snapshot, across: int, down: int, shown: Deaf | None = None) -> int | None:
    shown = Deaf() if shown is None else shown
    shown.snapshot = snapshot
    paint(shown, snapshot, 86, 20)
    shown.sent.clear()
    shown.move_cursor(across, down)
    places = [message.target.place for message in shown.sent if isinstance(message.target, Operand)]
    assert len(places) == len(shown.sent)
    return places[0] if places else None


def test_arrow_keys_go_through_all_operands() -> None:
    session = xor()
    assert pressed(asked(session, "dW1", 0, 2, operand=7), 0, -1) == 5
    assert pressed(asked(session, "dW1", 0, 2, operand=7), -1, 0) == 6
    assert pressed(asked(session, "dW1", 0, 2, operand=7), 0, 1) is None
    assert pressed(asked(session, "z1", 3, 2, operand=2), 0, 1) == 4  # the bias stands in the second column alone
    shown, sensor = Deaf(), asked(trained("sensor", "run:3"), "dW2", 3, 1, full=True)
    for place in range(0, 478, 2):
        here = replace(sensor, choices=replace(sensor.choices, operand=place))
        assert pressed(here, 0, 1, shown) == place + 2


def test_going_down_the_largest_shares_leaves_none_out() -> None:
    shown, sensor = Deaf(), asked(trained("sensor", "run:3"), "dW2", 3, 1)
    place: int | None = first_operand(sensor.choices.trail[0])
    seen = set()
    while place is not None:
        seen.add(place)
        place = pressed(replace(sensor, choices=replace(sensor.choices, operand=place)), 0, 1, shown)
    assert len(seen) == 240


def test_every_operand_on_show_is_registered_once() -> None:
    snapshot = asked(trained("sensor", "run:3"), "z1", 5, 2)
    canvas = paint(panel(), snapshot, 86, 20)
    places = [hit.target.place for hit in canvas.hits if isinstance(hit.target, Operand)]
    assert sorted(places) == [0, 1, 2, 3, 4]
    for hit in canvas.hits:
        if isinstance(hit.target, Operand):
            shown = canvas.lines()[hit.y][hit.x : hit.x + hit.width]
            assert abs(float(shown) - snapshot.choices.trail[0].operands[hit.target.place].value) < 1e-6


def test_results_are_never_cut_off() -> None:
    assert wrap("1·2 + 3·4 + 5·6", 9, " = 44") == ["1·2 + 3·4", "+ 5·6", "= 44"]
    assert wrap("1·2 + 3·4 + 5·6", 15, " = 44") == ["1·2 + 3·4", "+ 5·6 = 44"]
    for width in range(12, 60):
        for most in (1, 2, 3):
            lines = limited("0.1·0.2 + (-0.3)·0.4 + 0.5·0.6 + 0.7·0.8", width, most, " = +0.7600")
            assert len(lines) <= most
            assert all(len(line) <= width for line in lines)
            assert lines[-1].endswith("= +0.7600")


def test_without_a_number_it_says_what_to_do() -> None:
    assert "enter on a number explains it" in text_of(panel(), moved("xor"), 60, 10)


def numbers_at(snapshot: Snapshot, session: Session) -> list[Explanation]:
    """A few numbers of every value there is."""
    return [
        why(session.history, name, index)
        for name, array in snapshot.state.values.items()
        for index in list(np.ndindex(array.shape))[:: max(1, array.size)]
    ]


def test_painting_never_fails_and_frames_stay_whole() -> None:
    seed = np.random.RandomState(0)
    scenarios = list({id(each.scenario): each.scenario for each in all_moments()}.values())
    scenarios.append(
        replace(load("xor-linear"), training=TrainingConfig(loss="binary_cross_entropy", learning_rate=0.5))
    )
    for scenario in scenarios:
        for moves in ("", "f s", "b s", "u u s"):
            session = at(Session(scenario), moves)
            snapshot = Snapshot.of(session, ViewState())
            for explanation in numbers_at(snapshot, session):
                full, operand = bool(seed.randint(2)), int(seed.randint(6))
                choices = ViewState(trail=(explanation,), operand=operand, full=full)
                shown, asking = panel(), Snapshot.of(session, choices)
                canvas = paint(shown, asking, *SIZES[seed.randint(len(SIZES))], LOOKS[seed.randint(2)])
                assert_intact(canvas)
                assert_not_empty(canvas)


def test_a_number_is_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []

    def counting(*asked: Any) -> Check:
        checked.append(asked[2])
        return check_entry(*asked)

    monkeypatch.setattr("glassnet.tui.panels.explain.facts.check_entry", counting)
    session = trained("sensor", "run:3")
    shown, snapshot = panel(), asked(session, "dW2", 3, 1)
    for _ in range(10):
        paint(shown, snapshot, 86, 20)
    assert checked == ["W2"]
