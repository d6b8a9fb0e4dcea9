"""Keys and messages that come sooner than what they follow from: typed ahead, held, sent from what has just gone."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList

from glassnet.tui.app import Glassnet
from glassnet.tui.inputs import MOST_REPEATS, MOST_WAITING
from glassnet.tui.messages import Chosen, Entry, Iteration, Layer, Operand, Press, Removal, Sample, Target
from glassnet.tui.screens.modal import AnswersOnce
from glassnet.tui.screens.settings.screen import SettingsScreen
from tests.screen import at_once, drive, text, told, wait_until

SCREENS = {  # each screen over the screen, and the keys that open it
    "go to": "g",
    "scenarios": "0",
    "breakpoints": "h",
    "a breakpoint's number": "h end enter",
    "edit": "b equals_sign",
    "edit in the past": "i i i I I equals_sign 7 enter",
    "lessons": "T",
    "check": "b c",
    "settings": "s",
    "a setting's value": "s end enter",
    "one matrix": "minus s w",
    "compare": "i k K",
    "save": "i ctrl+s",
    "export": "ctrl+e",
    "export into": "ctrl+e enter",
    "help": "question_mark",
    "palette": "ctrl+p",
}


def test_keys_typed_ahead_go_where_they_would_have_gone_one_by_one() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        at_once(app, "g", "1", "2", "enter")
        await wait_until(pilot, lambda: app.session.state.iteration == 12 and not app.running)
        assert app.workspace.key == "xor"  # 1 and 2 are scenarios elsewhere
        at_once(app, "0", "end", "enter", "1", "space")
        await wait_until(pilot, lambda: app.workspace.key == "neuron" and app.session.state.done == 1)

    drive(steps)


def test_what_takes_long_is_not_passed_by_the_key_after_it() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        done: list[str] = []

        def slowly() -> None:
            time.sleep(0.8)
            app.call_later(app.screen.call_later, app.call_later, app.screen.call_later, done.append, "what it led to")

        assert app.focused is not None
        app.focused.call_later(slowly)
        await app._until_done()
        assert done == ["what it led to"]

    drive(steps)


@pytest.mark.parametrize("keys", SCREENS.values(), ids=SCREENS)
def test_a_screen_bears_enter_held_and_answers_once(keys: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        app.workspace.choose(cursor=Entry("W1", (0, 0)))
        await pilot.press(*keys.split())
        await wait_until(pilot, lambda: isinstance(app.screen, ModalScreen))
        over, depth = app.screen, len(app.screen_stack)
        assert isinstance(over, AnswersOnce)
        over.dismiss()
        over.dismiss()
        assert len(app.screen_stack) == depth - 1
        at_once(app, *["escape"] * 3, *keys.split(), *["enter"] * 12)
        await wait_until(pilot, lambda: not app._inputs)
        at_once(app, *["escape"] * 12)
        await wait_until(pilot, lambda: len(app.screen_stack) == 1)
        assert not app.faults.found

    drive(steps)


def test_a_screen_that_is_not_composed_yet_is_not_renewed() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        app.do("settings")
        app.moved()  # as at the end of the run that the settings pause
        await pilot.pause()
        assert isinstance(app.screen, SettingsScreen)
        app.screen.dismiss()
        app.moved()
        await pilot.pause()
        assert not isinstance(app.screen, SettingsScreen)

    drive(steps)


@pytest.mark.parametrize("arrow", ["down", "right"])
def test_an_arrow_and_another_scenario_back_to_back(arrow: str) -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("b")
        app.workspace.choose(layer=4, cursor=Entry("W4", (2, 0)))
        app.show()
        app.set_focus(app.query_one("#matrices"))
        await pilot.pause()
        at_once(app, arrow, "1")
        await wait_until(pilot, lambda: app.workspace.key == "neuron")
        assert app.workspace.choices.cursor is None

    drive(steps, "deep-sigmoid")


def test_what_was_pointed_at_in_another_program_is_dropped() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("f")
        before = app.session.program
        targets: tuple[Target, ...] = (Entry("W1", (1, 3)), Sample(3), Layer(2), Iteration(1), Removal(0), Operand(0))
        for target in targets:  # sent from xor's panels, come when neuron is on show
            app.post_message(Chosen(target, before))
        app.workspace.open("neuron")
        choices, state = app.workspace.choices, app.session.state
        await pilot.pause()
        assert (app.workspace.choices, app.session.state) == (choices, state)
        app.post_message(Chosen(Press("forward"), before))  # a key is a key
        await wait_until(pilot, lambda: app.session.state is not state)

    drive(steps)


@pytest.mark.parametrize(
    "target",
    [Entry("W1", (9, 9)), Entry("W9", (0, 0)), Sample(99), Sample(0, test=True), Layer(9), Operand(3), Removal(9)],
)
def test_what_is_not_there_is_dropped(target: Target) -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("f")
        choices = app.workspace.choices
        app.post_message(Chosen(target, app.session.program))
        await pilot.pause()
        assert app.workspace.choices == choices
        await pilot.press("enter", "escape")

    drive(steps)


def test_what_a_screen_cannot_follow_is_left_out_and_letters_are_not() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        waiting = []
        for keys in (["x"] * 300, [*"xvdm"] * 50):
            at_once(app, *keys)
            await wait_until(pilot, lambda: bool(app._inputs))
            waiting.append(sum(not each.surplus for each in app._inputs))
            await wait_until(pilot, lambda: not app._inputs)
        assert waiting[0] <= MOST_REPEATS
        assert waiting[1] <= MOST_WAITING
        await pilot.press("escape", "g")
        at_once(app, *"123" * 50)
        await wait_until(pilot, lambda: app.screen.query_one(Input).value == "123" * 50)

    drive(steps)


@pytest.mark.parametrize("opened", [True, False])
def test_nothing_is_lost_of_what_is_typed_ahead_into_a_line_of_text(opened: bool) -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        if opened:
            await pilot.press("g")
        at_once(app, *([] if opened else "g"), *"0" * 40, "3", "left", *"12" * 20, *["backspace"] * 39, "enter")
        await wait_until(pilot, lambda: app.session.state.iteration == 13 and not app.running)
        assert not isinstance(app.screen, ModalScreen)

    drive(steps)


def test_what_comes_after_too_much_on_the_screen_itself_is_left_out() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        at_once(app, *["space", "l"] * 20)
        await pilot.pause()
        assert app.session.state.done == MOST_WAITING // 2

    drive(steps)


def test_letters_that_came_for_a_line_of_text_which_is_gone_by_then_are_too_many_too() -> None:
    """An `escape` is waiting when they come: on the screen itself they would be hundreds of keys."""

    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("g")
        at_once(app, "escape", *["u"] * 400)
        await pilot.pause()
        assert not isinstance(app.screen, ModalScreen)
        assert 0 < app.session.state.iteration <= MOST_REPEATS + 1

    drive(steps)


def test_a_list_that_has_no_size_yet_bears_its_keys() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        for keys in (("ctrl+p", "pageup"), ("ctrl+p", "pagedown", "pageup"), ("0", "pageup"), ("h", "pagedown")):
            at_once(app, *keys)
            await pilot.pause()
            for lines in app.screen.query(OptionList):
                lines.action_page_up()
                lines.action_page_down()
            await pilot.press("escape")

    for size in ((120, 40), (10, 3)):
        drive(steps, size=size)


def test_panels_come_on_their_own_screen_whatever_stands_over_it() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("question_mark")
        await app.query("#steps").remove()
        for size in ((200, 60), (120, 40)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert app.query_one("#steps").screen is app.screen_stack[0]
        await pilot.press("escape", "x", "d")
        assert "confusion" in text(app)

    drive(steps)


def test_ctrl_c_says_what_the_footer_says() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("ctrl+c")
        assert "q leaves Glassnet" in told(app)
        assert "q quit" in text(app)

    drive(steps)
