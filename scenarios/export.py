"""A training on its way out of here: to scripts, to ONNX, to a table of losses.

`numpy_script` and `torch_script` begin where the scenario begins; `session_script` prints what a session recorded,
numbers changed by hand included; `onnx_model` takes parameters as they are. Needs the onnx package for that alone.
"""

from __future__ import annotations

import bisect
import csv
import io
import json
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike

from glassnet.core import export as scripts
from glassnet.core.actions import Edit, source, takes_effect
from glassnet.core.errors import GlassnetError
from glassnet.core.graph import OPSET, Graph, Symbol, forward_graph
from glassnet.core.notation import NUMPY
from glassnet.core.program import Program, compile_program
from glassnet.scenarios.base import CLASSES, REGRESSION, Array, Dataset, Feature, Scenario
from glassnet.scenarios.data.features import FEATURES
from glassnet.scenarios.sessions.losses import test_is_due
from glassnet.scenarios.sessions.session import Session

COLUMNS = ("iteration", "epoch", "loss", "penalty", "epoch_loss", "test_loss", "accuracy", "test_accuracy")
RAW = "x_raw"  # the inputs as they were measured


def numpy_script(scenario: Scenario, iterations: int) -> str:
    """A script that needs NumPy alone and prints the losses of so many iterations."""
    return scripts.numpy_script(*scenario.begin(), iterations, scenario.heading)


def torch_script(scenario: Scenario, iterations: int) -> str:
    """The same for PyTorch."""
    return scripts.torch_script(*scenario.begin(), iterations, scenario.heading)


def session_script(session: Session, language: str) -> str:
    """A script in NUMPY or TORCH that prints all the losses of a session, with its edits where they were made.

    Raises GlassnetError where batches, regularization or data changed on the way: a script has one program; and for a
    program that is not the right one.
    """
    if not session.kept:
        raise GlassnetError(session.unkept)
    history, edits = session.history, []
    for tick, action in history.actions:
        before = history.state_at(tick - 1)
        if not isinstance(action, Edit):
            raise GlassnetError(
                f"a script cannot change on the way, as here in iteration {before.iteration:,}: {action}"
            )
        name, index = source(session.program, before, action)
        edits.append((takes_effect(session.program, before), Edit(name, index, action.value)))
    write = scripts.numpy_script if language == NUMPY else scripts.torch_script
    return write(*session.begun.begin(), max(1, session.losses.count), session.begun.heading, edits)


# --- losses ---


def losses_csv(session: Session) -> str:
    """The losses as a table with COLUMNS; what does not apply, or was not kept, is left empty.

    One row an iteration; from `kept.BOUND` on one for each iteration of which something was kept.
    loss, penalty: of the batch, and test_loss, where it was taken: read before that iteration's update.
    epoch_loss: the mean over an epoch of mini-batches, on its last row.
    accuracy, test_accuracy: shares of right rows after that iteration's update, where test_loss is taken too, and on
    the last row; to know them on every row would take longer than the training did.
    """
    losses = session.losses
    iterations = losses.rows.astype(int).tolist()
    fines = zip(losses.train.iterations.tolist(), losses.penalties.tolist(), strict=True)
    columns: dict[str, Mapping[int, Any]] = {
        "epoch": _epochs(session.history.programs, iterations),
        "penalty": {at: value for at, value in fines if value == value},
    }
    for name, curve in (("loss", losses.train), ("epoch_loss", losses.epochs), ("test_loss", losses.test)):
        columns[name] = dict(zip(*(part.tolist() for part in curve.whole), strict=True))
    columns["accuracy"], columns["test_accuracy"] = _accuracies(session, iterations)
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows([at, *(columns[name].get(at, "") for name in COLUMNS[1:])] for at in iterations)
    return out.getvalue()


def _accuracies(session: Session, iterations: Sequence[int]) -> tuple[dict[int, float], dict[int, float]]:
    """The shares of right training and test rows by iteration, with the parameters that its update led to."""
    history, train, test = session.history, dict[int, float](), dict[int, float]()
    if session.scenario.data.task == REGRESSION:
        return train, test
    ended = [at for at in iterations[-2:] if history.tick_of(at) is not None][-1:]  # the last one may be going on
    due = {at for at in iterations if ended and at <= ended[0] and test_is_due(at, session.begun.data)}
    for iteration in sorted(due.union(ended)):
        end = history.tick_of(iteration)
        assert end is not None
        program, data = history.program_at(end), session.scenario_at(end).data
        updated = history.reached(iteration, len(program.steps), end)  # before edits at its end
        answers = session.answers.of(data, history.state_at(end if updated is None else updated), before_update=False)
        for shares, right in ((train, answers.train_right), (test, answers.test_right)):
            if right is not None and len(right):
                shares[iteration] = float(right.mean())
    return train, test


