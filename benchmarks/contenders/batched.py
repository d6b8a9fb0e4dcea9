"""Many seeds of xor at once, as a user of NumPy would write it: one more axis. Prints how many learned.

python -m benchmarks.contenders.batched 200 10000
"""

from __future__ import annotations

import sys

import numpy as np

from benchmarks.nets import Array


def final_losses(seeds: int, iterations: int) -> Array:
    """The loss of each seed 0, 1, … after so many iterations, (seeds,)."""
    X, Y = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], float), np.array([[0], [1], [1], [0]], float)
    draws = [np.random.RandomState(seed).standard_normal(12) for seed in range(seeds)]
    W1, W2 = np.array([0.5 * d[:8].reshape(2, 4) for d in draws]), np.array([0.5 * d[8:].reshape(4, 1) for d in draws])
    b1, b2 = np.zeros((seeds, 1, 4)), np.zeros((seeds, 1, 1))
    for _ in range(iterations):
        z1 = X @ W1 + b1
        a1 = np.maximum(z1, 0)
        a2 = 1 / (1 + np.exp(-(a1 @ W2 + b2)))
        dz2 = 2 * (a2 - Y) / 4 * a2 * (1 - a2)
        dz1 = dz2 @ W2.transpose(0, 2, 1) * (z1 > 0)
        W2, b2 = W2 - 0.5 * a1.transpose(0, 2, 1) @ dz2, b2 - 0.5 * dz2.sum(1, keepdims=True)
        W1, b1 = W1 - 0.5 * X.T @ dz1, b1 - 0.5 * dz1.sum(1, keepdims=True)
    a2 = 1 / (1 + np.exp(-(np.maximum(X @ W1 + b1, 0) @ W2 + b2)))
    losses: Array = ((a2 - Y) ** 2).mean((1, 2))
    return losses


if __name__ == "__main__":
    print((final_losses(int(sys.argv[1]), int(sys.argv[2])) < 0.01).sum())
