"""Which seeds, how many iterations: as people type it, on the command line and in the app."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from glassnet.core.errors import GlassnetError, quoted
from glassnet.scenarios.sweeps.outcome import CONVERGED

MOST_SEEDS = 100_000
MOST_ITERATIONS = 10**9


class Asked(NamedTuple):
    """Seeds to train, for so many iterations, and the loss below which it is learned."""

    seeds: Sequence[int]
    iterations: int
    below: float

    def __str__(self) -> str:
        seeds = self.seeds
        words = f"{seeds.start}:{seeds.stop}" if isinstance(seeds, range) else ",".join(map(str, seeds))
        return f"{words} {self.iterations} {self.below:g}"


USUAL = Asked(range(100), 10_000, CONVERGED)


def read_seeds(text: str, name: str = "seeds") -> Sequence[int]:
    """`0:200` is 0 … 199; `7` and `1,5,9` are themselves. Raises GlassnetError, with the name of what was given."""
    if found := re.fullmatch(r"(\d{1,18}):(\d{1,18})", text):
        seeds: Sequence[int] = range(int(found[1]), int(found[2]))
    elif re.fullmatch(r"\d{1,18}(,\d{1,18})*", text):
        seeds = [int(part) for part in text.split(",")]
    else:
        raise GlassnetError(f"{name} takes FROM:TO (without TO), or N,N,N; got {quoted(text)}")
    if not 1 <= len(seeds) <= MOST_SEEDS:
        raise GlassnetError(f"{name} must be from 1 to {MOST_SEEDS:,} seeds, got {len(seeds):,}")
    return seeds


def read_asked(text: str) -> Asked:
    """`0:100 10000 0.01`; what is left out at the end is as usual. Raises GlassnetError."""
    words = text.split()
    if not 1 <= len(words) <= 3:
        raise GlassnetError("seeds, and if need be iterations and a loss, with spaces between them")
    asked = USUAL._replace(seeds=read_seeds(words[0]))
    if len(words) > 1:
        if not (re.fullmatch(r"[0-9]{1,10}", words[1]) and 1 <= int(words[1]) <= MOST_ITERATIONS):
            raise GlassnetError(f"iterations are a whole number from 1 to {MOST_ITERATIONS:,}, got {quoted(words[1])}")
        asked = asked._replace(iterations=int(words[1]))
    if len(words) > 2:
        try:
            below = float(words[2])
        except ValueError:
            below = 0.0
        if not 0 < below < float("inf"):
            raise GlassnetError(f"the loss must be a finite number above 0, got {quoted(words[2])}")
        asked = asked._replace(below=below)
    return asked
