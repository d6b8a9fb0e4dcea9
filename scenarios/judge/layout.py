"""How a learner lays his arrays out, and the same numbers laid out as the engine has them.

Rows are samples here: x (n, i), W (i, o), b (o,), z (n, o). He may have samples in columns (W is units × inputs then),
or rows with W units × inputs as `torch.nn.Linear` has it. Which one it is, shapes decide; where they leave more than
one, whoever asks tries them in the order given. Gradients and deltas of a shape of their own stay, turned: whether that
is a mistake is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from glassnet.core.deferred import dataclass
from glassnet.core.errors import GlassnetError
from glassnet.scenarios.judge.names import Name, parse

Array = NDArray[np.float64]
ROWS, COLUMNS, TURNED = "rows", "columns", "rows, W transposed"
LAYOUTS = (ROWS, COLUMNS, TURNED)
FREE = ("da", "dz", "dW", "db")  # kinds that may have a wrong shape: that is judged, not refused


@dataclass(frozen=True, eq=False)
class Laid:
    """Numbers as the engine has them.

    layout: of LAYOUTS. sizes: units from the inputs to the outputs. samples: n.
    arrays: by name. notes: what was accepted and is told. odd: names whose shape is not that of what they are of.
    """

    layout: str
    sizes: tuple[int, ...]
    samples: int
    arrays: Mapping[str, Array]
    notes: tuple[str, ...] = ()
    odd: frozenset[str] = field(default_factory=frozenset)


def laid_out(
    arrays: Mapping[str, Array], softmax: bool | None = None, defaults: Mapping[str, Array] = MappingProxyType({})
) -> list[Laid]:
    """All layouts that the shapes allow: those with fewest odd shapes first, then the most usual.

    arrays: x, y and every W, unless defaults (with samples in rows) have them.
    softmax: whether the output is one, where it is known; class numbers (n,) go
    with it alone. Raises GlassnetError with what does not fit in the layout that comes nearest.
    """
    found, misfits = [], []
    for layout in LAYOUTS:
        try:
            found.append(_lay({**_in_layout(defaults, layout), **arrays}, layout, softmax))
        except _Misfit as misfit:
            misfits.append(misfit)
    if not found:
        raise GlassnetError(str(max(misfits, key=lambda misfit: misfit.fits)))
    return sorted(found, key=lambda laid: len(laid.odd))


def _in_layout(arrays: Mapping[str, Array], layout: str) -> dict[str, Array]:
    """Arrays with samples in rows as they are in another layout."""
    turned = {ROWS: (), COLUMNS: ("x", "y", "W"), TURNED: ("W",)}[layout]
    return {name: _turned(array, name.startswith(turned)) if turned else array for name, array in arrays.items()}


class _Misfit(Exception):
    """A shape that does not fit; fits: how many others did before it."""

    def __init__(self, words: str, fits: int) -> None:
        super().__init__(words)
        self.fits = fits


def _lay(arrays: Mapping[str, Array], layout: str, softmax: bool | None) -> Laid:
    names = {text: name for text in arrays if (name := parse(text)) is not None}
    beyond = next((name for name in names.values() if name.layer > _layers(names.values())), None)
    if beyond is not None:
        raise GlassnetError(f"{beyond.text} is of layer {beyond.layer}, but there are {_layers(names.values())} W")
    weights = [_turned(arrays[f"W{at}"], layout != ROWS) for at in range(1, _layers(names.values()) + 1)]
    if weights[-1].ndim == 1:  # one output: its weights are a vector
        weights[-1] = weights[-1][:, None]
    for at, weight in enumerate(weights, start=1):
        if weight.ndim != 2:
            raise _Misfit(f"W{at} must have two axes, got the shape {arrays[f'W{at}'].shape}", 0)
    sizes = (weights[0].shape[0], *(weight.shape[1] for weight in weights))
    for at in range(1, len(weights)):
        if weights[at].shape[0] != sizes[at]:
            one, other = arrays[f"W{at}"].shape, arrays[f"W{at + 1}"].shape
            raise _Misfit(f"W{at} {one} and W{at + 1} {other} do not fit together", at)
    fitted = _Fitted(layout, sizes, arrays[f"W{len(weights)}"].ndim == 1)
    fitted.take_x(arrays["x"])
    fitted.take_y(arrays["y"], softmax)
    for text, name in names.items():
        if text not in ("x", "y"):
            fitted.take(text, name, arrays[text])
    return Laid(layout, sizes, fitted.samples, fitted.arrays, tuple(fitted.notes), frozenset(fitted.odd))


def _layers(names: Iterable[Name]) -> int:
    return max((name.layer for name in names if name.is_parameter and name.kind == "W"), default=0)


def _turned(array: Array, turn: bool) -> Array:
    return array.T if turn and array.ndim == 2 else array


class _Fitted:
    """The arrays that have been fitted into one layout so far.

    vector: whether the weights of a single output are given as a vector, so that their gradient may be one.
    """

    def __init__(self, layout: str, sizes: tuple[int, ...], vector: bool) -> None:
        self.layout, self.sizes, self.vector = layout, sizes, vector
        self.samples = 0
        self.arrays: dict[str, Array] = {}
        self.notes: list[str] = []
        self.odd: set[str] = set()

    def _fail(self, text: str, got: Array, wanted: tuple[int, ...]) -> _Misfit:
        if self.layout == COLUMNS or (self.layout == TURNED and text[0] == "W"):
            wanted = wanted[::-1]
        return _Misfit(f"{text} must have the shape {wanted}, got {got.shape}", len(self.arrays) + len(self.sizes))

    @property
    def _samples(self) -> str:
        """What samples are in his arrays."""
        return "columns" if self.layout == COLUMNS else "rows"

    def take_x(self, x: Array) -> None:
        inputs = self.sizes[0]
        if x.ndim == 1 and len(x) == inputs and self.layout != COLUMNS:
            self.notes.append("x is one sample")
            x = x[None, :]
        elif x.ndim == 1 and len(x) == inputs:
            x = x[:, None]
        elif x.ndim <= 1 and inputs == 1 and x.size:
            x = x.reshape(-1, 1) if self.layout != COLUMNS else x.reshape(1, -1)
        made = _turned(x, self.layout == COLUMNS)
        if made.ndim == 2 and not len(made):
            raise _Misfit(f"x has no {self._samples}", len(self.sizes))
        if made.ndim != 2 or made.shape[1] != inputs:
            raise self._fail("x", x, (len(made) if made.ndim else 1, inputs))
        self.arrays["x"], self.samples = made, len(made)

    def take_y(self, y: Array, softmax: bool | None) -> None:
        wanted = (self.samples, self.sizes[-1])
        if self._are_classes(y, softmax):
            self.notes.append("y has class numbers")
            self.arrays["y"] = np.eye(wanted[1])[y.astype(int).ravel()]
            return
        self.arrays["y"] = self._rows("y", y, wanted)
        if y.ndim == 1 and wanted[1] == 1 and wanted[0] > 1:
            self.notes.append(f"y {y.shape} is taken as {wanted}")

    def _are_classes(self, y: Array, softmax: bool | None) -> bool:
        units = self.sizes[-1]
        flat = y.ndim <= 1 or (y.ndim == 2 and 1 in y.shape)
        numbers = bool(y.size == self.samples and (y == np.round(y)).all() and ((y >= 0) & (y < units)).all())
        return flat and units > 1 and numbers and softmax is not False and y.size != units * self.samples

    def _rows(self, text: str, array: Array, wanted: tuple[int, int]) -> Array:
        """An array with a row a sample. Raises _Misfit."""
        made = _turned(array, self.layout == COLUMNS)
        if made.shape == wanted:
            return made
        if made.ndim < 2 and made.size == wanted[0] * wanted[1] and 1 in wanted:
            return made.reshape(wanted)
        if text != "y" and made.ndim == 2 and made.shape[1] == wanted[1] and len(made):
            count = f"{len(made)} {self._samples if len(made) > 1 else self._samples[:-1]}"
            words = f"{text} has {count}, x has {wanted[0]}: a mini-batch? give the x and y of it"
            raise _Misfit(f'{words} (judge(globals(), x="xb", y="yb"))', len(self.arrays) + len(self.sizes))
        raise self._fail(text, array, wanted)

    def take(self, text: str, name: Name, array: Array) -> None:
        """Fit one array in. Raises _Misfit where it fits nothing and could be no mistake of a gradient's."""
        try:
            self.arrays[text] = self._fit(text, name, array)
        except _Misfit:
            if (name.kind not in FREE and not name.suffix) or array.ndim > 2:
                raise
            turn = self.layout == COLUMNS or (self.layout == TURNED and name.kind in ("W", "dW"))
            self.arrays[text] = _turned(array, turn)
            self.odd.add(text)

    def _fit(self, text: str, name: Name, array: Array) -> Array:
        if not name.layer:
            if array.size != 1:
                raise _Misfit(f"{text} must be one number, got the shape {array.shape}", len(self.arrays))
            return array.reshape(())
        inputs, units = self.sizes[name.layer - 1], self.sizes[name.layer]
        if name.kind in ("W", "dW"):
            vector = self.vector and name.layer == len(self.sizes) - 1 and array.shape == (inputs,)
            made = array[:, None] if vector else _turned(array, self.layout != ROWS)
            if made.shape != (inputs, units):
                raise self._fail(text, array, (inputs, units))
            return made
        if name.kind in ("b", "db"):
            if array.shape not in ((units,), (1, units), (units, 1)) and not (units == 1 and array.shape == ()):
                raise self._fail(text, array, (units,))
            return array.reshape(units)
        return self._rows(text, array, (self.samples, units))
