"""Time in the app: back, to any moment, breakpoints; judged by what a person would read."""

from __future__ import annotations

import pytest
from textual.fuzzy import Matcher
from textual.pilot import Pilot

from glassnet.core.errors import GlassnetError
from glassnet.scenarios import load
from glassnet.scenarios.sessions.halts import Halt
from glassnet.scenarios.sessions.session import Session
from glassnet.tui.app import Glassnet
from glassnet.tui.lessons.predicting import NextNumber
from glassnet.tui.messages import Entry
from glassnet.tui.snapshot import Snapshot
from glassnet.tui.view_state import ViewState
from tests.screen import drive, text, told, wait_until


def test_every_key_on_has_one_back() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        async def at(key: str) -> tuple[int, int]:
            await pilot.press(key)
            return app.session.state.iteration, app.session.state.done

        await pilot.press("i", "i", "b", "space")
        assert (app.session.state.iteration, app.session.state.done) == (3, 14)
        assert await at("backspace") == (3, 13)
        assert await at("B") == (3, 5)
        assert await at("F") == (2, 17)  # the start of the forward pass of iteration 3 is the end of iteration 2
        assert await at("U") == (2, 13)
        assert await at("I") == (1, 17)
        assert await at("E") == (1, 0)
        assert await at("backspace") == (1, 0)
        assert "space: one step" in text(app)

    drive(steps)


def test_back_and_forward_show_the_same_screen() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        def left() -> str:
            return "\n".join(line[:86] for line in text(app).splitlines()[2:-1])

        await pilot.press("i", "i")
        screens = []
        for _ in range(6):
            await pilot.press("space")
            screens.append(left())
        for screen in reversed(screens[:-1]):
            await pilot.press("backspace")
            assert left() == screen
        for screen in screens[1:]:
            await pilot.press("space")
            assert left() == screen

    drive(steps)


def test_go_to_an_iteration_computed_or_not() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("g", *"300", "enter")
        await wait_until(pilot, lambda: not app.running and app.session.state.iteration == 300)
        await pilot.press("g", *"120", "enter")
        assert app.session.state.iteration == 120
        assert "loss 0.1272" in text(app)
        await pilot.press("g", "minus", "1", "enter")
        assert "a whole number of at least 0" in text(app)
        await pilot.press("escape")
        assert app.session.state.iteration == 120

    drive(steps)


