"""Exported scripts, run on their own, print the engine's losses; the graph of the forward pass computes its outputs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.core.actions import Edit
from glassnet.core.export import literal, numpy_script, torch_script
from glassnet.core.graph import Node, forward_graph
from glassnet.core.machine import State, predict, run
from glassnet.core.names import code_lines
from glassnet.core.notation import NUMPY, TORCH
from glassnet.core.ops import Array
from glassnet.core.program import Program, compile_program
from glassnet.scenarios import load
from glassnet.scenarios.experiments.files import loads
from tests.conftest import COMBINATIONS, make
from tests.each import Each

ITERATIONS = 12
AT_KINKS = """
[network]
hidden = [3, 2]
activation = ["leaky_relu", "relu"]
output_activation = "sigmoid"
[training]
loss = "binary_cross_entropy"
optimizer = "momentum"
learning_rate = 0.1
batch_size = 2
regularization = "l1"
regularization_rate = 0.01
[data]
inputs = [[0.0, 0.0], [1.0, 0.0], [0.0, 2.0]]
targets = [[1.0], [0.0], [1.0]]
[parameters]
W1 = [[0.0, 1.0, -1.0], [0.5, 0.0, 0.0]]
b1 = [0.0, 0.0, 0.0]
W2 = [[0.0, 0.3], [1.0, 0.0], [0.0, -1.0]]
b2 = [0.0, 0.0]
W3 = [[1.0], [0.0]]
b3 = [0.0]
"""
RUN_ALL = """
import runpy, sys
for path in sys.argv[1:]:
    runpy.run_path(path)
    print()
