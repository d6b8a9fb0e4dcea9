"""Experiments as tables of keys: what a file says, decoded, checked and made a Scenario.

`tables.py` decodes (and refuses unknown keys and wrong types), the core's dataclasses check ranges and what goes
together; every error names the key as the file spells it. A key that is left out has the value of the scenario that
the file names, or the one that `data/csv_scenario.py` chooses for the file of [csv]; beside [data], these:

    seed                 0
    hidden, activation   [4], "relu"
    init, init_scale     "normal", 0.5
    loss                 "cross_entropy" after softmax; "mse" after any other output that is named; else by the
                         targets: "cross_entropy" where each row is a single 1 among zeros, "mse" otherwise
    output_activation    what the loss goes with; for "mse" "sigmoid" where all targets are 0 or 1, else "identity"
    optimizer            "sgd"
    learning_rate        0.5; 0.1 with the output "identity"; the optimizer's own, where it has one: 0.01 with "adam"
    momentum             0.9
    batch_size           "full"
    regularization       "none", with the rate 0.0

[generator] goes with a scenario whose data are generated; its own settings stand for the keys that are left out.

Knows nothing of files; see `files.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import msgspec
import numpy as np

from glassnet import scenarios
from glassnet.core.config import Dense, NetworkConfig, TrainingConfig
from glassnet.core.counts import counted
from glassnet.core.errors import ConfigError, GlassnetError, check_choice, check_whole, path_named, unknown
from glassnet.core.ops import ACTIVATIONS, LOSSES, OPTIMIZERS
from glassnet.core.program import compile_program
from glassnet.scenarios.base import BINARY, CLASSES, REGRESSION, Array, Dataset, Scenario, dataset
from glassnet.scenarios.data.csv_scenario import csv_scenario
from glassnet.scenarios.data.generator import GeneratorConfig
from glassnet.scenarios.experiments import rows
from glassnet.scenarios.experiments.settings import carried, still_frozen
from glassnet.scenarios.experiments.tables import CsvTable, DataTable, GeneratorTable, PrintedTable, Tables, decode
from glassnet.scenarios.printed import Printed, check_printed, check_words

MOST_LABELS = 50  # different numbers that may be names of classes
SIGMOID = 'output_activation "sigmoid" with loss "binary_cross_entropy"'
SOFTMAX = 'output_activation "softmax" with loss "cross_entropy"'


def build(tables: Mapping[str, Any], key: str) -> Scenario:
    """The scenario that these tables describe, named `key`. Raises ConfigError, which names the table's key."""
    given = decode(tables, Tables)
    if sum(source is not None for source in (given.scenario, given.csv, given.data)) > 1:
        raise ConfigError('give only one of scenario = "…", [csv] or [data], not both')
    if given.scenario is None and given.generator is not None:
        raise ConfigError('[generator] goes with scenario = "…" only, one whose data are generated')
    if given.scenario is not None:
        if given.scenario not in scenarios.names():
            raise ConfigError(f"scenario: {unknown('name', given.scenario, scenarios.names())}")
        made = with_tables(_loaded(given.scenario, given.generator), given)
    elif given.csv is not None:
        made = with_tables(from_csv(given.csv), given)
    elif given.data is not None:
        made = _inline(given.data, given)
    else:
        raise ConfigError(f'no data: give scenario = "…" ({", ".join(scenarios.names())}), [csv] or [data]')
    config = made.config  # what does not go together is refused here
    check_targets(made.training.loss, made.data)
    parameters = made.parameters
    if given.parameters is not None:
        parameters = _parameters(given.parameters, config.parameters)
    made = replace(made, key=key, parameters=parameters)
    return with_page(made, given.names, given.printed)


def with_page(made: Scenario, names: Mapping[str, str] | None, printed: list[PrintedTable] | None) -> Scenario:
    """The scenario with the words and numbers of a page, where they are given. Raises ConfigError."""
    program = compile_program(made.config)
    if names is not None:
        check_words(program, names)
        made = replace(made, names=names)
    if printed is not None:
        numbers = tuple(Printed(one.iteration, one.name, tuple(one.index), one.value, one.digits) for one in printed)
        check_printed(program, numbers)
        made = replace(made, printed=numbers)
    return made


