"""An example of a page on the screen: its numbers ticked where they come out, its words beside ours, what is frozen."""

from __future__ import annotations

from textual.pilot import Pilot

from glassnet.tui.app import Glassnet
from glassnet.tui.messages import Entry
from tests.screen import drive, part


def line_of(app: Glassnet, name: str) -> str:
    """The line of the matrices that begins with a value's name."""
    lines = part(app, "matrices").splitlines()
    return next(line for line in lines if line.lstrip("│ ●○").startswith(f"{name} ") and "=" not in line)


def test_numbers_are_ticked_in_the_very_moment_that_the_page_prints() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("f", "l", "l")
        assert "+1.1059✓+1.2249 " in line_of(app, "z2")
        assert "✓" not in line_of(app, "W2")
        await pilot.press("b", "u")
        assert "+0.3589✓+0.5113✓" in line_of(app, "W2")
        assert "b2 frozen" in part(app, "matrices")
        await pilot.press("i")
        assert "✓" not in part(app, "matrices").rpartition("\n")[0]

    drive(steps, "two-two-two")


def test_what_the_page_has_wrong_is_marked_and_words_are_its_own() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("i", "f")
        app.workspace.point_at(Entry("loss"))
        app.show()
        await pilot.pause()
        assert "loss (E total), ✗ the page prints 0.291027924: how wrong the answers are" in part(app, "now")
        app.workspace.point_at(Entry("W2", (1, 0)))
        app.show()
        await pilot.pause()
        assert "W2[1,0] (w6), ✓ the page prints 0.408666186: the weights" in part(app, "now")

    drive(steps, "two-two-two")


def test_optimizers_keep_nothing_of_what_is_frozen() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("i", "f", "l")
        shown = part(app, "matrices")
        assert "v_W1" in shown
        assert "v_b1" not in shown

    from dataclasses import replace

    from glassnet.scenarios import load

    lesson = load("two-two-two")
    drive(steps, replace(lesson, training=replace(lesson.training, optimizer="momentum")), (160, 60))


def test_as_many_digits_as_a_page_prints() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        app.workspace.point_at(Entry("W2", (0, 0)))
        await pilot.press("i", "enter")
        assert "W2[0,0] (w5) = +0.3589 " in part(app, "explain")
        app.do("digits")
        await pilot.pause()
        assert "W2[0,0] (w5) = +0.35891648 " in part(app, "explain")
        assert "0.4 - 0.5·0.082167041 = +0.35891648" in part(app, "explain")
        app.do("digits")
        await pilot.pause()
        assert "+0.35891647971788465 " in part(app, "explain")
        app.do("digits")
        await pilot.pause()
        assert "W2[0,0] (w5) = +0.3589 " in part(app, "explain")

    drive(steps, "two-two-two")
