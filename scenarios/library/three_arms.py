"""Three arms of a spiral: what a linear classifier cannot part and a hidden layer can."""

import numpy as np

from glassnet.core.config import Dense, NetworkConfig, TrainingConfig
from glassnet.scenarios.base import CLASSES, Feature, Scenario, dataset

POINTS = 100  # of each arm
ARMS = 3
WOUND = 4.0  # radians from the centre to the end of an arm
NOISE = 0.2  # standard deviation of an angle, in radians


def scenario() -> Scenario:
    """2–100–3, relu and softmax, with a penalty: the minimal network of CS231n's notes."""
    random = np.random.RandomState(0)
    inputs = []
    for arm in range(ARMS):
        radius = np.linspace(0, 1, POINTS)
        angle = np.linspace(arm * WOUND, (arm + 1) * WOUND, POINTS) + NOISE * random.standard_normal(POINTS)
        inputs.append(np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1))
    targets = np.repeat(np.eye(ARMS), POINTS, axis=0)
    return Scenario(
        key="three-arms",
        title="three arms of a spiral",
        problem="Points on three arms that wind around each other, after the notes of CS231n. Straight borders leave "
        "about half of them wrong; a hundred relu units bend the borders along the arms.",
        watch="The map: for a hundred iterations its borders stay nearly straight, then they wind. After 1,000 "
        "iterations 93 % are right, after 10,000 98 %; the penalty keeps the last ones from being chased.",
        attempt="Press {linear} for the linear model and run it: how many are right? Then come back ({linear}) "
        "and run this one.",
        data=dataset(
            CLASSES, np.concatenate(inputs), targets, (Feature("x1"), Feature("x2")), ("blue", "orange", "green")
        ),
        network=NetworkConfig(2, (Dense(100, "relu"), Dense(ARMS, "softmax")), init="normal", init_scale=0.01, seed=0),
        training=TrainingConfig(
            loss="cross_entropy", learning_rate=1.0, regularization="l2", regularization_rate=0.001
        ),
        plateaus=((float(np.log(3)), "the same answer for all: ln 3"),),
    )