def test_a_click_on_the_loss_goes_there() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        app.session.run(iterations=200)
        await pilot.press("i")
        loss = app.query_one("#loss")
        await pilot.click(loss, offset=(loss.size.width // 2, loss.size.height // 2))
        assert 60 < app.session.state.iteration < 140
        assert app.session.history.in_the_past

    drive(steps)


def test_a_breakpoint_halts_the_run_and_says_why() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("h", "enter")
        assert "halt when" in text(app)
        await pilot.press(*"0.2", "enter", *["]"] * 9, "r")
        await wait_until(pilot, lambda: bool(app.session.halted) and not app.running)
        assert "is below 0.2" in told(app)
        train = app.session.losses.train.values
        assert train[-1] < 0.2 <= train[-2]
        assert len(train) == app.session.state.iteration

    drive(steps)


def test_a_relu_dies_and_its_numbers_say_why() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("h", "down", "down", "down", "down", "enter", *["]"] * 9, "r")
        await wait_until(pilot, lambda: bool(app.session.halted) and not app.running)
        assert app.session.halted == ("halted at iteration 86: unit 3 of layer 1 died: its slope is 0 for every sample")
        app.workspace.point_at(Entry("dz1", (1, 3)))
        await pilot.press("enter")
        screen = text(app)
        assert "da1[1,3]·relu′(z1[1,3])" in screen
        assert "= 0" in screen

    drive(steps, seed=29)


def test_a_run_goes_on_after_its_breakpoint_and_the_header_tells_which_are_set() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        assert "h loss below" not in text(app)
        await pilot.press("h", "enter", *"0.24", "enter")
        assert "h loss below 0.24" in text(app).splitlines()[0]
        await pilot.press(*["]"] * 9, "r")
        await wait_until(pilot, lambda: bool(app.session.halted) and not app.running)
        first = app.session.state.iteration
        await pilot.press(*["["] * 4, "r")
        await wait_until(pilot, lambda: app.session.state.iteration > first + 1)
        assert app.running
        await pilot.press("r")
        await wait_until(pilot, lambda: not app.running)

    drive(steps)


def test_one_breakpoint_is_taken_off_and_the_others_stay() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("h", "enter", *"0.2", "enter", "h", "down", "enter", *"75", "enter")
        assert "h 2 breakpoints" in text(app).splitlines()[0]
        await pilot.press("h")
        assert "take off: loss below 0.2" in text(app)
        await pilot.press("up", "up", "enter")
        assert "h 75 % of the training rows right" in text(app).splitlines()[0]
        assert [str(halt) for halt in app.session.halts] == ["75 % of the training rows right"]
        await pilot.press("h", "backspace")
        assert not app.session.halts

    drive(steps, size=(160, 45))


def test_the_check_beside_the_gradients() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        app.session.run(iterations=20)
        await pilot.press("b", "c")
        await wait_until(pilot, lambda: "12 of 12 agree" in text(app))
        await wait_until(pilot, lambda: "dW1[0,0]" in text(app))  # the table is laid out after the verdict
        await pilot.press("escape")
        await wait_until(pilot, lambda: "central difference" not in text(app))

    drive(steps)


def test_predict_mode_keeps_score() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("p")
        assert "z1[0,0] = x[0,0]·W1[0,0] + x[0,1]·W1[1,0] + b1[0] = ?" in text(app)
        await pilot.press("0", "full_stop", *"27", "enter")
        assert app.session.state.done == 1
        assert "predict 1 of 1 right" in text(app)
        await pilot.press("H")
        assert "= σ(0.27) = ?" in text(app)
        await pilot.press("9", "enter")
        assert "one more try" in text(app)
        assert "0.5671" not in text(app)
        await pilot.press("8", "enter")
        assert "predict 1 of 2 right" in text(app)
        assert "a1[0,0] = σ(0.27) = 0.5671" in text(app)
        await pilot.press("enter", "p", "space")
        assert app.session.state.done == 3
        assert "= ?" not in text(app)

    drive(steps, "neuron")


def test_a_prepared_moment() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        screen = text(app)
        assert "explain: dW1[0,2] = +0.006125" in screen
        assert "0·0.02158 + 0·(-0.02642) + 1·(-0.003127) + 1·0.009252" in screen

    drive(steps, at="120:dW1[0,2]")


@pytest.mark.parametrize("at", ["x", "3:", "3:dW9", "3:dW1[7,7]", "-1:dW1", "3:dW1[a]", "", "²", "9" * 40])
def test_a_moment_that_cannot_be(at: str) -> None:
    if at == "3:":
        assert Glassnet("xor", at=at).session.state.iteration == 3
        return
    with pytest.raises(GlassnetError) as caught:
        Glassnet("xor", at=at)
    assert "\n" not in str(caught.value)


def test_arrow_keys_on_the_loss_go_to_the_column_beside() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        app.session.run(iterations=319)
        app.query_one("#loss").focus()
        app.show()
        await pilot.press("down", "up", "right")
        assert app.session.state.iteration == 319
        await pilot.press("left")
        assert 300 < app.session.state.iteration < 319
        await pilot.press("right")
        assert app.session.state.iteration == 319

    drive(steps)


def test_marks_point_at_what_was_read_only() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("f")
        app.workspace.point_at(Entry("z1", (0, 0)))
        await pilot.press("enter")
        assert Entry("W1", (0, 0)) in app.snapshot().operands
        await pilot.press("u")
        read = app.snapshot().operands
        assert Entry("W1", (0, 0)) not in read
        assert Entry("x", (0, 0)) in read
        assert f"‹{app.session.state.values['W1'][0, 0]:+.4f}›" not in text(app)

    drive(steps, "neuron")


@pytest.mark.parametrize(
    ("answer", "right"), [("0.57", 1), (".57", 1), ("0,567", 1), ("0.6", 0), ("0.56", 0), ("0.566", 1), ("0.58", 0)]
)
def test_a_rounded_answer_is_right(answer: str, right: int) -> None:
    session = Session(load("neuron"))
    session.step()
    asked = NextNumber.of(Snapshot.of(session, ViewState()))
    assert asked.step().hint == ("= σ(0.27) = ?",)
    assert asked.question().grade(answer) == bool(right)


def test_an_answer_from_the_printed_numbers_is_right() -> None:
    session = Session(load("xor-linear"))
    session.run(iterations=400)
    session.goto(400, 6)
    asked = NextNumber.of(Snapshot.of(session, ViewState()))
    assert asked.entry.label == "db1[0]"
    assert [asked.question().grade(answer) for answer in ("-0.0002", "-0.0001", "0")] == [True, True, False]


def test_the_meaning_of_a_number_that_is_not_on_show_is_not_told() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("f")
        app.workspace.point_at(Entry("z1", (0, 0)))
        app.workspace.choose(layer=1)
        app.show()
        await pilot.pause()
        assert "z1[0,0]: " in text(app)
        await pilot.press("l")
        assert "z1[0,0]: " not in text(app)

    drive(steps)


def test_the_network_shows_the_input_that_its_units_were_computed_from() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("u")
        app.workspace.point_at(Entry("x", (2, 0)))
        await pilot.press("=", *"2.5", "enter")
        await pilot.pause()
        assert "x[0] → 2.5" in text(app)
        assert "[+1.0000]" in text(app)
        await pilot.press("space")
        assert "x[0] → 2.5" not in text(app)
        assert "[+2.5000]" in text(app)

    drive(steps)


def test_help_clears_what_would_cover_it() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("ctrl+z")
        assert "nothing to undo" in told(app)
        await pilot.press("question_mark")
        assert told(app) == ""
        assert "ctrl+z" in text(app)

    drive(steps)


@pytest.mark.parametrize(
    ("typed", "found"), [("theme", "Theme: light or dark"), ("delete", "Delete the sample"), ("undo", "Undo")]
)
def test_an_obvious_word_finds_its_command(typed: str, found: str) -> None:
    matcher = Matcher(typed)

    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        commands = [command.title for command in app.get_system_commands(app.screen)]
        assert max(commands, key=matcher.match) == found

    drive(steps)


def test_breakpoints_hold_at_every_speed() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        app.session.halts = (Halt("iteration", 2),)
        await pilot.press(*["["] * 9, *["]"] * 4)
        assert "25 steps/s" in told(app)
        await pilot.press("r")
        await wait_until(pilot, lambda: not app.running)
        assert (app.session.state.iteration, app.session.state.done) == (2, 17)
        assert "halted at iteration 2" in told(app)

    drive(steps)


def test_keys_in_a_terminal_that_is_too_small_do_nothing() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("d", "x", "f", "enter", "tab", "w", "m", "tab")
        assert "60×20 needed" in text(app)
        await pilot.resize_terminal(120, 40)
        await pilot.press("d")
        assert "diagnosis" in text(app)

    drive(steps, "xor", (50, 15))