def _epochs(programs: Sequence[Program], iterations: Sequence[int]) -> dict[int, int]:
    """The epoch of each iteration, by the program that held for it."""
    epochs = {}
    for program in programs:  # each takes over from the one before
        since = iterations[bisect.bisect_right(iterations, program.config.before) :]
        epochs.update({at: program.config.epoch(at)[0] for at in since})
    return epochs


# --- ONNX ---


def onnx_model(scenario: Scenario, parameters: Mapping[str, ArrayLike]) -> bytes:
    """The forward pass with these parameters (W1 b1 …; other names are passed over) as an ONNX file.

    In float64. Reads `x` (n, inputs); or `x_raw` where inputs were standardized, or are features of a plane: then that
    is part of the model, and measurements or points (n, 2) go in as they are. Gives the last `a` (n, outputs); `_raw`
    where targets were standardized: numbers as they were measured. The names of inputs and classes stand in the
    descriptions and, as JSON, in the metadata. Raises GlassnetError where the onnx package is missing.
    """
    if scenario.unkept:
        raise GlassnetError(scenario.unkept)
    try:
        from onnx import TensorProto, helper, numpy_helper  # pyright: ignore[reportMissingImports]
    except ImportError as error:
        raise GlassnetError("ONNX needs the onnx package: pip install 'glassnet[onnx]'") from error

    program, data = compile_program(scenario.config), scenario.data
    graph = Graph()
    read, features = _inputs(graph, data)
    forward_graph(program, graph)
    given = f"a{program.layers}"
    if data.outputs:
        mean, deviation = _scales(data.outputs)
        graph.rename(Symbol(graph, given) * deviation + mean, f"{given}_raw")
        given = f"{given}_raw"

    names = [_described(feature) for feature in features]
    value = helper.make_tensor_value_info
    arrays = {
        **{name: np.asarray(parameters[name], dtype=np.float64) for name in program.parameters},
        **graph.constants,
    }
    made = helper.make_graph(
        [helper.make_node(node.kind, node.inputs, [node.output], **node.attributes) for node in graph.nodes],
        "glassnet",
        [value(read, TensorProto.DOUBLE, ["n", len(names)], f"one row a sample: {', '.join(names)}")],
        [value(given, TensorProto.DOUBLE, ["n", scenario.network.output.units], _meaning(data))],
        [numpy_helper.from_array(array, name) for name, array in arrays.items()],
    )
    opset = helper.make_opsetid("", OPSET)
    model = helper.make_model(
        made,
        opset_imports=[opset],
        ir_version=helper.find_min_ir_version_for([opset]),
        producer_name="glassnet",
        producer_version=version("glassnet"),
        doc_string=scenario.heading,
    )
    lists = {"features": names, "classes": list(data.classes)}
    helper.set_model_props(
        model, {"task": data.task, **{key: json.dumps(words, ensure_ascii=False) for key, words in lists.items()}}
    )
    content: bytes = model.SerializeToString()
    return content


def _inputs(graph: Graph, data: Dataset) -> tuple[str, Sequence[Feature]]:
    """From what was measured to x, as nodes of the graph; the name of the one and what its columns are."""
    plane = data.expanded
    features = data.features if plane is None else plane.axes
    made: Any = Symbol(graph, RAW)
    mean, deviation = _scales(features)
    if mean.any() or (deviation != 1).any():
        made = (made - mean) / deviation
    if plane is not None:
        made = graph.side_by_side([cast(Any, FEATURES[key].of)(made) for key in plane.keys])
    if not graph.nodes:
        return "x", features
    graph.rename(made, "x")
    return RAW, features


def _scales(features: Sequence[Feature]) -> tuple[Array, Array]:
    """Means and deviations, one a feature."""
    return np.array([feature.mean for feature in features]), np.array([feature.deviation for feature in features])


def _described(feature: Feature) -> str:
    return f"{feature.name} ({feature.unit})" if feature.unit else feature.name


def _meaning(data: Dataset) -> str:
    if data.task == CLASSES:
        return f"one row a sample, the probabilities of {', '.join(data.classes)}"
    return f"one row a sample: {', '.join(map(_described, data.outputs)) or data.task}"
