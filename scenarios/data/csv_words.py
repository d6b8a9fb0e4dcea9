"""Words that the sentences about a CSV file share."""

from __future__ import annotations

from collections.abc import Sequence

from glassnet.core.numerals import brief

LONGEST_NAME = 120  # names that begin alike must stay different; whoever shows them cuts them to the room
LISTED = 5  # names that a sentence lists
OTHER = "try another column with --target"


def listed(names: Sequence[str], quotes: bool = True) -> str:
    """Names in a sentence, at most LISTED of them."""
    texts = [f'"{name}"' if quotes else name for name in names[:LISTED]]
    more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    return ", ".join(texts) + more


def amount(value: float) -> str:
    """A number in a sentence: `268,333`, `0.5`."""
    return f"{value:,.0f}" if 1000 <= abs(value) < 1e9 else brief(value)
