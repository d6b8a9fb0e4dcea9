"""Symbols: an op run on `Name`s gives no number but its own spelling, in formulas, in NumPy and in PyTorch.

Knows how pieces of text go together; knows nothing of programs and values. `names.py` makes the names of a step.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from glassnet.core.notation import ATOM, FORMULA, LANGUAGES, LOOSE, NUMPY, POWER, PRODUCT, SIGN, TORCH, Text, write
from glassnet.core.op import Notation
from glassnet.core.terms import brief

Texts = dict[str, Text]

SUMS = {  # by axes: the sign in formulas, what NumPy is told, what PyTorch
    -2: ("Σₙ", "axis=0", "dim=0"),
    -1: ("Σₖ", "axis=1, keepdims=True", "dim=1, keepdim=True"),
    (-2, -1): ("Σ", "", ""),
}


class Name(NDArrayOperatorsMixin):
    """What stands for an array in a formula: its spelling in each of LANGUAGES, and its shape.

    sheet: where results that are used more than once become lines of their own; None keeps all in one line.
    """

    def __init__(self, texts: Texts, shape: tuple[Any, ...] = (), sheet: Sheet | None = None) -> None:
        self.texts = texts
        self.shape = shape
        self.sheet = sheet

    @property
    def mT(self) -> Name:
        """The transpose; `x.T` in the spelling for two axes."""
        texts = {
            language: Text(text.within(ATOM) + ("ᵀ" if language == FORMULA else ".T"))
            for language, text in self.texts.items()
        }
        return Name(texts, (*self.shape[:-2], *self.shape[:-3:-1]), self.sheet)

    def __getitem__(self, key: Any) -> Name:
        names = [part for part in key if isinstance(part, Name)]
        if not names:  # a broadcast such as b[..., None, :], which needs no word with two axes
            return self
        texts = {
            language: Text(f"{self.texts[language].text}[{names[0].texts[language].text}]") for language in LANGUAGES
        }
        return Name(texts, sheet=self.sheet)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Name:
        parts = [part if isinstance(part, Name) else number(part) for part in inputs]
        if method == "reduce":
            made = self._reduced(ufunc, options["axis"])
        else:
            texts = {
                language: write(ufunc, [part.texts[language] for part in parts], language) for language in LANGUAGES
            }
            made = Name(texts, max((part.shape for part in parts), key=len))
        made.sheet = next((part.sheet for part in parts if part.sheet), None)
        if made.sheet:
            made.sheet.note(made, parts)
        return made

    def _reduced(self, ufunc: Any, axis: Any) -> Name:
        sign, numpy, torch = SUMS[axis]
        largest = ufunc is np.maximum
        if largest:
            sign = "max"
        formula, code, other = (self.texts[language] for language in LANGUAGES)
        texts = {
            FORMULA: Text(f"{sign} {formula.within(PRODUCT)}", PRODUCT),
            NUMPY: Text(f"{code.within(ATOM)}.{'max' if largest else 'sum'}({numpy})"),
            TORCH: Text(f"{other.within(ATOM)}.{'amax' if largest else 'sum'}({torch})"),
        }
        return Name(texts, self.shape)

    def written(self, marks: Notation, arguments: tuple[Any, ...]) -> Name:
        """This result as its function's notation writes it; called by `ops.notation`."""
        spelled = dict(self.texts)
        if marks.formula is not None:
            spelled[FORMULA] = _function(marks.formula, arguments[0].texts[FORMULA])
        for language, word in ((NUMPY, marks.numpy), (TORCH, marks.torch)):
            if word is not None:  # a method stands after its object, other words have brackets
                strength = ATOM if word.startswith("{}.") else LOOSE
                spelled[language] = Text(word.format(*(part.texts[language].within(strength) for part in arguments)))
        return Name(spelled, self.shape, self.sheet)


def _function(formula: str, argument: Text) -> Text:
    if formula == "{}":
        return argument
    if formula.endswith("{}"):  # a prefix such as `mean`
        return Text(formula.format(argument.within(POWER)), PRODUCT)
    return Text(formula.format(argument.text, z=argument.text.replace("a", "z", 1)))


class Sheet:
    """What one run of an op makes, in order, and the lines above its own: those of what is used more than once.

    names: what the results at these places are called; empty in a first run, which finds the places.
    """

    def __init__(self, language: str, names: Mapping[int, str] = MappingProxyType({})) -> None:
        self.language = language
        self.names = names
        self.lines: list[tuple[str, str]] = []
        self._made: list[tuple[Name, int]] = []  # and how often it was used

    def note(self, made: Name, parts: list[Name]) -> None:
        """Count the uses of the parts; write what is made on a line of its own where it has a name."""
        self._made = [(name, uses + sum(part is name for part in parts)) for name, uses in self._made]
        if (name := self.names.get(len(self._made))) is not None:
            self.lines.append((name, made.texts[self.language].text))
            made.texts = dict.fromkeys(LANGUAGES, Text(name))
        self._made.append((made, 0))

    def used_again(self) -> list[int]:
        """The places of what was used more than once."""
        return [place for place, (_, uses) in enumerate(self._made) if uses > 1]


def number(value: Any) -> Name:
    """A constant in a formula; code has all its digits."""
    text = brief(float(value), 6)
    strength = SIGN if text.startswith("-") else ATOM
    code = Text(text if float(text) == float(value) else repr(float(value)), strength)
    return Name({FORMULA: Text(text, strength), NUMPY: code, TORCH: code})


class Count(Name):
    """A number of samples or units as a divisor: `n`, or a number, with a factor of 1 left out."""

    def __mul__(self, other: Any) -> Name:
        if isinstance(other, Name) and other.texts[FORMULA].text == "1":
            return self
        return super().__mul__(other)  # type: ignore[no-any-return]


class ShapeName(Name):
    """An array of which the formula says its shape alone: `2×n @ n×4`."""

    @property
    def mT(self) -> Name:
        """The transpose: the two lengths change places."""
        turned = "×".join(reversed(self.texts[FORMULA].text.split("×")))
        return ShapeName({**self.texts, FORMULA: Text(turned)}, self.shape[::-1])
