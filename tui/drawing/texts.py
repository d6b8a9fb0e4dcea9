"""Which of several wordings fits, and numbers for borders and captions. Knows nothing of what they say."""

from __future__ import annotations

import math

from .canvas import shorten
from .numbers import brief


def fitting(width: int, *texts: str) -> str:
    """The first text that fits, else the last one shortened."""
    return next((text for text in texts if len(text) <= width), shorten(texts[-1], width))


def steady(value: float) -> str:
    """Four decimals where they say something, so that the text keeps its length while training runs."""
    if not math.isfinite(value) or value == round(value) or not 1e-3 <= abs(value) < 1e4:
        return brief(value)
    return f"{value:.4f}"
