"""Where a session can be taken: a new kind of export is one entry of EXPORTS."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from glassnet.core.notation import NUMPY, TORCH
from glassnet.scenarios.export import losses_csv, onnx_model, session_script
from glassnet.scenarios.sessions.session import Session


class Export(NamedTuple):
    """One kind: what it is, how its files end, and its content, made of a session and of the screen as SVG."""

    words: str
    suffix: str
    make: Callable[[Session, str], bytes]


EXPORTS: dict[str, Export] = {
    "numpy": Export(
        "a script that needs NumPy alone and prints the same losses",
        ".py",
        lambda session, shown: session_script(session, NUMPY).encode(),
    ),
    "torch": Export(
        "the same experiment in PyTorch, with the same losses",
        "_torch.py",
        lambda session, shown: session_script(session, TORCH).encode(),
    ),
    "onnx": Export(
        "the network with its weights as they are, for any ONNX runtime",
        ".onnx",
        lambda session, shown: onnx_model(session.scenario, session.settled.values),
    ),
    "csv": Export(
        "the losses, a row an iteration; beyond a million those kept",
        ".csv",
        lambda session, shown: losses_csv(session).encode(),
    ),
    "svg": Export("this screen as a picture", ".svg", lambda session, shown: shown.encode()),
}
