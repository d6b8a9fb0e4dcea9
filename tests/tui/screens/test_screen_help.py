"""Help over a screen: the key for it tells that screen's own keys, all of them, and the screen is there afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from textual.binding import Binding
from textual.pilot import Pilot

from glassnet.tui.app import Glassnet
from glassnet.tui.keys.spelling import spelled
from glassnet.tui.screens import checks, collapse, compare, prompts, recording, seeds, sheets  # noqa: F401  # all there are
from glassnet.tui.screens.modal import Modal
from glassnet.tui.screens.settings import screen  # noqa: F401
from glassnet.tui.screens.sheets import KeysSheet
from tests.screen import drive, text


def kinds(of: type[Modal[Any]] = Modal) -> Iterator[type[Modal[Any]]]:
    for kind in of.__subclasses__():
        yield kind
        yield from kinds(kind)


@pytest.mark.parametrize("kind", [*kinds()], ids=lambda kind: kind.__name__)
def test_every_key_of_a_screen_is_told(kind: type[Modal[Any]]) -> None:
    told = " ".join(f"{keys} {words}" for keys, words in kind.KEYS_HERE).replace(",", " ").split()
    for binding in kind.BINDINGS:
        assert isinstance(binding, Binding)
        for key in binding.key.split(","):
            assert spelled({"plus": "plus_sign", "minus": "hyphen_minus"}.get(key, key)) in told


def test_f1_tells_the_keys_of_every_screen_and_leaves_it_as_it_was() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        for keys in ("g", "0", "h", "h end enter", "s", "ctrl+e", "ctrl+p", "b c", "i k K"):
            await pilot.press(*keys.split())
            await pilot.pause()
            over = app.screen
            await pilot.press("f1")
            assert isinstance(app.screen, KeysSheet), keys
            assert "keys here" in text(app)
            await pilot.press("f1")
            assert app.screen is over
            await pilot.press("escape", "escape")
            assert len(app.screen_stack) == 1

    drive(steps)


def test_a_question_mark_is_typed_where_something_is_typed_and_helps_elsewhere() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("g", "question_mark")
        assert "keys here" not in text(app)
        await pilot.press("escape", "s", "question_mark")
        assert "the next seed" in text(app)
        await pilot.press("question_mark", "escape", "space")
        assert app.session.state.done == 1

    drive(steps)
