"""Notifications: where they stand, and what closes them."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widgets._toast import Toast

from glassnet.tui.app import Glassnet
from tests.screen import drive, text, told


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
def test_notifications_stand_above_the_footer_whole_and_go_with_a_key(size: tuple[int, int]) -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("space", "=")
        await pilot.pause()
        lines = text(app).splitlines()
        words = " ".join(word for word in text(app).split() if word not in "│▌")
        assert "z1 is computed: z1 = x @ W1 + b1" in words
        assert "digits do nothing until another key" in words
        first = next(y for y, line in enumerate(lines) if "z1 is computed" in line)
        assert first >= size[1] - (2 if size[0] == 120 else 4)
        assert "help" in lines[-1]
        await pilot.press("escape")
        await pilot.pause()
        assert "z1 is computed" not in text(app)
        await pilot.press("=", "n")
        await pilot.pause()
        assert "is computed" not in text(app)

    drive(steps, size=size, notifications=True)


def test_escape_closes_a_notification_and_no_more() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("f", "enter", "y")
        assert "copied the origin" in told(app)
        await pilot.press("escape")
        assert not told(app)
        assert "explain: loss" in text(app)
        await pilot.press("escape")
        assert "explain: loss" not in text(app)

    drive(steps)


def test_the_same_refusal_again_changes_nothing_on_the_screen() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        def standing() -> list[object]:
            return [notification.identity for notification in app._notifications]

        await pilot.press("enter")
        await pilot.pause()
        first, toasts = standing(), list(app.screen.query(Toast))
        assert len(first) == len(toasts) == 1
        await pilot.press(*["enter"] * 5)
        await pilot.pause()
        assert (standing(), list(app.screen.query(Toast))) == (first, toasts)
        await pilot.press("K")  # another refusal
        await pilot.pause()
        assert len(standing()) == 1
        assert standing() != first
        assert "nothing to compare with" in told(app)

    drive(steps, notifications=True)
