"""The sensor's readings as they were measured: what unscaled inputs do to training."""

from dataclasses import replace

import numpy as np

from glassnet.scenarios.base import Feature, Scenario, dataset
from glassnet.scenarios.library import sensor


def scenario() -> Scenario:
    """The network of `sensor` on degrees and millimetres a second instead of standardized inputs."""
    scaled = sensor.scenario()
    data = scaled.data
    raw, tests = (
        np.stack([feature.raw(column) for feature, column in zip(data.features, rows.T, strict=True)], axis=1)
        for rows in (data.inputs, data.test_inputs)
    )
    features = tuple(Feature(feature.name, feature.unit) for feature in data.features)
    return replace(
        scaled,
        key="sensor-raw",
        title="sensor states, inputs not scaled",
        problem="The same readings as in sensor, as they were measured: temperatures of 20 to 80 beside vibrations of "
        "1 to 7. Nothing else is different, and it does not learn.",
        watch="The first ten iterations: the loss jumps to 161, and after it all 16 hidden units are dead, their z1 "
        "below 0 on every row. From then on nothing of a reading gets to the output, and the loss stays at ln 3.",
        attempt="Press {diagnose} for what the diagnosis says. Then compare with sensor, whose inputs have the mean 0 "
        "and the deviation 1.",
        data=dataset(data.task, raw, data.targets, features, data.classes, (tests, data.test_targets)),
    )
