"""The mouse: what it is on is named, another click explains, the wheel scrolls, and edges and steps can be hit."""

from __future__ import annotations

import re

import pytest
from textual.events import MouseScrollDown, MouseScrollUp
from textual.pilot import Pilot

from glassnet.scenarios import load
from glassnet.scenarios.sessions.session import Session
from glassnet.tui.app import Glassnet
from glassnet.tui.messages import Entry, Operand, Sample, Target
from glassnet.tui.panel import Panel
from glassnet.tui.panels.network.edges import Edge, edge_at
from tests.screen import drive, part, text, wait_until


def place(app: Glassnet, panel: str, target: Target) -> tuple[int, int]:
    """A cell of a panel that stands for a target."""
    hits = app.query_one(f"#{panel}", Panel)._hits
    return next((hit.x + hit.width // 2, hit.y) for hit in hits if hit.target == target)


def row_with(app: Glassnet, panel: str, words: str) -> int:
    """The row of a panel in which some words stand."""
    return next(y for y, line in enumerate(part(app, panel).splitlines()) if words in line)


async def turn(pilot: Pilot[None], panel: str, down: int, at: tuple[int, int] = (8, 4), shift: bool = False) -> None:
    """Turn the wheel over a cell of a panel, notch by notch."""
    kind = MouseScrollDown if down > 0 else MouseScrollUp
    for _ in range(abs(down)):
        await pilot._post_mouse_events([kind], f"#{panel}", at, shift=shift)


# --- what it is on ---


def test_what_the_mouse_is_on_is_named_in_a_line_and_the_cursor_stays() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("b")
        for panel, target, words in (
            ("matrices", Entry("dz1", (2, 1)), "how the loss changes with z1, sample 2, unit 1"),
            ("matrices", Entry("W1", (0, 2)), "the weights of layer 1, from input 0 to unit 2"),
            ("network", Entry("W1", (0, 2)), "W1[0,2] = 0.4894"),
            ("network", Entry("a1", (2, 3)), "a1[2,3] = 1.12: the outputs of layer 1"),
            ("predictions", Sample(1), "sample 1: x[0] 0, x[1] 1, target 1, answer 0.4965"),
        ):
            await pilot.hover(f"#{panel}", place(app, panel, target))
            assert words in part(app, "now").splitlines()[-1]
        await pilot.hover("#steps", (9, row_with(app, "steps", "a1 = relu")))
        assert "Keeps what is positive" in part(app, "now").splitlines()[-1]
        await pilot.hover("#predictions", (4, 10))
        assert re.search(r"x\[0\] \S+, x\[1\] \S+: answer 0\.\d+", part(app, "now"))
        await pilot.hover("#loss", (12, 3))
        assert "iteration 1: loss 0.2627" in part(app, "now")
        assert app.workspace.choices.cursor is None
        await pilot.hover("#header", (60, 1))
        assert "iteration 1: loss" not in part(app, "now")

    drive(steps)


def test_a_key_ends_it_and_a_panel_alone_names_it_itself() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("i")
        await pilot.hover("#network", place(app, "network", Entry("a1", (2, 0))))
        assert "a1[2,0] = 0.882" in part(app, "now")
        await pilot.press("space")
        assert "a1[2,0]" not in part(app, "now")
        await pilot.press("m")
        before = part(app, "network").splitlines()
        await pilot.hover("#network", place(app, "network", Entry("a1", (2, 0))))
        after = part(app, "network").splitlines()
        assert "a1[2,0], not computed yet: the outputs of layer 1" in after[-1]
        assert after[:-1] == before[:-1]

    drive(steps)


def test_a_named_number_is_the_frames() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("f")
        await pilot.hover("#matrices", place(app, "matrices", Entry("W2", (1, 0))))
        first = part(app, "now").splitlines()[-1]
        app.session.run(50)
        app.show()
        await pilot.pause()
        number = app.snapshot().number(Entry("W2", (1, 0)))
        assert first != part(app, "now").splitlines()[-1]
        assert f"W2[1,0] = {number:.4g}" in part(app, "now")

    drive(steps)


# --- clicks ---


def test_a_second_click_explains_and_so_does_a_double_click() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("b")
        for panel, target, title in (
            ("matrices", Entry("dW1", (0, 2)), "explain: dW1[0,2]"),
            ("network", Entry("a1", (2, 1)), "explain: a1[2,1]"),
            ("predictions", Sample(1), "explain: prediction, training row 1"),
        ):
            for times in ((1, 1), (2,)):
                await pilot.press("escape")
                app.workspace.choose(cursor=None, sample=Sample(2))
                app.show()
                await pilot.pause()
                at = place(app, panel, target)
                for each in times:
                    assert "explain:" not in text(app)
                    await pilot.click(f"#{panel}", at, times=each)
                assert title in text(app)

    drive(steps)


def test_a_click_on_the_chosen_operand_goes_into_it() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        trail = app.workspace.choices.trail
        panel = app.query_one("#explain", Panel)
        hit = next(hit for hit in panel._hits if isinstance(hit.target, Operand) and not panel.is_cursor(hit.target))
        await pilot.click("#explain", (hit.x, hit.y))
        assert len(app.workspace.choices.trail) == len(trail)
        await pilot.click("#explain", (hit.x, hit.y))
        assert len(app.workspace.choices.trail) == len(trail) + 1

    drive(steps, at="1:dW1[0,2]")


def test_a_click_on_a_step_goes_there_on_and_back_and_no_further_with_the_next() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("i", "i", "f")
        for words, times in (("dW1 = xᵀ", 1), ("a1 = relu", 2), ("b2 = b2", 2), ("z2 = a1", 1)):
            await turn(pilot, "steps", -9)
            for _ in range(9):
                await turn(pilot, "steps", int(words not in part(app, "steps")))
            await pilot.click("#steps", (9, row_with(app, "steps", words)), times=times)
            step = app.session.state.step
            assert step is not None
            assert step.output == words.split(" ")[0]
            assert app.session.state.iteration == 3
            assert "▶" in part(app, "steps").splitlines()[row_with(app, "steps", words)]

    drive(steps, size=(120, 34))


def test_the_edge_that_is_nearest_is_hit() -> None:
    level, falls = Edge(Entry("W1", (0, 0)), 2, 12, 1.5, 1.5), Edge(Entry("W1", (0, 1)), 2, 12, 1.5, 9.5)
    for x in range(2, 12):
        assert edge_at([level, falls], x, 1) == level.entry  # the last one drawn, and nearest, where both begin
        y = int(1.5 + 0.8 * (x + 0.5 - 2))
        assert x < 4 or edge_at([level, falls], x, y) == falls.entry
    assert edge_at([level], 5, 4) is None
    assert edge_at([level], 12, 1) is None


def test_every_edge_of_the_picture_can_be_hit_and_chooses_its_weight() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        panel = app.query_one("#network", Panel)
        found = {panel.target_at(x, y) for x in range(panel.size.width) for y in range(panel.size.height)}
        weights = {target for target in found if isinstance(target, Entry) and target.name in ("W1", "W2")}
        assert len(weights) == 12
        await pilot.click("#network", (place(app, "network", Entry("W1", (0, 0)))[0] + 1, 4))
        cursor = app.workspace.choices.cursor
        assert cursor is not None
        assert cursor.name == "W1"

    drive(steps)


# --- the wheel ---


@pytest.mark.parametrize(
    ("panel", "scenario", "keys"),
    [
        ("predictions", "digits", "f x"),
        ("matrices", "sensor", "b"),
        ("network", "digits", "f"),
        ("steps", "deep-sigmoid", "f"),
        ("diagnosis", "deep-sigmoid", "i d"),
    ],
)
def test_the_wheel_moves_the_window_and_back_and_the_cursor_stays(panel: str, scenario: str, keys: str) -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press(*keys.split())
        rows = app.query_one(f"#{panel}", Panel).size.height
        at = (8, rows - 4)
        first, choices = part(app, panel), app.workspace.choices
        await turn(pilot, panel, 1, at)
        second = part(app, panel)
        assert second != first
        await turn(pilot, panel, 1, at)
        await turn(pilot, panel, -2, at)
        assert app.workspace.choices == choices
        assert part(app, panel) == first
        await turn(pilot, panel, -40, at)
        ends = part(app, panel)
        await turn(pilot, panel, -1, at)
        assert part(app, panel) == ends

    drive(steps, scenario, (120, 34))


def test_every_row_comes_by_and_the_arrows_go_on_from_the_cursor() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("f", "tab")
        seen: set[str] = set()
        for _ in range(22):
            seen |= set(re.findall(r"^│[▸ ]+(\d+) ", part(app, "predictions"), re.MULTILINE))
            await turn(pilot, "predictions", 1, (8, 3))
        assert seen >= {str(row) for row in range(60)}
        chosen = app.snapshot().sample.row
        app.set_focus(app.query_one("#predictions"))
        await pilot.press("down")
        assert app.snapshot().sample == Sample(chosen + 1)
        assert re.search(rf"▸ +{chosen + 1} ", part(app, "predictions"))

    drive(steps, "sensor")


def test_sideways_the_wheel_shows_other_units() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("f", "l")
        assert "unit 15" not in part(app, "matrices")
        await turn(pilot, "matrices", 16, shift=True)
        assert "unit 15" in part(app, "matrices").replace("u 15", "unit 15")
        assert app.workspace.choices.cursor is None

    drive(steps, "sensor")


def test_a_long_sum_can_be_gone_through_by_the_size_of_its_parts() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        assert "largest of 240" in part(app, "explain")
        await turn(pilot, "explain", 2, (8, 12))
        assert re.search(r"7 … \d+ by size", part(app, "explain"))
        assert "more, together" in part(app, "explain")

    drive(steps, "sensor", at="3:dW2[3,1]")


def test_over_the_loss_the_wheel_is_time() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        app.session.run(iterations=400)
        app.show()
        await pilot.pause()
        await turn(pilot, "loss", -1)
        column = 400 - app.session.state.iteration
        assert 8 < column < 30  # a column of the plot
        await turn(pilot, "loss", -1, shift=True)
        assert app.session.state.iteration == 399 - column
        await turn(pilot, "loss", 3)
        assert app.session.state.iteration == 400
        await pilot.press("r")
        await wait_until(pilot, lambda: app.running and app.session.state.iteration > 400)
        await turn(pilot, "loss", -1)
        await wait_until(pilot, lambda: not app.running)
        assert app.session.state.iteration > 400

    drive(steps)


def test_notches_do_not_pile_up() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        assert app._driver is not None
        loss = app.query_one("#loss").region
        for _ in range(60):
            event = MouseScrollUp(None, loss.x + 9, loss.y + 4, 0, 0, 0, False, False, False)
            event.set_sender(app)
            app._driver.send_message(event)
        moved: list[int] = []
        panel = app.query_one("#loss", Panel)
        panel.wheel = lambda *turned: moved.append(turned[1])  # type: ignore[method-assign]
        await pilot.pause()
        await wait_until(pilot, lambda: not app._inputs)
        await pilot.pause()
        assert 0 < len(moved) < 60 // 2, "notches that the screen cannot follow are left out"

    drive(steps)


def test_all_of_the_findings_can_be_read_on_a_small_screen() -> None:
    session = Session(load("xor-stuck"))
    session.run(2000)

    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("d")
        seen = part(app, "diagnosis")
        for _ in range(12):
            await turn(pilot, "diagnosis", 1)
            seen += part(app, "diagnosis")
        joined = re.sub(r"\s+", " ", re.sub(r"[│╭╮╰╯─]", " ", seen))
        for finding in app.snapshot().diagnosis.findings:
            assert finding.evidence.split(".")[0][:20] in joined

    drive(steps, ([(session, {})], 0), (80, 24))
