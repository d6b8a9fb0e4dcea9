"""A number that is typed where nothing asks for one: the key that was to ask for it was refused. Its keys do nothing.

Knows keys, not what they do elsewhere.
"""

from __future__ import annotations

BEGINS = {**{str(digit): str(digit) for digit in range(10)}, "full_stop": ".", "comma": ",", "minus": "-"}
GOES_ON = ("e", "plus", "backspace", "enter")  # as in 1e-5⏎; where nothing was typed before, keys like all others


class Typed:
    """What is typed after a refusal, until a key comes that no number is typed with."""

    def __init__(self) -> None:
        self._refused = self._several = self._begun = False

    def refused(self, several: bool = False) -> None:
        """A key that was to ask for a number was refused. several: for numbers with spaces between them."""
        self._refused, self._several, self._begun = True, several, False

    def end(self) -> None:
        """Something else was done."""
        self._refused = self._begun = False

    def takes(self, key: str) -> bool:
        """Whether this key belongs to such a number, and is to do nothing else; another one ends it."""
        goes_on = self._begun and (key in GOES_ON or (self._several and key == "space"))
        self._refused = self._refused and (key in BEGINS or goes_on)
        self._begun = self._refused and key != "enter"
        return self._refused