def from_csv(table: CsvTable) -> Scenario:
    """The scenario of a CSV file, with settings that suit it. Raises ConfigError, which begins with the file."""
    try:
        return replace(csv_scenario(table), csv=table)
    except GlassnetError as error:
        raise ConfigError(f"{path_named(table.file)}: {error}") from error


# --- a scenario with changes ---


def _loaded(name: str, table: GeneratorTable | None) -> Scenario:
    """The scenario of this name; what the table leaves out is generated as the scenario itself does."""
    loaded = scenarios.load(name)
    if table is None:
        return loaded
    given = _only_given(**msgspec.structs.asdict(table))
    if table.features is not None:
        given["features"] = tuple(table.features)
    return scenarios.load(name, replace(loaded.generator or GeneratorConfig(), **given))


def with_tables(base: Scenario, given: Tables) -> Scenario:
    """The scenario with the settings that are given; its words say that it is another one.

    Its own weights, where it has any, stay as long as they fit and no initializer is named.
    """
    own, table = base.network, given.network
    hidden = [dense.units for dense in own.layers[:-1]] if table.hidden is None else table.hidden
    activation = table.activation
    if activation is None:
        activation = carried([dense.activation for dense in own.layers[:-1]], len(hidden))
    network = replace(
        own,
        layers=_layers(hidden, activation, own.output.units, table.output_activation or own.output.activation),
        **_only_given(init=table.init, init_scale=table.init_scale, seed=given.seed),
    )
    keeps = network.sizes == own.sizes and table.init is None and table.init_scale is None
    given_training = _only_given(**msgspec.structs.asdict(given.training))
    if table.hidden is not None:
        given_training.setdefault("frozen", still_frozen(base.training.frozen, len(hidden)))
    training = replace(base.training, **given_training)
    as_it_was = network == own and training == base.training
    return replace(
        base if as_it_was else base.said_to_differ(),
        network=network,
        training=training,
        parameters=base.parameters if keeps else None,
        plateaus=base.plateaus if training.loss == base.training.loss else (),
    )


# --- data of its own ---


def _inline(table: DataTable, given: Tables) -> Scenario:
    x, y = rows.matrix("data.inputs", table.inputs), rows.matrix("data.targets", table.targets)
    rows.same_length("data.inputs", x, "data.targets", y)
    test = None
    if (table.test_inputs is None) != (table.test_targets is None):
        raise ConfigError("give both data.test_inputs and data.test_targets, or neither")
    if table.test_inputs and table.test_targets is not None:
        test = (
            rows.matrix("data.test_inputs", table.test_inputs, x.shape[1]),
            rows.matrix("data.test_targets", table.test_targets, y.shape[1]),
        )
        rows.same_length("data.test_inputs", test[0], "data.test_targets", test[1])
    elif table.test_targets:
        raise ConfigError("data.test_inputs must have at least one row, got none")

    loss, output = _loss_and_output(given, y)
    network, training = given.network, given.training
    optimizer = OPTIMIZERS.get(training.optimizer or TrainingConfig.optimizer)
    rate = None if optimizer is None else optimizer.first_rate  # an unknown one is refused below, with all others
    rate = rate or (0.1 if output == "identity" else TrainingConfig.learning_rate)
    chosen = {"learning_rate": rate, **_only_given(**msgspec.structs.asdict(training)), "loss": loss}
    hidden = [4] if network.hidden is None else network.hidden
    layers = _layers(hidden, "relu" if network.activation is None else network.activation, y.shape[1], output)
    return Scenario(
        key="",
        title="an experiment of your own",
        problem=f"{counted(len(x), 'training sample')} with {counted(x.shape[1], 'input')} and "
        f"{counted(y.shape[1], 'target')} each, from a file.",
        watch="The loss, and the gradients layer by layer (l and L): do all of them arrive?",
        attempt="Step through an iteration, run it ({run}), then change a key of the file and open it again.",
        data=_dataset(x, y, test, loss, output),
        network=NetworkConfig(
            x.shape[1],
            layers,
            **_only_given(init=network.init, init_scale=network.init_scale, seed=given.seed),
        ),
        training=TrainingConfig(**chosen),
    )


