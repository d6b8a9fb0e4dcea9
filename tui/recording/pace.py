"""When each frame of a moving picture begins, and how long one round takes: seconds, the same in every kind of file."""

from __future__ import annotations

EACH = 0.15  # a frame
FIRST, LAST = 1.0, 3.0  # and the first and the last one, at which it rests


def starts(frames: int) -> list[float]:
    """When each of so many frames begins; the first one at 0."""
    return [0.0, *(round(FIRST + EACH * at, 3) for at in range(frames - 1))]


def length(frames: int) -> float:
    """One round."""
    return round(starts(frames)[-1] + LAST, 3)
