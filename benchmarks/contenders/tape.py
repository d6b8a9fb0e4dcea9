"""Ours: the recorded tape, through the engine's public door. After a step every value of it is readable."""

from __future__ import annotations

from benchmarks.nets import Array, Net
from glassnet.core.machine import run, start
from glassnet.core.program import compile_program


class Tape:
    """The engine; a watch reads the loss of every step, as the app does."""

    def __init__(self, net: Net) -> None:
        self.program = compile_program(net.config())
        self.state = start(self.program, *net.data(), net.parameters())
        self.loss = 0.0

    def _watch(self, iteration: int, values: dict[str, Array]) -> bool:
        self.loss = float(values["loss"])
        return False

    def __call__(self, steps: int) -> None:
        self.state = run(self.program, self.state, steps, after=self._watch)

    def parameters(self) -> list[Array]:
        return [self.state.values[name] for name in self.program.parameters]
