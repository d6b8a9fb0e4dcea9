"""A machine's temperature and vibration, sorted into Normal, Warning and Critical."""

import numpy as np

from glassnet.core.config import Dense, NetworkConfig, TrainingConfig
from glassnet.scenarios.base import CLASSES, Scenario, dataset, standardized

STATES = (  # name, temperature in °C, vibration in mm/s: readings are uniform between the two
    ("Normal", (20.0, 40.0), (0.5, 2.0)),
    ("Warning", (35.0, 55.0), (1.5, 4.0)),
    ("Critical", (50.0, 80.0), (3.5, 7.0)),
)
READINGS = 100  # of each state
TRAIN = 240


def scenario() -> Scenario:
    """2–16–3 with softmax on 240 readings, tested on 60 others."""
    random = np.random.RandomState(42)
    readings, targets = [], []
    for state, (_, temperature, vibration) in enumerate(STATES):
        columns = [random.uniform(*temperature, READINGS), random.uniform(*vibration, READINGS)]
        readings.append(np.stack(columns, axis=1))
        targets.append(np.tile(np.eye(len(STATES))[state], (READINGS, 1)))
    order = random.permutation(READINGS * len(STATES))
    raw, y = np.concatenate(readings)[order], np.concatenate(targets)[order]
    x, features = standardized(raw, TRAIN, ("temperature", "vibration"), ("°C", "mm/s"))
    return Scenario(
        key="sensor",
        title="sensor states",
        problem="Readings of a machine's temperature and vibration, each Normal, Warning or Critical. Sixteen relu "
        "units and three outputs; softmax turns the three scores into probabilities.",
        watch="The probabilities of a sample, which always add up to 100 %, and the map: three regions whose borders "
        "settle between the clouds. Where the clouds overlap, some readings cannot be told apart.",
        attempt="Run it and compare training and test rows: the 60 test rows were never learned from. Step to dz2 and "
        "see how simple softmax and cross-entropy are together: probability minus target.",
        data=dataset(
            CLASSES, x[:TRAIN], y[:TRAIN], features, tuple(name for name, *_ in STATES), (x[TRAIN:], y[TRAIN:])
        ),
        network=NetworkConfig(2, (Dense(16, "relu"), Dense(3, "softmax")), init="normal", init_scale=0.3, seed=0),
        training=TrainingConfig(loss="cross_entropy", learning_rate=0.1),
        plateaus=((float(np.log(3)), "the same answer for all: ln 3"),),
    )
