"""A CSV file made a Scenario: a network that suits its data, a training that does something sensible, and words.

Adam with a rate of 0.01 learns standardized data of any kind; batches keep an iteration short where rows are many.
"""

from __future__ import annotations

import numpy as np

from glassnet.core.config import FULL, Dense, NetworkConfig, TrainingConfig
from glassnet.core.counts import counted
from glassnet.scenarios.base import BINARY, CLASSES, REGRESSION, Dataset, Scenario
from glassnet.scenarios.data.csv_data import TEST_SHARE, Request, csv_data
from glassnet.scenarios.experiments.tables import CsvTable

OUTPUTS = {
    REGRESSION: ("identity", "mse"),
    BINARY: ("sigmoid", "binary_cross_entropy"),
    CLASSES: ("softmax", "cross_entropy"),
}
BATCHES = ((300, FULL), (10_000, 32), (50_000, 128))  # up to so many training rows; beyond these 256
FEW = 10_000  # training rows up to which a full batch holds nobody up
MANY = 1000  # training rows from which on a second hidden layer has something to learn from
WITH_TEST = (
    "Training and test loss: as long as both fall, what is learned holds for rows never seen; where the test loss "
    "rises again, the network begins to know its training rows by heart."
)
WITHOUT_TEST = (
    "The training loss alone: without test rows nobody can say whether what is learned holds for rows never seen."
)


def request_of(table: CsvTable) -> Request:
    """What a [csv] table asks of its file."""
    share = TEST_SHARE if table.test_share is None else table.test_share
    return Request(table.file, table.target, table.task, share, table.seed or 0)


def csv_scenario(table: CsvTable) -> Scenario:
    """The scenario of a [csv] table. Raises GlassnetError, one line without the file's name."""
    made = csv_data(*request_of(table))
    data = made.data
    rows, inputs = data.inputs.shape
    output, loss = OUTPUTS[data.task]
    hidden = (16,) if rows < MANY else (32, 16)
    size = next((size for most, size in BATCHES if rows <= most), 256)
    tests = len(data.test_inputs)
    what = {REGRESSION: "a number", BINARY: "yes or no", CLASSES: f"one of {len(data.classes)} classes"}[data.task]
    test_rows = counted(tests, "test row") if tests else "no test rows"
    return Scenario(
        key="",
        title=f'"{made.target}" from {counted(inputs, "input")}',
        problem=f'Learn "{made.target}", {what}, from {counted(inputs, "input")}: '
        f"{counted(rows, 'training row')} and {test_rows} of a CSV file.",
        watch=WITH_TEST if tests else WITHOUT_TEST,
        attempt="Run it ({run}), then try other settings: fewer units, another learning rate, regularization. The "
        "dotted line of the loss plot is what an answer without looking at the inputs would get.",
        data=data,
        network=NetworkConfig(
            inputs, (*(Dense(units, "relu") for units in hidden), Dense(data.targets.shape[1], output)), init="he"
        ),
        training=TrainingConfig(
            loss=loss,
            optimizer="adam",
            learning_rate=0.01,
            batch_size=size,
        ),
        plateaus=(_blind(data),),
        notes=(*made.notes, *((_in_batches(size, rows),) if rows > FEW else ())),
    )


def _in_batches(size: int | str, rows: int) -> str:
    return (
        f"An iteration trains on a batch of {size} rows, an epoch on all {rows:,}; a full batch would hold what every "
        "layer makes of all of them at once."
    )


def _blind(data: Dataset) -> tuple[float, str]:
    """The loss of the best answer that does not look at the inputs."""
    if data.task == REGRESSION:
        return 1.0, "always the mean"  # of a standardized target: its variance
    shares = data.targets.mean(axis=0)
    shares = shares if data.task == CLASSES else np.array([1 - shares[0], shares[0]])
    return float(-(shares * np.log(shares)).sum()), "always the shares"
