"""Glassnet's engine: a neural network as a list of single steps, every number of which can be seen.

From Python:

    from glassnet.core.machine import advance
    from glassnet.scenarios import load

    program, state = load("xor").begin()
    while "dW1" not in state.values:
        state = advance(program, state)
    print(state.values["dW1"])
"""

from glassnet.core.actions import Edit
from glassnet.core.config import Config, Dense, NetworkConfig, TrainingConfig, initial_parameters
from glassnet.core.errors import ConfigError, GlassnetError, UnknownName
from glassnet.core.explain import Explanation, Operand, prediction, why
from glassnet.core.gradcheck import Check, gradcheck
from glassnet.core.history import History
from glassnet.core.machine import State, advance, losses, predict, run, start
from glassnet.core.names import formula, numpy_line, shapes
from glassnet.core.program import Program, Step, compile_program

__all__ = [
    "Check",
    "Config",
    "ConfigError",
    "Dense",
    "Edit",
    "Explanation",
    "GlassnetError",
    "History",
    "NetworkConfig",
    "Operand",
    "Program",
    "State",
    "Step",
    "TrainingConfig",
    "UnknownName",
    "advance",
    "compile_program",
    "formula",
    "gradcheck",
    "initial_parameters",
    "losses",
    "numpy_line",
    "predict",
    "prediction",
    "run",
    "shapes",
    "start",
    "why",
]
