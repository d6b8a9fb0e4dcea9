"""Looks at every iteration of a run, for tests that want to see them one by one."""

from __future__ import annotations

from collections.abc import Callable

from glassnet.core.ops import Array
from glassnet.core.tape import Traces

Watch = Callable[[int, dict[str, Array]], object]


class Each:
    """Looks at every iteration: before(iteration, values) as it opens, after(iteration, values) at its end.

    Either stops the run there by returning something true.
    """

    def __init__(self, before: Watch | None = None, after: Watch | None = None) -> None:
        self._before, self._after = before, after

    def opens(self, iteration: int, values: dict[str, Array]) -> int:
        """One, or none where it stops here."""
        return 0 if self._before is not None and self._before(iteration, values) else 1

    def passed(self, iteration: int, values: dict[str, Array], traces: Traces) -> object:
        """Whether it stops here."""
        return self._after is not None and self._after(iteration, values)
