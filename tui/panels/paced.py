"""A picture that is kept until the parameters change, and a little longer while training runs."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Generic, TypeVar

from glassnet.tui.snapshot import Snapshot

EVERY = 0.1  # seconds between two pictures while training runs

Made = TypeVar("Made")


class Paced(Generic[Made]):
    """The last picture that was made, with what it was made of."""

    def __init__(self) -> None:
        self._parameters: tuple[object, ...] = ()
        self._form: tuple[object, ...] = ()
        self.made: Made | None = None
        self.made_at = 0.0  # when, by the monotonic clock

    def get(self, snapshot: Snapshot, form: tuple[object, ...], make: Callable[[], Made]) -> Made:
        """The picture of this moment's settled parameters, or the last one where it is too soon for another.

        form: whatever else it depends on, its size and colours for instance.
        """
        parameters = tuple(snapshot.settled.values[name] for name in snapshot.program.parameters)
        now = time.monotonic()
        if self.made is not None and form == self._form and len(parameters) == len(self._parameters):
            same = all(a is b for a, b in zip(parameters, self._parameters, strict=True))
            if same or (snapshot.choices.running and now - self.made_at < EVERY):
                return self.made
        made = make()
        self._parameters, self._form, self.made, self.made_at = parameters, form, made, now
        return made
