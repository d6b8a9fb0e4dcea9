"""Ours: the recorded tape, through the engine's public door. After a step every value of it is readable."""

from __future__ import annotations

from benchmarks.nets import Array, Net
from glassnet.core.compiled import NUMPY
from glassnet.core.machine import run, start
from glassnet.core.program import compile_program

CHUNK = 8192  # steps whose losses are looked at together, as a session has them


class Tape:
    """The engine; it hands out the losses of all steps, as the app has them."""

    engine = ""  # the one that runs programs here

    def __init__(self, net: Net) -> None:
        self.program = compile_program(net.config(), self.engine)
        self.state = start(self.program, *net.data(), net.parameters())
        self.loss = 0.0

    def opens(self, iteration: int, values: dict[str, Array]) -> int:
        return CHUNK

    def passed(self, iteration: int, values: dict[str, Array], traces: dict[str, Array]) -> bool:
        self.loss = float(traces["loss"][-1])
        return False

    def __call__(self, steps: int) -> None:
        self.state = run(self.program, self.state, steps, self)

    def parameters(self) -> list[Array]:
        return [self.state.values[name] for name in self.program.parameters]


class WithoutKernels(Tape):
    """The same where no compiler was: each call is NumPy's."""

    engine = NUMPY
