"""Draws the pictures of the README from the running app: `python .ci/pictures.py`."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from tui.app import Glassnet

HERE = Path(__file__).parent / "pictures"


async def picture(name: str, app: Glassnet, size: tuple[int, int], keys: list[str], run: int = 0) -> None:
    """One screen after some keys, as SVG; fonts come from the reader's own machine."""
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        if run:
            app.session.run(iterations=run)
        await pilot.press(*keys)
        await pilot.pause()
        svg = app.export_screenshot(title="glassnet", simplify=True)
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    (HERE / f"{name}.svg").write_text(svg.replace("Fira Code", "DejaVu Sans Mono, Menlo, Consolas"))


async def main() -> None:
    """All of them."""
    HERE.mkdir(exist_ok=True)
    await picture("neuron", Glassnet("neuron"), (80, 24), ["f"])
    await picture("xor", Glassnet("xor", at="120:dW1"), (120, 40), ["escape"])
    await picture("explain", Glassnet("xor", at="120:dW1[0,2]"), (120, 40), [])
    await picture("sensor", Glassnet("sensor"), (120, 40), ["i"], run=2999)


asyncio.run(main())
