"""The names that handed-in numbers go by: what each stands for, and the nearest right one to a wrong one.

Knows how names are spelled; knows nothing of arrays, shapes and networks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from glassnet.core.deferred import dataclass
from glassnet.core.errors import nearest, quoted

NEW, BEFORE = "_new", "_before"
LAYERED = ("W", "b", "z", "a", "da", "dz", "dW", "db")
SINGLE = ("x", "y", "loss", "t", "lr", "momentum", "rate")
ALIASES = {"X": "x", "Y": "y", "learning_rate": "lr", "regularization_rate": "rate"}
RATE_IS = "rate may be either: call it learning_rate, or regularization_rate (and say which regularization)"
_PATTERN = re.compile(r"(?:(W|b|z|a|da|dz|dW|db)|(v_|m_)(W|b))([1-9]\d{0,2})(_new|_before)?")
_DELTA = re.compile(r"(?i:delta)_?([1-9]\d{0,2})")  # what textbooks call dz


@dataclass(frozen=True)
class Name:
    """One name, taken apart: `v_W1_new` is kind `W`, layer 1, state `v_`, suffix `_new`.

    kind: of LAYERED or SINGLE. layer: from 1; 0 for a single name.
    """

    text: str
    kind: str
    layer: int = 0
    state: str = ""
    suffix: str = ""

    @property
    def is_parameter(self) -> bool:
        """Whether it is a weight matrix or a bias before the update."""
        return self.kind in ("W", "b") and not self.state and not self.suffix


def parse(text: str) -> Name | None:
    """The name, taken apart; None for what is no name of ours."""
    text = ALIASES.get(text, text)
    if text in SINGLE:
        return Name(text, text)
    found = _PATTERN.fullmatch(text)
    if found is None:
        return None
    kind, state, suffix = found[1] or found[3], found[2] or "", found[5] or ""
    if suffix == NEW and kind not in ("W", "b"):
        return None
    if suffix == BEFORE and (kind not in ("dW", "db") or state):
        return None
    return Name(text, kind, int(found[4]), state, suffix)


def parse_any_case(text: str) -> Name | None:
    """The name that this is but for capitals: `DW1`, `dw1` and `dW1` are one."""
    if (exact := parse(text)) is not None:
        return exact
    low = text.lower()
    for kind in (*LAYERED, "v_W", "v_b", "m_W", "m_b"):
        if low.startswith(kind.lower()) and (found := parse(kind + low[len(kind) :])) is not None:
            return found
    return parse(low)


def unknown_name(text: str, layers: int, others: tuple[str, ...] = ()) -> str:
    """One line for a name that is none of ours, with the nearest right one. others: names that may stand there too."""
    if text == "rate":
        return RATE_IS
    delta = _DELTA.fullmatch(text)
    close = f"dz{delta[1]}" if delta else nearest(text, [*examples(layers), *others])
    hint = f': did you mean "{close}"?' if close else ""
    return f"unknown name {quoted(text)}{hint} (names are x, y, W1, b1, z1, a1, loss, dz1, dW1, db1, W1_new, lr …)"


def examples(layers: int) -> list[str]:
    """The names there are in a network of so many layers."""
    made = [*SINGLE, *ALIASES]
    for layer in range(1, layers + 1):
        made += [f"{kind}{layer}" for kind in LAYERED]
        made += [f"{state}{kind}{layer}{end}" for state in ("", "v_", "m_") for kind in "Wb" for end in ("", NEW)]
    return made


def deepest(texts: Iterable[str]) -> int:
    """The highest layer that any W has; 0 where there is none."""
    found = [parse(text) for text in texts]
    return max((name.layer for name in found if name and name.is_parameter and name.kind == "W"), default=0)