def _loss_and_output(given: Tables, y: Array) -> tuple[str, str]:
    loss, output = given.training.loss, given.network.output_activation
    zeros_and_ones = bool(np.isin(y, (0, 1)).all())
    if loss is None:
        one_hot = zeros_and_ones and y.shape[1] > 1 and bool((y.sum(axis=1) == 1).all())
        loss = "cross_entropy" if output == "softmax" or (output is None and one_hot) else "mse"
    check_choice("training.loss", loss, LOSSES)
    if output is None:
        allowed = LOSSES[loss].outputs
        output = allowed[0] if len(allowed) == 1 else "sigmoid" if zeros_and_ones else "identity"
    return loss, output


def _dataset(x: Array, y: Array, test: tuple[Array, Array] | None, loss: str, output: str) -> Dataset:
    if loss == "cross_entropy":
        return dataset(CLASSES, x, y, None, tuple(f"class {k}" for k in range(y.shape[1])), test)
    binary = output == "sigmoid" and bool(np.isin(y, (0, 1)).all())
    return dataset(BINARY if binary else REGRESSION, x, y, None, (), test)


# --- parts of both ---


def _layers(hidden: list[int], activation: str | list[str], outputs: int, output: str) -> tuple[Dense, ...]:
    names = [activation] * len(hidden) if isinstance(activation, str) else activation
    for at, units in enumerate(hidden):
        check_whole(f"network.hidden[{at}]", units, 1)
    if isinstance(activation, str):
        check_choice("network.activation", activation, ACTIVATIONS)
    elif len(names) != len(hidden):
        raise ConfigError(
            f"network.activation must be one name, or one for each hidden layer ({len(hidden)}), got {len(names)}"
        )
    for at, name in enumerate(names):
        check_choice(f"network.activation[{at}]", name, ACTIVATIONS)
    check_choice("network.output_activation", output, ACTIVATIONS)
    return (*(Dense(units, name) for units, name in zip(hidden, names, strict=True)), Dense(outputs, output))


def check_targets(loss: str, data: Dataset) -> None:
    """Both cross-entropies are about shares, and their derivatives are right for nothing else. Raises ConfigError."""
    if not LOSSES[loss].shares:
        return
    for key, y in (("data.targets", data.targets), ("data.test_targets", data.test_targets)):
        try:
            rows.within(key, y, f'with training.loss "{loss}"')
            if loss == "cross_entropy":
                rows.sum_to_one(key, y, f'with training.loss "{loss}"')
        except ConfigError as error:
            raise ConfigError(f"{error}{_way_out(loss, data.targets)}") from error


def _way_out(loss: str, y: Array) -> str:
    """What to do about targets (N, k) that a cross-entropy is not for, by what they look like; empty where unclear."""
    kinds, whole = np.unique(y), bool((y == np.round(y)).all())
    if loss == "cross_entropy" and kinds[0] >= 0 and kinds[-1] <= 1:
        if y.shape[1] > 1:
            return f"; where a row is of several classes or of none, take {SIGMOID}" if whole else ""
        return f"; one softmax output is always 1, for yes and no take {SIGMOID}"
    if y.shape[1] > 1 or len(kinds) == 1:
        return ""
    if whole and len(kinds) == 2:
        return f"; for two classes write 0 and 1, and take {SIGMOID}"
    if whole and len(kinds) <= MOST_LABELS:
        one_hot = ", ".join(["1", *["0"] * (min(len(kinds), 4) - 1), *(["…"] if len(kinds) > 4 else [])])
        return f"; {len(kinds)} labels are a column each (one-hot), {kinds[0]:g} as [{one_hot}], and take {SOFTMAX}"
    return '; for numbers, take loss "mse" and output_activation "identity"'


def _parameters(given: Mapping[str, Any], shapes: Mapping[str, tuple[int, ...]]) -> dict[str, Array]:
    for name in given:
        if name not in shapes:
            raise ConfigError(unknown("key", f"parameters.{name}", [f"parameters.{known}" for known in shapes]))
    made = {}
    for name, shape in shapes.items():
        key = f"parameters.{name}"
        if name not in given:
            raise ConfigError(f"{key} is missing; give all of {', '.join(shapes)}, or no [parameters]")
        if len(shape) == 2:
            array = rows.matrix(key, decode(given[name], list[list[float]], key))
        else:
            array = rows.vector(key, decode(given[name], list[float], key))
        if array.shape != shape:
            raise ConfigError(f"{key} must have the shape {shape}, got {array.shape}")
        made[name] = array
    return made


def _only_given(**keys: Any) -> dict[str, Any]:
    return {key: value for key, value in keys.items() if value is not None}
