"""The forward pass as an ONNX graph: the same ops, run on symbols that write down which nodes they make.

Gives nodes, constants and names, all plain Python and NumPy; `scenarios/export.py` makes a file of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any, NamedTuple

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from glassnet.core.deferred import dataclass
from glassnet.core.ops import Array
from glassnet.core.program import Program

OPSET = 18  # the first in which all reductions take their axes as an input

KINDS: dict[Any, str] = {
    np.add: "Add",
    np.subtract: "Sub",
    np.multiply: "Mul",
    np.true_divide: "Div",
    np.matmul: "MatMul",
    np.power: "Pow",
    np.positive: "Identity",
    np.negative: "Neg",
    np.absolute: "Abs",
    np.exp: "Exp",
    np.log: "Log",
    np.tanh: "Tanh",
    np.sin: "Sin",
    np.sqrt: "Sqrt",
    np.sign: "Sign",
    np.maximum: "Max",
}
REDUCTIONS: dict[Any, str] = {np.add: "ReduceSum", np.maximum: "ReduceMax"}


class Node(NamedTuple):
    """One operation of ONNX: its kind, the names it reads and the one it writes, whole numbers that set it up."""

    kind: str
    inputs: tuple[str, ...]
    output: str
    attributes: Mapping[str, int]


@dataclass
class Graph:
    """Nodes in an order in which they can run, and the arrays they read that are never fed: numbers and axes."""

    nodes: list[Node] = field(default_factory=list)
    constants: dict[str, Array] = field(default_factory=dict)

    def constant(self, value: Any, dtype: Any = np.float64) -> Symbol:
        """A number or an array that stands in the graph, once for each value."""
        array = np.asarray(value, dtype=dtype)
        for name, known in self.constants.items():
            if known.dtype == array.dtype and np.array_equal(known, array):
                return Symbol(self, name)
        self.constants[f"constant{len(self.constants) + 1}"] = array
        return Symbol(self, f"constant{len(self.constants)}")

    def add(self, kind: str, *inputs: Symbol, **attributes: int) -> Symbol:
        """A new node."""
        output = f"node{len(self.nodes) + 1}"
        self.nodes.append(Node(kind, tuple(symbol.name for symbol in inputs), output, attributes))
        return Symbol(self, output)

    def side_by_side(self, columns: list[Symbol]) -> Symbol:
        """Columns (n, 1) as one array (n, columns)."""
        return self.add("Concat", *columns, axis=1)

    def rename(self, last: Symbol, name: str) -> None:
        """Call what was made last by a name of its own."""
        assert last.name == self.nodes[-1].output
        self.nodes[-1] = self.nodes[-1]._replace(output=name)


class Symbol(NDArrayOperatorsMixin):
    """What stands for an array in a graph: a name."""

    def __init__(self, graph: Graph, name: str) -> None:
        self.graph = graph
        self.name = name

    def __getitem__(self, key: Any) -> Symbol:
        """One column, kept as a column (n, 1); or the same for b[..., None, :], as ONNX broadcasts like NumPy."""
        if isinstance(key, tuple) and isinstance(key[-1], int):
            return self.graph.add("Gather", self, self.graph.constant([key[-1]], np.int64), axis=1)
        return self

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Symbol:
        if method == "reduce":
            axes = self.graph.constant(np.atleast_1d(options["axis"]), np.int64)
            return self.graph.add(REDUCTIONS[ufunc], self, axes, keepdims=int(options.get("keepdims", False)))
        symbols = [part if isinstance(part, Symbol) else self.graph.constant(part) for part in inputs]
        if ufunc is np.square:
            return self.graph.add("Mul", symbols[0], symbols[0])
        return self.graph.add(KINDS[ufunc], *symbols)


def forward_graph(program: Program, graph: Graph | None = None) -> Graph:
    """From x (n, inputs) and the parameters to the last a (n, outputs), every z and a by its own name.

    graph: to go on with, where one makes x.
    """
    made = Graph() if graph is None else graph
    for step in program.forward_steps():
        made.rename(step.op(*(Symbol(made, name) for name in step.inputs)), step.output)
    return made
