"""Handwritten digits as images of 8 × 8 pixels.

The test set of "Optical Recognition of Handwritten Digits" by E. Alpaydin and C. Kaynak, 1998; see data/SOURCES.md.
"""

from pathlib import Path

import numpy as np

from glassnet.core.config import Dense, NetworkConfig, TrainingConfig
from glassnet.scenarios.base import CLASSES, Feature, Scenario, dataset

FILE = Path(__file__).parents[1] / "data" / "digits.npz"
SIDE = 8  # pixels
DARKEST = 16.0  # of a pixel; the network sees 0 … 1
TRAIN = 1437  # four of five


def scenario() -> Scenario:
    """64–32–10 with relu and softmax, Adam in mini-batches, tested on 360 images."""
    with np.load(FILE) as file:
        pixels, labels = file["pixels"], file["labels"]
    order = np.random.RandomState(0).permutation(len(labels))
    x, y = pixels[order] / DARKEST, np.eye(10)[labels[order]]
    features = tuple(
        Feature(f"p{row}{column}", deviation=DARKEST) for row in range(SIDE) for column in range(SIDE)
    )  # p07: row 0, column 7
    return Scenario(
        key="digits",
        title="handwritten digits",
        problem="1,797 digits written by many hands, each an image of 8 × 8 pixels; say which digit it is. 64 inputs, "
        "32 relu units, ten outputs, and softmax makes ten probabilities of them.",
        watch="Nine of ten are right after three epochs. The rest takes longer: go through the wrong ones "
        "({next_wrong} and {previous_wrong}), and see in the confusion matrix ({confusion}) which digit is taken for "
        "which.",
        attempt="Look at a wrong image and decide yourself what it is. Then ask where its answer comes from "
        "({explain}): the logit of each digit is a sum over the 32 units.",
        data=dataset(
            CLASSES, x[:TRAIN], y[:TRAIN], features, tuple("0123456789"), (x[TRAIN:], y[TRAIN:]), image=(SIDE, SIDE)
        ),
        network=NetworkConfig(SIDE * SIDE, (Dense(32, "relu"), Dense(10, "softmax")), init="he", seed=0),
        training=TrainingConfig(loss="cross_entropy", optimizer="adam", learning_rate=0.003, batch_size=32),
        plateaus=((float(np.log(10)), "the same answer for all: ln 10"),),
        notes=(
            "From Optical Recognition of Handwritten Digits by E. Alpaydin and C. Kaynak, 1998, UCI Machine Learning "
            "Repository.",
            "Pixels of 0 to 16 are divided by 16; p07 is row 0, column 7.",
        ),
    )
