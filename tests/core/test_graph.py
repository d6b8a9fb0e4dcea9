"""Symbols write down the nodes that they make: each operation of NumPy as the one of ONNX, with its numbers once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from glassnet.core.graph import OPSET, Graph, Node, Symbol, forward_graph
from tests.conftest import make


def made(build: Callable[..., Symbol]) -> tuple[list[tuple[str, tuple[str, ...]]], Graph]:
    """The nodes of what is built from x and w, without the names of their outputs, and the graph."""
    graph = Graph()
    build(Symbol(graph, "x"), Symbol(graph, "w"))
    return [(node.kind, node.inputs) for node in graph.nodes], graph


@pytest.mark.parametrize(
    ("build", "kind", "inputs"),
    [
        (lambda x, w: x + w, "Add", ("x", "w")),
        (lambda x, w: x - w, "Sub", ("x", "w")),
        (lambda x, w: x * w, "Mul", ("x", "w")),
        (lambda x, w: x / w, "Div", ("x", "w")),
        (lambda x, w: x @ w, "MatMul", ("x", "w")),
        (lambda x, w: x**w, "Pow", ("x", "w")),
        (lambda x, w: -x, "Neg", ("x",)),
        (lambda x, w: np.positive(x), "Identity", ("x",)),
        (lambda x, w: np.absolute(x), "Abs", ("x",)),
        (lambda x, w: np.exp(x), "Exp", ("x",)),
        (lambda x, w: np.log(x), "Log", ("x",)),
        (lambda x, w: np.tanh(x), "Tanh", ("x",)),
        (lambda x, w: np.sin(x), "Sin", ("x",)),
        (lambda x, w: np.sqrt(x), "Sqrt", ("x",)),
        (lambda x, w: np.sign(x), "Sign", ("x",)),
        (lambda x, w: np.maximum(x, w), "Max", ("x", "w")),
        (lambda x, w: np.square(x), "Mul", ("x", "x")),
    ],
)
def test_each_operation(build: Callable[..., Symbol], kind: str, inputs: tuple[str, ...]) -> None:
    assert made(build)[0] == [(kind, inputs)]


def test_reductions_say_their_axes_and_whether_they_stay() -> None:
    reduce: Any
    for reduce, kind in ((np.add.reduce, "ReduceSum"), (np.maximum.reduce, "ReduceMax")):
        for kept in (True, False):
            nodes, graph = made(lambda x, w, reduce=reduce, kept=kept: reduce(x, axis=-1, keepdims=kept))
            assert nodes == [(kind, ("x", "constant1"))]
            assert graph.nodes[0].attributes == {"keepdims": int(kept)}
            assert graph.constants["constant1"].tolist() == [-1]
            assert graph.constants["constant1"].dtype == np.int64
    nodes, graph = made(lambda x, w: np.add.reduce(x, axis=(-2, -1)))
    assert graph.nodes[0].attributes == {"keepdims": 0}
    assert graph.constants["constant1"].tolist() == [-2, -1]


def test_numbers_stand_once_and_by_their_type() -> None:
    nodes, graph = made(lambda x, w: (x + 1.0) * 2.0 + 1.0)
    assert nodes == [("Add", ("x", "constant1")), ("Mul", ("node1", "constant2")), ("Add", ("node2", "constant1"))]
    assert {name: float(value) for name, value in graph.constants.items()} == {"constant1": 1.0, "constant2": 2.0}
    assert graph.constant(1, np.int64).name == "constant3"
    assert graph.constant(2.0).name == "constant2"
    assert graph.constant([1.0, 2.0]).name == "constant4"


def test_columns_are_picked_and_put_side_by_side() -> None:
    graph = Graph()
    x = Symbol(graph, "x")
    both = graph.side_by_side([x[:, 1], x[:, 0]])
    assert [(node.kind, node.attributes) for node in graph.nodes] == [
        ("Gather", {"axis": 1}),
        ("Gather", {"axis": 1}),
        ("Concat", {"axis": 1}),
    ]
    assert [value.tolist() for value in graph.constants.values()] == [[1], [0]]
    assert x[..., None, :] is x  # ONNX broadcasts as NumPy does
    graph.rename(both, "pair")
    assert graph.nodes[-1] == Node("Concat", ("node1", "node2"), "pair", {"axis": 1})


def test_a_forward_pass_by_hand() -> None:
    program, _ = make("mse", "identity", "tanh", sizes=(2, 3, 1))
    assert [(node.kind, node.inputs, node.output) for node in forward_graph(program).nodes] == [
        ("MatMul", ("x", "W1"), "node1"),
        ("Add", ("node1", "b1"), "z1"),
        ("Tanh", ("z1",), "a1"),
        ("MatMul", ("a1", "W2"), "node4"),
        ("Add", ("node4", "b2"), "z2"),
        ("Identity", ("z2",), "a2"),
    ]
    assert OPSET == 18
    graph = Graph()
    assert forward_graph(program, graph) is graph