assert not {"glassnet", "core"} & sys.modules.keys()
"""


def experiments() -> list[tuple[Program, State]]:
    """Every combination, on full batches and on mini-batches in turn, and one where every kink is met."""
    made = [make(*names, batch_size=(3, "full")[at % 2]) for at, names in enumerate(COMBINATIONS)]
    in_order = loads(AT_KINKS.replace("batch_size = 2", 'batch_size = 2\nshuffle = false\nfrozen = ["b1", "W2"]'))
    return [*made, loads(AT_KINKS).begin(), in_order.begin()]


def printed(write: Callable[[Program, State, int, str], str], folder: Path) -> list[list[list[str]]]:
    """What each experiment's script prints, by lines and words: all run in one process that sees no Glassnet."""
    paths = []
    for at, (program, state) in enumerate(experiments()):
        paths.append(folder / f"{at}.py")
        paths[-1].write_text(write(program, state, ITERATIONS, "an experiment"), encoding="utf-8")
    command = [sys.executable, "-I", "-W", "error", "-c", RUN_ALL, *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return [[line.split() for line in part.splitlines()] for part in done.stdout.strip().split("\n\n")]


def check_losses(found: list[list[list[str]]], within: float) -> None:
    for (program, state), lines in zip(experiments(), found, strict=True):
        losses: list[float] = []

        def keep(_: int, values: Mapping[str, Array], kept: list[float] = losses) -> None:
            kept.append(float(values["loss"]))

        run(program, state, ITERATIONS, Each(after=keep))
        assert [int(iteration) for iteration, _ in lines] == list(range(1, ITERATIONS + 1))
        np.testing.assert_allclose([float(loss) for _, loss in lines], losses, rtol=within, atol=0)


def test_the_numpy_script_prints_the_engines_losses(tmp_path: Path) -> None:
    check_losses(printed(numpy_script, tmp_path), 1e-12)


def test_the_torch_script_prints_the_engines_losses(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    check_losses(printed(torch_script, tmp_path), 1e-9)


def test_a_script_is_the_list_of_steps() -> None:
    program, state = load("xor").begin()
    script = numpy_script(program, state, 5, "xor")
    loop = script[script.index("    for iteration") : script.index("    return")]
    lines = [line.strip() for line in loop.splitlines()[1:] if " = " in line]
    assert lines == [line for step in program.steps for line in code_lines(program, step, NUMPY)]
    comments = [line.strip() for line in loop.splitlines() if line.strip().startswith("#")]
    assert comments == [f"# {heading}" for heading in dict.fromkeys(step.heading for step in program.steps)]


def test_torch_has_its_own_words_where_the_derivative_at_a_kink_matters() -> None:
    program, state = loads(AT_KINKS).begin()
    script = torch_script(program, state, 5, "kinks")
    for line in (
        "a1 = F.leaky_relu(z1)",
        "a2 = torch.relu(z2)",
        "a3 = torch.sigmoid(z3)",
        "loss = F.binary_cross_entropy_with_logits(z3, y)",
        "penalty = rate * (torch.abs(W1).sum() + torch.abs(W2).sum() + torch.abs(W3).sum())",
        "(loss + penalty).backward()",
        "optimizer = torch.optim.SGD(parameters, lr=lr, momentum=momentum)",
    ):
        assert f" {line}\n" in script


def test_what_a_step_needs_twice_has_a_line_of_its_own() -> None:
    program, _ = load("sensor").begin()
    softmax = program.steps[program.index_of("a2") or 0]
    assert code_lines(program, softmax, NUMPY) == [
        "a2_part = np.exp(z2 - z2.max(axis=1, keepdims=True))",
        "a2 = a2_part / a2_part.sum(axis=1, keepdims=True)",
    ]
    assert code_lines(program, softmax, TORCH) == ["a2 = torch.softmax(z2, dim=1)"]


def test_a_long_training_prints_about_a_thousand_losses() -> None:
    program, state = load("xor").begin()
    for iterations, every in ((1, 1), (1000, 1), (1001, 10), (10_000, 10), (10_001, 100)):
        assert f"\niterations = {iterations}\nevery = {every} " in numpy_script(program, state, iterations, "xor")


def test_a_warning_is_silenced_only_where_exp_may_overflow() -> None:
    for hidden, output in (("relu", "identity"), ("sigmoid", "identity"), ("relu", "sigmoid")):
        script = numpy_script(*make("mse", output, hidden), 1, "exp")
        assert ('np.seterr(over="ignore")' in script) == ("sigmoid" in (hidden, output))
        assert script.startswith("# exp\n# Written by Glassnet. Needs NumPy alone;")


def test_what_the_head_of_a_torch_script_imports() -> None:
    for choice, batch_size, numpy, functions in (
        (("mse", "sigmoid", "tanh"), "full", False, False),
        (("mse", "sigmoid", "leaky_relu"), "full", False, True),
        (("binary_cross_entropy", "sigmoid", "tanh"), 3, True, True),
        (("cross_entropy", "softmax", "tanh"), 3, True, False),
    ):
        script = torch_script(*make(*choice, batch_size=batch_size), 1, "imports")
        assert ("\nimport numpy as np\n" in script) == ("Needs PyTorch and NumPy;" in script) == numpy
        assert ("\nimport torch.nn.functional as F\n" in script) == functions
        assert "\nimport torch\n" in script
        assert ("    (loss + penalty).backward()" in script) is False
        assert ("\nbatch_size = 3\nseed = 3 " in script) == numpy


def test_edits_stand_where_they_show_first_those_of_an_iteration_together() -> None:
    program, state = make()
    edits = [(2, Edit("W1", (0, 1), 0.5)), (2, Edit("lr", (), 0.25)), (5, Edit("x", (3, 0), -1.0))]
    script = numpy_script(program, state, 6, "edits", edits)
    assert (
        """        if iteration == 2:  # changed by hand
            W1[0, 1] = 0.5
            lr = 0.25
        if iteration == 5:  # changed by hand
            x[3, 0] = -1.0
"""
        in script
    )
    assert "\n    global lr\n" in script
    script = torch_script(program, state, 6, "edits", edits)
    assert (
        """        if iteration == 2:  # changed by hand
            W1.data[0, 1] = 0.5
            optimizer.param_groups[0]["lr"] = 0.25
        if iteration == 5:  # changed by hand
            x[3, 0] = -1.0
"""
        in script
    )
    assert "global" not in script


def test_a_title_is_a_comment_whatever_it_says() -> None:
    program, state = load("xor").begin()
    for write in (numpy_script, torch_script):
        script = write(program, state, 1, 'x"""\nimport os\u2028\r#\\')
        assert script.splitlines()[0].startswith("# x")
        assert script.splitlines()[1].startswith("# Written by")
        compile(script, "script", "exec")


def test_scripts_of_many_layers_are_python(capsys: pytest.CaptureFixture[str]) -> None:
    program, state = make(sizes=(3, *[2] * 60, 2))
    compile(torch_script(program, state, 1, "deep"), "script", "exec")
    exec(numpy_script(program, state, 1, "deep"), {})
    assert float(capsys.readouterr().out.split()[1]) == pytest.approx(
        float(run(program, state, 1).values["loss"]), 1e-12
    )


@given(st.lists(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=3, max_size=3), min_size=1))
def test_literals_lose_no_digit(rows: list[list[float]]) -> None:
    for array in (np.array(rows), np.array(rows[0] * 20)):
        assert eval(literal(array)) == array.tolist()
        assert max(map(len, literal(array).splitlines())) <= 120


# --- the graph ---

ONNX: dict[str, Callable[..., Any]] = {  # the kinds that there are, as ONNX defines them
    "Add": np.add,
    "Sub": np.subtract,
    "Mul": np.multiply,
    "Div": np.divide,
    "MatMul": np.matmul,
    "Identity": np.positive,
    "Neg": np.negative,
    "Exp": np.exp,
    "Tanh": np.tanh,
    "Max": np.maximum,
    "ReduceSum": lambda data, axes, keepdims: data.sum(axis=tuple(axes), keepdims=bool(keepdims)),
    "ReduceMax": lambda data, axes, keepdims: data.max(axis=tuple(axes), keepdims=bool(keepdims)),
}


def evaluate(nodes: list[Node], values: dict[str, Any]) -> dict[str, Any]:
    for node in nodes:
        assert node.output not in values
        values[node.output] = ONNX[node.kind](*(values[name] for name in node.inputs), **node.attributes)
    return values


def test_the_graph_computes_every_value_of_the_forward_pass(combination: tuple[str, str, str, str, str]) -> None:
    program, state = make(*combination)
    graph = forward_graph(program)
    parameters = {name: state.values[name] for name in program.parameters}
    for rows in (1, 5):
        x = np.random.RandomState(rows).standard_normal((rows, 3))
        values = evaluate(graph.nodes, {"x": x, **parameters, **graph.constants})
        np.testing.assert_allclose(values["a2"], predict(program, state.values, x), rtol=1e-12, atol=1e-15)
        assert {step.output for step in program.forward_steps()} <= values.keys()


def test_numbers_stand_once_in_the_graph() -> None:
    program, _ = make(hidden="sigmoid", sizes=(3, 4, 4, 2))
    constants = forward_graph(compile_program(program.config)).constants
    assert sorted(float(value) for value in constants.values()) == [1.0]
