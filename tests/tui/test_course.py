"""The course of a number, and the gradients of each layer: true at every place, and found by keys."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from textual.pilot import Pilot

from glassnet.core.actions import Edit
from glassnet.core.numerals import brief
from glassnet.scenarios import load
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.sessions.session import Session
from glassnet.tui.app import Glassnet
from glassnet.tui.board import make_panel
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.palette import DARK
from glassnet.tui.messages import Entry, Iteration, Sample
from glassnet.tui.panel import PaintOptions
from glassnet.tui.past import course_of, gradients_of, path_of
from glassnet.tui.snapshot import Snapshot
from glassnet.tui.view_state import ViewState
from tests.panel_moments import assert_intact, strange_scenarios
from tests.screen import drive, part, shown_by, wait_until

NO_CHOICES = ViewState()
GRADIENTS = shown_by("gradient_norms")


def seen(session: Session, choices: ViewState = NO_CHOICES) -> Snapshot:
    """A moment with the whole past of what was asked for before."""
    session.pasts.work(60)
    return Snapshot.of(session, choices)


def painted(name: str, session: Session, choices: ViewState = NO_CHOICES, height: int = 16) -> Canvas:
    panel = make_panel(name)
    for _ in range(2):  # the first asks for what the second has
        canvas = Canvas(84, height, DARK.text, DARK.background)
        panel.paint(canvas, seen(session, choices), PaintOptions())
    return canvas


def test_a_path_leads_from_the_beginning_to_the_moment_on_show_and_is_another_one_in_another_past() -> None:
    session, pair = Session(load("xor")), (Entry("W1", (0, 1)), Entry("W1", (1, 1)))
    session.run(iterations=12)
    path_of(seen(session), pair)
    whole = path_of(seen(session), pair)
    at = [session.history.state_at(session.history.tick_of(k) or 0)["W1"] for k in range(13)]
    assert whole.ended == 12
    assert np.array_equal(whole.places, [[weights[0, 1], weights[1, 1]] for weights in at])
    session.goto(7, 3)
    assert np.array_equal(path_of(seen(session), pair).places, whole.places[:7])
    session.edit(Edit("W1", (0, 1), -2.0))
    session.to_end_of("update")
    changed = path_of(seen(session), pair).places
    assert np.array_equal(changed[:7], whole.places[:7])
    assert changed[7][0] == session.state["W1"][0, 1] != whole.places[7][0]


@pytest.mark.parametrize(
    "entry",
    [
        Entry("W1", (1, 3)),
        Entry("loss"),
        Entry("a1", (0, 2), Sample(7)),
        Entry("dz2", (0, 1), Sample(7)),
        Entry("a2", (0, 0), Sample(3, test=True)),
    ],
    ids=lambda entry: entry.label,
)
def test_a_number_in_batches_is_that_of_its_row_in_every_iteration(entry: Entry) -> None:
    sensor = load("sensor")
    session = Session(replace(sensor, training=replace(sensor.training, batch_size=100)))
    session.run(iterations=12)
    course_of(seen(session), entry)
    course = course_of(seen(session), entry)
    assert course.whole
    for iteration, value in zip(course.iterations.astype(int).tolist(), course.values.tolist(), strict=True):
        session.goto(iteration)
        snapshot = seen(session)
        assert value == pytest.approx(snapshot.number(snapshot.here(entry)), rel=1e-12), iteration


def test_the_first_layers_gradients_vanish_in_deep_sigmoid() -> None:
    """The sentence, the ends of the lines and the courses say what NumPy computes; the lines keep their order."""
    session = Session(load("deep-sigmoid"))
    session.run(iterations=3000)
    canvas = painted("norms", session)
    sizes = [float(np.sqrt(np.mean(session.state[f"dz{layer}"] ** 2))) for layer in range(1, 5)]
    shown = "\n".join(canvas.lines())
    assert f"dz1 is {brief(sizes[0], 3)}, 1/{brief(sizes[3] / sizes[0], 2)} of dz4" in shown
    assert sizes[3] > 100 * sizes[0]
    for layer, size in enumerate(sizes, start=1):
        assert f"dz{layer} {brief(size, 3)}" in shown
    courses = gradients_of(seen(session))
    values = np.array([courses[f"dz{layer}"].values for layer in range(1, 5)])
    assert (np.diff(np.log10(values), axis=0) > 0.4).all()
    rows = [next(y for y, line in enumerate(canvas.lines()) if f"dz{layer} " in line[60:]) for layer in (4, 3, 2, 1)]
    assert rows == sorted(rows)


@pytest.mark.parametrize("scenario", [*strange_scenarios(), load("neuron")])
def test_whatever_is_trained_the_frames_are_whole(scenario: Scenario) -> None:
    """Batches, numbers that overflow, one unit and many classes, in the past and at the end."""
    session = Session(scenario)
    session.run(iterations=6)
    for moment in (6, 3):
        if session.history.tick_of(moment) is not None:  # a loss that is not finite ends a run
            session.goto(moment)
        for name in ("course", "norms"):
            for height in (9, 16, 30):
                assert_intact(painted(name, session, ViewState(cursor=Entry("W1", (0, 0))), height))


def test_a_moment_keeps_what_it_knows_of_the_past_while_the_session_goes_on() -> None:
    session = Session(load("xor"))
    session.run(iterations=20)
    gradients_of(seen(session))
    snapshot = seen(session)
    before = gradients_of(snapshot)["dz1"].values.copy()
    session.goto(9)
    session.edit(Edit("W1", (0, 0), 2.0))
    session.run(iterations=30)
    seen(session)
    assert np.array_equal(gradients_of(snapshot)["dz1"].values, before)


def test_what_is_asked_is_not_told() -> None:
    session = Session(load("xor"))
    session.run(iterations=5)
    snapshot = replace(seen(session), secret=frozenset({"dz1"}))
    assert make_panel("course").tells_secrets(snapshot)
    assert make_panel("norms").tells_secrets(snapshot)


def test_every_column_leads_to_its_iteration_and_every_number_to_its_origin() -> None:
    session = Session(load("xor"))
    session.run(iterations=100)
    session.goto(40)
    choices = ViewState(cursor=Entry("W1", (0, 2)), kept=(Entry("b1", (1,)),))
    canvas = painted("course", session, choices, height=20)
    targets = {hit.target for hit in canvas.hits}
    assert {Entry("W1", (0, 2)), Entry("b1", (1,)), Entry("loss"), Iteration(1), Iteration(100)} <= targets
    assert f"W1[0,2] {brief(float(session.state['W1'][0, 2]))}" in "\n".join(canvas.lines())
    assert sum(line.count("●") for line in canvas.lines()) == 3  # the moment on show, on each curve


def test_keys_lead_there_keep_a_number_and_go_back() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("C")
        await pilot.pause()
        assert "second iteration" in part(app, "course")
        app.workspace.session.run(iterations=30)
        app.workspace.choose(cursor=Entry("W1", (0, 0)))
        await pilot.press("P", "down")
        await pilot.pause()
        assert app.workspace.choices.cursor == Entry("W1", (0, 1))
        shown = part(app, "course")
        assert "the course of W1[0,1]" in shown
        assert all(name in shown for name in ("W1[0,0] ", "W1[0,1] ", "loss "))
        await pilot.press("left")
        assert app.session.state.iteration == 29
        await pilot.press("enter")
        await pilot.pause()
        assert "iterations 1 … 30" in part(app, "explain")
        await pilot.press("C")
        assert app.is_shown("course")
        await pilot.press("j", GRADIENTS)
        await wait_until(pilot, lambda: app.is_shown("norms") and "dz1 is" in part(app, "norms"))
        app.session.pasts._wishes.asked.clear()  # as if nobody had looked for a while
        await pilot.resize_terminal(60, 20)
        await wait_until(pilot, lambda: "dz1 is" in part(app, "norms"))
        await pilot.press("o")
        assert not app.is_shown("norms")

    drive(steps, size=(80, 24))
