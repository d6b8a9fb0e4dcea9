"""What a judgement says: the verdict, where it is, which mistake it is, and what it was judged by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from glassnet.core.deferred import dataclass
from glassnet.scenarios.judge.verdicts import FINE


@dataclass(frozen=True)
class Found:
    """One mistake.

    at: the first given name that does not follow. id: of the catalogue. words: one sentence.
    yours, right: formulas. numpy: the right line.
    example: an entry with his numbers, formula and value of yours and right; empty where none can be shown.
    where: the formula of what the right one reads, where that was not given.
    """

    at: str
    id: str
    words: str
    yours: str
    right: str
    numpy: str = ""
    example: tuple[str, ...] = ()
    where: str = ""

    def as_json(self) -> dict[str, Any]:
        """As --json prints it."""
        return {
            "at": self.at,
            "id": self.id,
            "words": self.words,
            "yours": self.yours,
            "right": self.right,
            "numpy": self.numpy,
            "example": list(self.example),
        }


@dataclass(frozen=True)
class Off:
    """A number that does not follow and that nothing known gives: its largest entry that is off.

    entry: `dW1[2,1]`. yours, right: its values. entries, of: how many are off. ratio: yours to right, where constant.
    formula, numpy: the step as it should be.
    """

    name: str
    entry: str
    yours: float
    right: float
    entries: int
    of: int
    ratio: float | None = None
    shape: str = ""
    formula: str = ""
    numpy: str = ""

    def as_json(self) -> dict[str, Any]:
        """As --json prints it."""
        return {key: None if value != value else value for key, value in vars(self).items()}


@dataclass(frozen=True, repr=False)
class Judgement:
    """Whose number is wrong, and which mistake it is.

    verdict: right, other loss, mistake, several fit, does not follow, cannot tell. layout: how the arrays are laid out.
    settings: what it was judged by. judged: names in the order of the program; wrong: those that do not follow;
    follows: those that differ from the right value but follow. mistakes, rivals: see `Found`; ids that fit equally.
    off: what nothing known gives. notes: what was accepted, and what these numbers cannot show. effect: the loss of
    both programs after so many iterations. advice: the diagnosis of his parameters where all is right.
    entries: every entry that is off, yours and right. asides: notes that are printed only where everything is.
    """

    verdict: str
    layout: str
    settings: Mapping[str, Any]
    judged: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()
    mistakes: tuple[Found, ...] = ()
    rivals: tuple[tuple[str, ...], ...] = ()
    off: tuple[Off, ...] = ()
    notes: tuple[str, ...] = ()
    effect: Mapping[str, Any] = field(default_factory=dict)
    advice: tuple[str, ...] = ()
    entries: tuple[tuple[str, float, float], ...] = ()
    not_looked_at: tuple[str, ...] = ()
    asides: tuple[str, ...] = ()
    _rival_words: tuple[tuple[str, ...], ...] = ()

    @property
    def exit_code(self) -> int:
        """0 where nothing is wrong, else 1."""
        return 0 if self.verdict in FINE else 1

    def as_json(self) -> dict[str, Any]:
        """As --json prints it."""
        return {
            "verdict": self.verdict,
            "layout": self.layout,
            "settings": dict(self.settings),
            "judged": list(self.judged),
            "wrong": list(self.wrong),
            "follows": list(self.follows),
            "mistakes": [each.as_json() for each in self.mistakes],
            "rivals": [list(each) for each in self.rivals],
            "off": [each.as_json() for each in self.off],
            "notes": [*self.notes, *self.asides],
            "effect": dict(self.effect),
            "advice": list(self.advice),
        }

    def __repr__(self) -> str:
        where = ", ".join(f"{each.at}: {each.id}" for each in self.mistakes) or " ".join(self.wrong)
        return f"<Judgement {self.verdict}{' ' if where else ''}{where}>"

    def __str__(self) -> str:
        from glassnet.scenarios.judge.text import in_words

        return in_words(self)

    def _repr_html_(self) -> str:
        from glassnet.scenarios.judge.text import in_html

        return in_html(self)
