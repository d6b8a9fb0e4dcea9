"""A session as plain data, which `saving.py` writes into files."""

from __future__ import annotations

from glassnet.core.archive import Archive
from glassnet.core.deferred import dataclass
from glassnet.core.errors import short
from glassnet.scenarios.base import Array, Scenario
from glassnet.scenarios.sessions.losses import LossArchive


@dataclass(frozen=True, eq=False)
class SessionArchive:
    """A session as plain data.

    scenarios: each with the tick from which on it holds. losses: see `LossRecord.archive`; the second kind is
    `OldArchive`. halts: kinds and numbers.
    """

    scenarios: tuple[tuple[int, Scenario], ...]
    history: Archive
    losses: LossArchive | tuple[Array, Array, Array, Array]
    halts: tuple[tuple[str, float], ...]

    def __repr__(self) -> str:
        return short(self, f"{self.scenarios[0][1].key}, {self.history!r}")
