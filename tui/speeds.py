"""How fast a run goes: from one operation a second to as fast as it can."""

from __future__ import annotations

from glassnet.core.deferred import dataclass


@dataclass(frozen=True)
class Speed:
    """A pace: `each` is "step" or "iteration", `per_second` None for flat out."""

    each: str
    per_second: float | None

    def __str__(self) -> str:
        if self.per_second is None:
            return "flat out"
        return f"{self.per_second:g} {self.each}{'s' * (self.per_second != 1)}/s"


SPEEDS = (
    *(Speed("step", rate) for rate in (1, 2, 5, 10, 25)),
    *(Speed("iteration", rate) for rate in (5, 20, 100, 500)),
    Speed("iteration", None),
)
DEFAULT_SPEED = SPEEDS.index(Speed("iteration", 100))
