"""The curves of activation functions as a person reads them."""

from __future__ import annotations

import itertools

import pytest

from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.messages import Entry, Sample
from glassnet.tui.panels.curves import TOGETHER, CurvesPanel, draw_small_curve, unit_of
from tests.panel_moments import LOOKS, assert_intact, assert_not_empty, moved, paint, pictures, text_of


def panel() -> CurvesPanel:
    return CurvesPanel(id="curves")


def test_two_curves_with_the_point_of_the_neuron() -> None:
    lines = text_of(panel(), moved("neuron", "f"), 80, 8).split("\n")
    assert lines[0].startswith("╭─ sigmoid, in use here ─")
    assert "─ relu, to compare ─" in lines[0]
    assert "● a 0.5671  ◆ slope 0.2455" in lines[-1]
    assert "● a 0.2700  ◆ slope 1" in lines[-1]
    marks = "\n".join(lines[1:-1])
    assert marks.count("●") == 2
    assert marks.count("◆") == 2
    assert all(tick in lines[6] for tick in ("-6", "-3", "0", "3", "6"))
    assert [line[1:6].strip() for line in lines[1:6]] == ["1┤", "│", "0.5┤", "│", "0┤"]


def test_without_z_there_are_no_marks() -> None:
    text = text_of(panel(), moved("neuron"), 80, 8)
    assert "z not computed yet" in text
    assert "●" not in text
    assert "◆" not in text


def test_relu_is_compared_with_sigmoid() -> None:
    assert "sigmoid, to compare" in text_of(panel(), moved("xor", "f", layer=1), 80, 8)


@pytest.mark.parametrize(("width", "height"), [(TOGETHER - 1, 8), (60, 61)])
def test_little_room_shows_the_curve_in_use_alone(width: int, height: int) -> None:
    text = text_of(panel(), moved("neuron", "f"), width, height)
    assert "sigmoid, in use here" in text
    assert "relu" not in text


def test_the_foot_stands_for_its_numbers() -> None:
    canvas = paint(panel(), moved("neuron", "f"), 80, 8)
    assert canvas.target_at(canvas.lines()[-1].index("● a"), 7) == Entry("a1", (0, 0))


def test_softmax_shows_probabilities() -> None:
    text = text_of(panel(), moved("sensor", "run:300", layer=2), 60, 14)
    assert "softmax: sample 0, before update, probabilities" in text
    assert "they add up to 100 %" in text
    for name in ("Normal", "Warning", "Critical"):
        assert name in text
    assert text.count(" %") == 4
    assert "Warning   z +1.8843" in text
    assert text.count("◂ actual") == 1
    for width in (22, 26, 34, 46):
        assert "before update" in text_of(panel(), moved("sensor", "run:300", layer=2), width, 14).splitlines()[0]


def test_the_unit_is_the_cursors() -> None:
    assert unit_of(moved("xor", "f", cursor=Entry("W1", (0, 2)), layer=1)) == 2
    assert unit_of(moved("xor", "f", cursor=Entry("W2", (2, 0)), layer=1)) == 0
    assert unit_of(moved("xor", "s", layer=1)) == unit_of(moved("xor", "s"))


def test_the_small_curve() -> None:
    snapshot = moved("xor", "run:119 f", sample=Sample(3), cursor=Entry("z1", (3, 2)), layer=1)
    canvas = Canvas(13, 6, 0, 0)
    draw_small_curve(canvas, snapshot, LOOKS[0])
    lines = canvas.lines()
    assert lines[0].rstrip() == "relu, unit 2"
    assert lines[-1].rstrip() == "z 1.08  f′ 1"
    assert "●" in "".join(lines[1:-1])


def test_painting_never_fails_and_frames_stay_whole() -> None:
    shown = panel()
    for snapshot, width, height, look in itertools.islice(pictures(), 0, None, 3):
        canvas = paint(shown, snapshot, width, height, look)
        two = width >= TOGETHER and height <= width and "softmax" not in canvas.lines()[0]
        assert_intact(canvas, boxes=2 if two else 1)
        assert_not_empty(canvas)
        draw_small_curve(Canvas(13, 6, 0, 0), snapshot, LOOKS[0])
        draw_small_curve(Canvas(3, 1, 0, 0), snapshot, LOOKS[1])
