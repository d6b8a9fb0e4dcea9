"""Fisher's irises: 150 flowers of three species, told apart by four lengths.

Measured by E. Anderson, published by R. A. Fisher in 1936; see data/SOURCES.md.
"""

import csv
from pathlib import Path

import numpy as np

from glassnet.core.config import Dense, NetworkConfig, TrainingConfig
from glassnet.scenarios.base import CLASSES, Scenario, dataset, standardized

FILE = Path(__file__).parents[1] / "data" / "iris.csv"
TRAIN = 120


def scenario() -> Scenario:
    """4–6–3 with tanh and softmax on 120 flowers, tested on 30 others."""
    with FILE.open(newline="", encoding="utf-8") as file:
        head, *rows = csv.reader(file)
    rows = [rows[at] for at in np.random.RandomState(0).permutation(len(rows))]
    species = tuple(sorted({row[-1] for row in rows}))
    y = np.eye(len(species))[[species.index(row[-1]) for row in rows]]
    x, features = standardized(np.array([row[:-1] for row in rows], dtype=np.float64), TRAIN, head[:-1], ["cm"] * 4)
    return Scenario(
        key="iris",
        title="three species of iris",
        problem="Four lengths of a flower, in cm; say which of three species it is. Fisher's data of 1936, on which "
        "countless methods have been tried since.",
        watch="Setosa is told apart at once. Versicolor and virginica overlap: two of the test flowers stay wrong "
        "however long it trains. The confusion matrix ({confusion}) says which species is taken for which.",
        attempt="Look at a wrong flower ({next_wrong}) and at the shares of the three species: in the first 50 "
        "iterations the network is sure of none of them. Train on for thousands of iterations and compare "
        "the test loss with the training loss.",
        data=dataset(CLASSES, x[:TRAIN], y[:TRAIN], features, species, (x[TRAIN:], y[TRAIN:])),
        network=NetworkConfig(4, (Dense(6, "tanh"), Dense(3, "softmax")), init="xavier", seed=0),
        training=TrainingConfig(loss="cross_entropy", learning_rate=0.3),
        plateaus=((float(np.log(3)), "the same answer for all: ln 3"),),
        notes=(
            "Measured by E. Anderson, published by R. A. Fisher in 1936.",
            "The four lengths are standardized with mean and deviation of the 120 training rows.",
        ),
    )
