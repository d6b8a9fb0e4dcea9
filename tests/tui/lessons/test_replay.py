"""The app does what a lesson's `do` says: to come back to a step, and with whatever keys somebody has."""

from __future__ import annotations

from textual.pilot import Pilot

from glassnet.scenarios.lessons import Playing, Progress, load
from glassnet.scenarios.lessons.seen import Number
from glassnet.tui.app import Glassnet
from glassnet.tui.keys.keymap import DEFAULT, Keymap
from glassnet.tui.lessons.doing import WORKER, do
from glassnet.tui.lessons.replay import come_to, do_step
from glassnet.tui.lessons.showing import bring_forward, key_names, seen_on
from tests.screen import drive, text, wait_until

OTHER = Keymap({"step": ("z",), "earlier": ("space",), "explain": ()})


def test_it_comes_back_to_the_step_where_somebody_was() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        lesson = load("start")
        over = [step.id for step in lesson.steps[: [step.id for step in lesson.steps].index("sign")]]
        playing = Playing(lesson, Progress({"start": dict.fromkeys(over, "done")}), key_names(app.keys))
        worker = app.run_worker(come_to(app, playing), name=WORKER)
        await wait_until(pilot, lambda: worker.is_finished)
        assert (app.session.state.iteration, app.session.state.step.output) == (120, "db2")  # type: ignore[union-attr]
        assert playing.said.numbers == (Number("dz2", (2, 0)), Number("W2", (0, 0)))
        for number in playing.said.numbers:
            bring_forward(app, number)
            await pilot.pause()
            assert "-0.0075" in text(app) or "-1.0018" in text(app)

    drive(steps, "neuron", (80, 24))


def test_other_keys_break_no_lesson() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        for entry in ("space", "space", "@z1[0,0]", "enter"):
            await do(app, entry)
        assert app.session.state.done == 2
        assert seen_on(app).view.explained == Number("z1", (0, 0))

    drive(steps, "neuron", keys=OTHER)


def test_a_run_that_is_shown_ends_where_a_learner_s_does() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        playing = Playing(load("start"), Progress(), key_names(DEFAULT))
        playing.at = next(at for at, step in enumerate(playing.lesson.steps) if step.id == "again")
        await come_to(app, playing)
        pace = app.workspace.speed
        await do_step(app, playing)
        assert playing.look(seen_on(app))
        shown = app.session.state.iteration
        assert app.workspace.speed == pace
        app.session.goto(shown - 1)
        assert not playing.look(seen_on(app))
        app.session.waits = playing.wait(lambda: seen_on(app))
        app.session.drop_future()
        await pilot.press("r")
        await wait_until(pilot, lambda: not app.running)
        assert app.session.state.iteration == shown

    drive(steps, "neuron")
