"""A drawing of one's own: by mouse and by keys, what it is taken for, and where its numbers come from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from textual.events import MouseMove
from textual.pilot import Pilot

from glassnet.core.config import Dense
from glassnet.scenarios import load
from glassnet.scenarios.base import BINARY, Scenario
from glassnet.scenarios.data.images import blank, copied, inputs, stroke
from glassnet.scenarios.experiments.files import loads
from glassnet.scenarios.sessions.session import Session
from glassnet.tui.app import Glassnet
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.pad import Pad, fitted
from glassnet.tui.drawing.palette import DARK
from glassnet.tui.messages import DRAWING, Entry, Sample
from glassnet.tui.panel import PaintOptions
from glassnet.tui.panels.digit import DigitPanel
from glassnet.tui.runs import choices_of, view_of
from glassnet.tui.snapshot import Snapshot
from glassnet.tui.view_state import ViewState
from tests.screen import drive, part, told

ONE = stroke(load("digits").data, blank(load("digits").data), (1, 4), (6, 4))


def moment(scenario: Scenario, steps: int = 0, **choices: object) -> Snapshot:
    session = Session(scenario)
    session.run(iterations=3)
    for _ in range(steps):
        session.step()
    return Snapshot.of(session, ViewState(drawing=ONE, **choices))  # type: ignore[arg-type]


def forward(snapshot: Snapshot, x: np.ndarray) -> list[np.ndarray]:
    """z1, a1, z2, a2 by NumPy alone, with the parameters that answers are of."""
    read = snapshot.settled
    z1 = x @ read["W1"] + read["b1"]
    a1 = np.maximum(z1, 0)
    z2 = a1 @ read["W2"] + read["b2"]
    shares = np.exp(z2 - z2.max())
    return [z1, a1, z2, shares / shares.sum()]


def painted(snapshot: Snapshot, width: int, height: int, look: PaintOptions | None = None) -> tuple[DigitPanel, Canvas]:
    panel, canvas = DigitPanel(id="digit"), Canvas(width, height, DARK.text, DARK.background)
    panel.paint(canvas, snapshot, look or PaintOptions())
    return panel, canvas


@pytest.mark.parametrize("steps", [0, 1, 4, 17, 20, 26])  # on the way through an iteration, its update too
def test_a_drawings_numbers_are_a_plain_forward_pass_at_every_step(steps: int) -> None:
    snapshot = moment(load("digits"), steps, drawn=True)
    assert snapshot.sample == DRAWING
    assert snapshot.row == Sample(0)
    wanted = forward(snapshot, inputs(snapshot.scenario.data, ONE))
    for name, values in zip(("z1", "a1", "z2", "a2"), wanted, strict=True):
        assert snapshot.unit_values(name) == pytest.approx(values, rel=1e-12)
        assert snapshot.number(Entry(name, (0, 3), DRAWING)) == pytest.approx(values[3], rel=1e-12)
    parts = snapshot.products(2, 7)
    assert parts is not None
    assert parts[:32] == pytest.approx(wanted[1] * snapshot.settled["W2"][:, 7], rel=1e-12)
    assert snapshot.unit_values("dz2") is None  # nobody has said what it is


def binary() -> Scenario:
    """Is it a 3? One unit, which has no targets for a drawing either."""
    wide = loads('scenario = "digits"\n[network]\nhidden = [8]')
    data = wide.data
    data = replace(data, task=BINARY, targets=data.targets[:, 3:4], test_targets=data.test_targets[:, 3:4], classes=())
    network = replace(wide.network, layers=(wide.network.layers[0], Dense(1, "sigmoid")))
    return replace(wide, data=data, network=network, training=replace(wide.training, loss="binary_cross_entropy"))


SCENARIOS = [
    load("digits"),
    loads('scenario = "digits"\n[network]\nhidden = [16, 8]'),
    loads('scenario = "digits"\n[network]\nhidden = []'),
    binary(),
]


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("size", [(60, 11), (80, 15), (86, 34), (144, 52), (30, 6), (12, 3)])
def test_what_is_painted_stands_in_the_frame_and_is_the_engines(scenario: Scenario, size: tuple[int, int]) -> None:
    snapshot = moment(scenario)
    for look in (PaintOptions(), PaintOptions(plain=True), PaintOptions(colourless=True)):
        panel, canvas = painted(snapshot, *size, look)
        lines = canvas.lines()
        seen = snapshot.of_drawing()
        for hit in (*canvas.hits, *panel._sums):
            assert hit.x > 0
            assert hit.x + hit.width < size[0]
            shown = lines[hit.y][hit.x : hit.x + hit.width].strip(" []")
            value = seen.answered(hit.target) if isinstance(hit.target, Entry) else None
            assert value is not None
            if hit in canvas.hits:
                number = float(shown.strip("<>% ")) / (100 if "%" in shown else 1)
                assert abs(number - value) <= (0.0011 if "%" in shown else 10.0 ** -len(shown.partition(".")[2]))


def test_the_largest_parts_of_the_sum_come_first() -> None:
    snapshot = moment(load("digits"))
    seen = snapshot.of_drawing()
    shares = seen.unit_values("a2")
    assert shares is not None
    parts = seen.products(2, int(shares.argmax()))
    assert parts is not None
    _, canvas = painted(snapshot, 86, 34)
    units = [hit.target.index[1] for hit in canvas.hits if isinstance(hit.target, Entry) and hit.target.name == "a1"]
    assert units == np.argsort(-np.array(parts[:32]))[: len(units)].tolist()
    assert len(units) >= 3
    assert f"taken for {shares.argmax()}" in "\n".join(canvas.lines())


def test_each_cell_of_the_paper_stands_for_the_pixel_under_it() -> None:
    for width, lines, size in ((24, 12, (8, 8)), (16, 8, (8, 8)), (28, 14, (28, 28)), (20, 9, (28, 28))):
        scale, rows, columns = fitted(*size, width, lines)
        pad = Pad(3, 2, scale, range(rows), range(columns))
        assert pad.size[0] <= lines
        assert pad.size[1] <= width
        for y in range(pad.size[0]):
            for x in range(pad.size[1]):
                pixel, place = pad.pixel(3 + x, 2 + y), pad.place(3 + x, 2 + y)
                assert pixel == (2 * y // scale, x // scale)
                assert place is not None
                assert abs(place[0] - pixel[0]) <= 0.5
                assert abs(place[1] - pixel[1]) < 0.5
        assert pad.place(2, 2) is None
        assert pad.pixel(3, 2 + pad.size[0]) is None


def test_a_file_keeps_the_drawing_and_takes_no_other() -> None:
    session = Session(load("digits"))
    view = view_of(ViewState(sample=Sample(5), drawing=ONE, drawn=True, cursor=Entry("x", (0, 3), DRAWING)))
    back = choices_of(view, session)
    assert (back.drawing, back.drawn, back.sample, back.cursor) == (ONE, True, Sample(5), None)
    wrongs: tuple[object, ...] = ([1.0], "x", [2.0] * 64, ["a"] * 64, None, [float("nan")] * 64, {})
    for wrong in wrongs:
        assert choices_of({**view, "drawing": wrong}, session).drawing is None
    assert choices_of(view, Session(load("xor"))).drawing is None


def test_mouse_and_keys_draw_and_the_network_follows() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        def drawing() -> np.ndarray:
            return np.reshape(app.workspace.choices.drawing or (), (8, 8))

        app.session.run(iterations=60)
        app.do("draw_digit")
        await pilot.pause()
        assert "press and drag" in part(app, "digit")
        assert not drawing().any()
        panel = app.query_one("#digit", DigitPanel)
        assert panel._pad is not None
        x, y, scale = panel._pad.x, panel._pad.y, panel._pad.scale
        assert scale == 4
        await pilot.mouse_down("#digit", offset=(x + 5, y + 2))
        await pilot._post_mouse_events([MouseMove], offset=(x + 25, y + 2), button=1, widget=panel)
        await pilot.mouse_up("#digit", offset=(x + 25, y + 2))
        assert (drawing()[1, 1:7] == 1).all()  # the places between are no gaps
        assert not drawing()[4:].any()
        await pilot._post_mouse_events([MouseMove], offset=(x + 25, y + 12), button=0, widget=panel)
        assert not drawing()[4:].any()  # no button, no ink
        before = drawing()
        await pilot.press("right", "down", "enter")  # from the middle one down
        assert drawing()[5, 4] == 1
        assert np.count_nonzero(drawing() != before) == 1
        await pilot.press("enter")
        assert (drawing() == before).all()
        data = app.session.scenario.data
        shares = forward(app.snapshot(), inputs(data, app.workspace.choices.drawing or ()))[-1]
        assert f"taken for {shares.argmax()}, {100 * shares.max():.1f} %" in part(app, "digit")
        await pilot.press("escape")
        assert "your drawing, beside the batch" in part(app, "network")
        await pilot.press("n")
        assert "your drawing" not in part(app, "network")
        app.do("draw_digit")
        await pilot.press("t")
        sample = app.snapshot().row
        assert app.workspace.choices.drawing == copied(data, data.row(sample.row, sample.test)[0])
        entry = Entry("a1", (0, 3), DRAWING)
        app.workspace.point_at(entry)
        await pilot.press("enter")  # on a number it explains
        assert told(app) == ""
        assert "your drawing: a1[0,3]" in part(app, "explain")
        with pytest.raises(Exception, match="without a target"):
            app.workspace.explain(Entry("dz1", (0, 3), DRAWING))
        await pilot.press("escape", "delete")
        assert not drawing().any()

    drive(steps, "digits", (120, 40))


def test_other_data_have_no_paper() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        app.do("draw_digit")
        await pilot.pause()
        assert "no images" in told(app)
        assert app.snapshot().sample.drawn is False

    drive(steps, "xor")
