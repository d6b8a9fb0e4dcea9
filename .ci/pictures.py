"""Draws the pictures of the README from the running app, and records the moving one: `python .ci/pictures.py`."""

from __future__ import annotations

import asyncio
from pathlib import Path

from glassnet.command_line import main as glassnet
from glassnet.tui.app import Glassnet
from glassnet.tui.picture import picture as svg

HERE = Path(__file__).parent / "pictures"


async def picture(name: str, app: Glassnet, size: tuple[int, int], keys: list[str], run: int = 0) -> None:
    """One screen after some keys, as SVG."""
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        if run:
            app.session.run(iterations=run)
        await pilot.press(*keys)
        await pilot.pause()
        (HERE / f"{name}.svg").write_text(svg(app))


async def main() -> None:
    """All of them."""
    HERE.mkdir(exist_ok=True)
    glassnet(["record", "xor", "--until", "300", "--out", str(HERE / "moving.svg")])
    await picture("xor", Glassnet("xor", at="120:dW1"), (120, 40), ["escape"])
    await picture("explain", Glassnet("xor", at="120:dW1[0,2]"), (120, 40), [])
    await picture("digits", Glassnet("digits"), (120, 40), ["w", "w"], run=1500)
    await picture("diagnosis", Glassnet("xor-stuck"), (120, 40), ["d"], run=5000)


asyncio.run(main())
