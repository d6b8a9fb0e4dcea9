"""The drawing code must run, and be tested, without a terminal toolkit; plotext loads only when a plot is drawn."""

import subprocess
import sys

CODE = """
import sys
from glassnet.tui.drawing import axes, braille, canvas, numbers, palette, plot
print([name for name in ("textual", "rich", "plotext") if name in sys.modules])
"""


def test_drawing_loads_neither_textual_nor_rich_nor_plotext() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
