"""The catalogue of mistakes: all entries, the more special ones first. A new one is one function in one file here."""

from __future__ import annotations

from glassnet.scenarios.judge.catalogue import back, factors, forward, gradients, loss, slopes, update
from glassnet.scenarios.judge.catalogue.entry import Mistake, Site

CATALOGUE: tuple[Mistake, ...] = (
    *forward.ENTRIES,
    *loss.ENTRIES,
    *slopes.ENTRIES,
    *back.ENTRIES,
    *gradients.ENTRIES,
    *factors.ENTRIES,
    *update.ENTRIES,
)

__all__ = ["CATALOGUE", "Mistake", "Site"]
