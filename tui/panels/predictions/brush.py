"""What the brush for the map says that it does."""

from __future__ import annotations

from glassnet.scenarios.base import Dataset
from glassnet.tui.view_state import TAKE


def kind_words(data: Dataset, kind: int) -> str:
    """A kind as people say it: `y = 1`, or the class's name."""
    name = data.kinds[kind]
    return f"y = {name}" if name == str(kind) else name


def brush_words(data: Dataset, brush: int | None) -> str:
    """What a click on the map does with a brush."""
    if brush is None:
        return "a click on the map chooses a sample"
    return "a click takes a point away" if brush == TAKE else f"a click adds {kind_words(data, brush)}"
