"""The picture of one unit as a person reads it."""

from __future__ import annotations

import re

import pytest

from glassnet.tui.drawing.neuron_plan import plan_for
from glassnet.tui.messages import Entry, Sample
from glassnet.tui.panels.neuron import NeuronPanel
from tests.panel_moments import assert_intact, assert_not_empty, moved, paint, pictures, text_of


def panel() -> NeuronPanel:
    return NeuronPanel(id="neuron")


def words(text: str) -> str:
    """The text without marks, arrows and more than one blank."""
    return re.sub(r"[\s│‹›●○─►◄┐┘┤┼├]+", " ", text)


def test_the_lessons_numbers_after_the_forward_pass() -> None:
    text = text_of(panel(), moved("neuron", "f"), 86, 9)
    read = words(text)
    assert text.startswith("╭─ neuron: sample 0, x = (0.5, 0.8), y = 1 ─")
    assert "x[0] +0.5000 × W1[0,0] +0.3000 = +0.1500" in read
    assert "x[1] +0.8000 × W1[1,0] -0.1000 = -0.0800" in read
    assert "b1[0] +0.2000 +0.2000" in read
    assert "+0.2700 +0.5671 +0.1874" in read
    assert "y +1.0000" in read
    assert "●loss" in text
    assert "○a1" in text
    assert "○y" in text
    assert "lesson's w1, w2, b: W1[0,0], W1[1,0], b1[0]" in text


def test_nothing_is_computed_at_first() -> None:
    read = words(text_of(panel(), moved("neuron"), 80, 8))
    assert "W1[0,0] +0.3000 = · " in read
    assert "dW1[0,0] · " in read
    assert "0.5671" not in read


def test_gradients_stand_under_what_they_belong_to() -> None:
    lines = text_of(panel(), moved("neuron", "b"), 80, 8).split("\n")
    weight = next(i for i, line in enumerate(lines) if " W1[0,0]" in line)
    assert "dW1[0,0]" in lines[weight + 1]
    assert "-0.1063" in lines[weight + 1]
    flow = next(i for i, line in enumerate(lines) if "z1" in line)
    assert "dz1" in lines[flow + 2]
    assert "-0.2126" in lines[flow + 3]
    assert "-0.8658" in lines[flow + 3]
    assert lines[flow].index(" z1") + 1 in range(lines[flow + 2].index("dz1"), lines[flow + 2].index("dz1") + 3)


def test_after_the_update_the_sum_keeps_its_weights_and_the_new_ones_follow() -> None:
    canvas = paint(panel(), moved("neuron", "u"), 80, 8)
    text = "\n".join(canvas.lines())
    assert "W1[0,0] +0.3000 = +0.1500" in words(text)
    assert "dW1[0,0] -0.1063 → +0.3531" in words(text)
    assert "→ +0.3063" in words(text)
    targets = {hit.target for hit in canvas.hits}
    assert {Entry("W1", (0, 0)), Entry("dW1", (1, 0)), Entry("b1", (0,)), Entry("loss"), Entry("y", (0, 0))} <= targets


def test_the_small_panel_shows_everything_too() -> None:
    text = text_of(panel(), moved("neuron", "u"), 80, 7)
    for number in ("+0.3531", "-0.0150", "-0.1063", "-0.1700", "-0.2126", "+0.3063", "+0.1874", "-0.8658"):
        assert number in text


def test_gradients_of_a_batch_say_so() -> None:
    text = text_of(panel(), moved("xor-linear", "b", sample=Sample(2)), 80, 8)
    assert "sample 2, x = (1, 0), y = 1" in text
    assert "over all 4 samples" in text
    assert "lesson" not in text


def test_inputs_without_room_are_counted() -> None:
    plan = plan_for(76, 5, 9)
    assert plan.shown == 3
    assert plan.bias(9) == 4


def test_every_number_on_show_is_the_snapshots() -> None:
    snapshot = moved("neuron", "b")
    canvas = paint(panel(), snapshot, 86, 9)
    for hit in canvas.hits:
        shown = canvas.lines()[hit.y][hit.x : hit.x + hit.width]
        assert isinstance(hit.target, Entry)
        assert float(shown) == pytest.approx(snapshot.number(hit.target), rel=0, abs=5e-5)


def test_painting_never_fails_and_frames_stay_whole() -> None:
    shown = panel()
    for snapshot, width, height, look in pictures():
        canvas = paint(shown, snapshot, width, height, look)
        assert_intact(canvas)
        assert_not_empty(canvas)


@pytest.mark.parametrize("width", [24, 30, 40, 60, 100])
def test_however_narrow_the_title_says_that_the_weights_are_newer(width: int) -> None:
    assert "before update" in text_of(panel(), moved("neuron", "u"), width, 9).splitlines()[0]
