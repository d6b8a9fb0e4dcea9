"""A stack of linear layers as one matrix, and for one sample that both say the same."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from glassnet.core.collapse import collapsed
from glassnet.core.machine import evaluate
from glassnet.core.numerals import brief
from glassnet.scenarios.sessions.session import Session
from glassnet.tui.drawing.numbers import fixed
from glassnet.tui.moment import Floats
from glassnet.tui.screens.modal import Modal
from glassnet.tui.screens.sheets import LongSheet

MOST = 30  # rows or columns of a matrix that are shown


class CollapseSheet(Modal[None]):
    """W and b of the whole stack, and z of the chosen sample both ways. Raises GlassnetError where a layer bends.

    x (inputs,), y (outputs,): the sample. sample: what it is called. weights: what they are called.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,w,q,enter,space", "dismiss", show=False)]
    KEYS_HERE = (("↑ ↓", "scroll"), ("esc w q", "close it; so do enter and space"))

    def __init__(self, session: Session, x: Floats, y: Floats, sample: str, weights: str = "") -> None:
        super().__init__()
        self._program, self._values = session.program, session.settled.values
        of_now = "weights as now" if session.settled is session.state else "weights before the update"
        self._weights = weights or of_now
        self._one = collapsed(self._program.config.network, self._values)
        self._x, self._y, self._sample = x, y, sample

    def compose(self) -> ComposeResult:
        with LongSheet() as sheet:
            sheet.border_title = "a stack of linear layers is one matrix"
            sheet.border_subtitle = "esc closes"
            yield Static(self._words())

    def _words(self) -> Text:
        last, W, b = self._program.layers, self._one.W, self._one.b
        layers = range(1, last + 1)
        network = self._program.config.network
        text = Text()
        text.append(" @ ".join(f"W{layer}" for layer in layers) + f" = W, {W.shape[0]}×{W.shape[1]}\n", style="bold")
        text.append(_matrix(W))
        text.append("\nthe biases on their way through the later layers = b\n", style="bold")
        text.append(_matrix(b[None, :]))
        count = sum(array.size for name, array in self._values.items() if name in self._program.parameters)
        text.append(f"\n{count:,} numbers in the stack, {W.size + b.size:,} in the one layer\n\n")
        stack = evaluate(self._program, self._values, self._x[None, :], self._y[None, :])[f"z{last}"][0]
        alone = self._one.z(self._x[None, :])[0]
        text.append(f"{self._sample}, x = ({_numbers(self._x)}), {self._weights}\n", style="bold")
        text.append(f"{'':8}{f'the stack: z{last}':>24}{'x @ W + b':>24}  difference\n")
        for unit, (here, there) in enumerate(zip(stack[:MOST], alone[:MOST], strict=True)):
            far = "0" if here == there else brief(float(here - there), 2)
            text.append(f"unit {unit:<3}{float(here)!r:>24}{float(there)!r:>24}  {far}\n")
        text.append(self._verdict(stack, alone), style="bold")
        text.append(f"; then {network.output.activation} makes a{last} of it")
        return text

    def _verdict(self, stack: Floats, alone: Floats) -> str:
        """Whether both are equal: rounding is no more than a small part of what is added up."""
        if not np.isfinite([stack, alone]).all():
            return "not finite any more"
        parts = {name: np.abs(self._values[name]) for name in self._program.parameters}
        added = collapsed(self._program.config.network, parts).z(np.abs(self._x)[None, :])[0]
        return "equal, but for rounding" if (np.abs(stack - alone) <= 1e-12 * added).all() else "NOT equal"


def _numbers(x: Floats) -> str:
    return ", ".join(brief(float(value)) for value in x[:8]) + (", …" if len(x) > 8 else "")


def _matrix(array: Floats) -> str:
    """A row a line, as much as is sensible to read."""
    lines = ["  ".join(fixed(float(value)) for value in row[:8]) for row in array[:MOST]]
    more = array.shape[0] > MOST or array.shape[1] > 8
    return "\n".join(lines) + ("\n… and so on\n" if more else "\n")
