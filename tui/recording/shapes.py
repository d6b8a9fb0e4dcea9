"""Characters that fill a part of their cell, or cross it as lines, as shapes: no two fonts draw them alike.

Coordinates are quarters of a cell's height: a cell is 2 wide and 4 high, and all of these are squares. Knows nothing of
colours, nor of files.
"""

from __future__ import annotations

from glassnet.tui.drawing.braille import BITS

HALVES = {" ": (), "▀": (0,), "▄": (1,), "█": (0, 1)}  # which have the ink: 0 is the upper one
_ARMS = {  # lines from the middle of a cell to its edges: left, right, up, down
    "─": "lr", "│": "ud", "┌": "rd", "┐": "ld", "└": "ru", "┘": "lu", "├": "rud", "┤": "lud",
    "┬": "lrd", "┴": "lru", "┼": "lrud", "╴": "l", "╶": "r", "╵": "u", "╷": "d",
}  # fmt: skip
_CORNERS = {"╭": (1, 1), "╮": (-1, 1), "╰": (1, -1), "╯": (-1, -1)}  # which way each leaves: across, down
_DASHES = {"┄": 3, "┈": 4, "╌": 2}  # so many to a cell
_UPRIGHT = {"┆": 3, "┊": 4, "╎": 2}
_BRAILLE = "\u2800", "\u28ff"


def line(char: str, x: int, y: int) -> str:
    """A line through the middle of the cell at column x and row y, as path data; empty for other characters."""
    left, top = 2 * x, 4 * y
    across, down = left + 1, top + 2
    if char in _ARMS:
        arms = _ARMS[char]
        flat = _stroke(left if "l" in arms else across, down, left + 2 if "r" in arms else across, down)
        steep = _stroke(across, top if "u" in arms else down, across, top + 4 if "d" in arms else down)
        return flat + steep
    if char in _CORNERS:
        right, below = _CORNERS[char]
        return f"M{across} {down + 2 * below}v{-below}q0 {-below} {right} {-below}"
    if char in _DASHES:
        step = 2 / _DASHES[char]
        return "".join(f"M{left + step * (at + 0.2):.4g} {down}h{step * 0.6:.2g}" for at in range(_DASHES[char]))
    if char in _UPRIGHT:
        step = 4 / _UPRIGHT[char]
        return "".join(f"M{across} {top + step * (at + 0.2):.4g}v{step * 0.6:.2g}" for at in range(_UPRIGHT[char]))
    return ""


def _stroke(x0: int, y0: int, x1: int, y1: int) -> str:
    """From left to right or from top to bottom; nothing where it has no length."""
    return f"M{x0} {y0}h{x1 - x0}" if x1 > x0 else f"M{x0} {y0}v{y1 - y0}" if y1 > y0 else ""


def dots(char: str, x: int, y: int) -> str:
    """The dots of a braille character in the cell at column x and row y, as path data; empty for other characters.

    A dot is a line of no length with round ends, in the middle of the square that begins there.
    """
    if not _BRAILLE[0] <= char <= _BRAILLE[1]:
        return ""
    raised = (ord(char) - ord(_BRAILLE[0])) & BITS
    return "".join(
        f"M{2 * x + column} {4 * y + row}h0"
        for row, columns in enumerate(raised.tolist())
        for column, up in enumerate(columns)
        if up
    )
