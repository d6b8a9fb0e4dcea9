"""The screen as a picture: SVG whose letters come from the reader's own machine."""

from __future__ import annotations

import asyncio
import re

from textual.app import App

from scenarios.base import Scenario

FONTS = "DejaVu Sans Mono, Menlo, Consolas"


def picture(app: App[None]) -> str:
    """The current screen as SVG."""
    svg = app.export_screenshot(title="glassnet", simplify=True)
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)  # they would be fetched from elsewhere
    return svg.replace("Fira Code", FONTS)


def screen(scenario: Scenario, at: str, size: tuple[int, int], plain: bool = False) -> str:
    """What the app shows of a scenario in a terminal of this size (columns, rows), as SVG; needs no terminal.

    at: a prepared moment, `120:dW1[0,2]`. Raises GlassnetError for one that is none.
    """
    from tui.app import Glassnet

    app = Glassnet(scenario, None, plain, at=at)

    async def shown() -> str:
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            return picture(app)

    return asyncio.run(shown())
