"""A network as a good tutorial writes it: vectorized NumPy, fresh arrays in every step, nothing clever."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.nets import Array, Net
from glassnet.core.config import batch_rows


class Tutorial:
    """Plain NumPy."""

    def __init__(self, net: Net) -> None:
        self.net, self.config = net, net.config()
        self.X, self.Y = net.data()
        parameters = net.parameters()
        self.W = [parameters[f"W{layer}"] for layer in range(1, len(net.sizes))]
        self.b = [parameters[f"b{layer}"] for layer in range(1, len(net.sizes))]
        self.iteration = 0
        self.loss = 0.0

    def activate(self, name: str, z: Array) -> Array:
        if name == "relu":
            positive: Array = np.maximum(z, 0)
            return positive
        if name == "tanh":
            return np.tanh(z)
        if name == "sigmoid":
            return 1 / (1 + np.exp(-z))
        exp = np.exp(z - z.max(axis=1, keepdims=True))
        shares: Array = exp / exp.sum(axis=1, keepdims=True)
        return shares

    def slope(self, name: str, z: Array, a: Array) -> Array | NDArray[np.bool_]:
        if name == "relu":
            return z > 0
        if name == "tanh":
            return 1 - a**2
        return a * (1 - a)

    def step(self) -> None:
        net, names = self.net, self.net.activations
        self.iteration += 1
        x, y = self.X, self.Y
        if net.batch:
            rows = batch_rows(self.config, self.iteration)
            x, y = x[rows], y[rows]

        zs, activations = [], [x]
        for name, W, b in zip(names, self.W, self.b, strict=True):
            zs.append(activations[-1] @ W + b)
            activations.append(self.activate(name, zs[-1]))

        out = activations[-1]
        if net.loss == "mse":
            self.loss = float(np.mean((out - y) ** 2))
            dz = 2 * (out - y) / y.size * self.slope(names[-1], zs[-1], out)
        else:
            self.loss = -np.sum(y * np.log(out)) / len(x)
            dz = (out - y) / len(x)

        for layer in reversed(range(len(self.W))):
            dW = activations[layer].T @ dz
            db = dz.sum(axis=0)
            if layer > 0:
                da = dz @ self.W[layer].T
                dz = da * self.slope(names[layer - 1], zs[layer - 1], activations[layer])
            self.W[layer] -= net.rate * dW
            self.b[layer] -= net.rate * db

    def __call__(self, steps: int) -> None:
        for _ in range(steps):
            self.step()

    def parameters(self) -> list[Array]:
        return [array for pair in zip(self.W, self.b, strict=True) for array in pair]
