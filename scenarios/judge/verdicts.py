"""The verdicts there are."""

from __future__ import annotations

RIGHT, OTHER_LOSS, MISTAKE = "right", "other loss", "mistake"
SEVERAL, NOT, CANNOT, EMPTY = "several fit", "does not follow", "cannot tell", "not filled in"
FINE = (RIGHT, OTHER_LOSS)
