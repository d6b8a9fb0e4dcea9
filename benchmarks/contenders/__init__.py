"""Who trains the same nets: each takes a Net and is trained on by so many steps.

Each framework is loaded when it is first asked for, and left out where it is not installed.
"""

from __future__ import annotations

from importlib import import_module
from typing import Protocol

from benchmarks.nets import Array, Net

OURS, SESSION, TUTORIAL = "Glassnet", "Glassnet, a session", "tutorial NumPy"
GENERATED = "C generated for the net"
CONTENDERS = {  # name: module and class in it, the library
    OURS: ("tape.Tape", "numpy"),
    SESSION: ("session.InSession", "numpy"),
    "Glassnet without its compiled engine": ("tape.WithoutKernels", "numpy"),
    GENERATED: ("generated_c.Generated", "numpy"),
    TUTORIAL: ("tutorial.Tutorial", "numpy"),
    "PyTorch eager": ("pytorch.Eager", "torch"),
    "PyTorch compiled": ("pytorch.Compiled", "torch"),
    "JAX jit": ("jax_jit.Jit", "jax"),
    "JAX, the loop compiled": ("jax_jit.Loop", "jax"),
    "JavaScript on node": ("javascript.Loops", "numpy"),
    "scikit-learn": ("scikit_learn.Classifier", "sklearn"),
}


class Contender(Protocol):
    """One way to train a net.

    loss: of the last step, read before its update, after a call with one step.
    """

    @property
    def loss(self) -> float: ...

    def __call__(self, steps: int) -> None:
        """Train on by so many steps."""

    def parameters(self) -> list[Array]:
        """W1 b1 W2 b2 … as they are now, in the engine's shapes."""


class LeftOut(Exception):
    """A contender that cannot do this task; says why."""


def contender(name: str, net: Net) -> Contender:
    """One of CONTENDERS at its first step. Raises LeftOut where it cannot be, or is not installed."""
    place, library = CONTENDERS[name]
    module, made_by = place.split(".")
    try:
        import_module(library)
    except ImportError:
        raise LeftOut(f"{library} is not installed") from None
    made: Contender = getattr(import_module(f"benchmarks.contenders.{module}"), made_by)(net)
    return made
