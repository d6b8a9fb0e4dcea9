"""How fast is a training step? Tutorial NumPy against the recorded tape (and PyTorch, where it is installed).

    python benchmarks/training.py [--rounds 30] [--only 2-4-1]

Every contender is checked first to compute the same losses and parameters. Then they take turns, a short burst
each, round after round; the table shows the medians of a step and of the ratios within a round.
The tutorial is plain NumPy as a good tutorial writes it: vectorized, fresh arrays, nothing clever.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy loads: small products are slower with two

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from core import Config, Dense, NetworkConfig, State, TrainingConfig, compile_program, initial_parameters, run, start
from core.config import batch_rows

Array = NDArray[np.float64]
Contender = Callable[[int], object]  # trains on by so many steps


@dataclass(frozen=True)
class Net:
    """One task: sizes of the layers, their activations, loss, samples, and samples of a batch."""

    name: str
    sizes: tuple[int, ...]
    hidden: str
    output: str
    loss: str
    rate: float
    samples: int
    batch: int | None = None

    def config(self) -> Config:
        """The same task as the engine takes it."""
        layers = (*(Dense(units, self.hidden) for units in self.sizes[1:-1]), Dense(self.sizes[-1], self.output))
        training = TrainingConfig(loss=self.loss, learning_rate=self.rate, batch_size=self.batch or "full")
        return Config(NetworkConfig(self.sizes[0], layers, init="xavier"), training, self.samples)

    def data(self) -> tuple[Array, Array]:
        """Random inputs; classes as rows of 0 and 1, or random targets from 0 to 1."""
        random = np.random.RandomState(1)
        x = random.standard_normal((self.samples, self.sizes[0]))
        if self.loss == "cross_entropy":
            return x, np.eye(self.sizes[-1])[random.randint(0, self.sizes[-1], self.samples)]
        return x, random.uniform(0, 1, (self.samples, self.sizes[-1]))


NETS = (
    Net("2-4-1", (2, 4, 1), "relu", "sigmoid", "mse", 0.5, 4),
    Net("2-16-3", (2, 16, 3), "relu", "softmax", "cross_entropy", 0.1, 300),
    Net("2-8-8-8-1", (2, 8, 8, 8, 1), "tanh", "tanh", "mse", 0.05, 10),
    Net("2-16-3 batch", (2, 16, 3), "relu", "softmax", "cross_entropy", 0.1, 300, 32),
    Net("64-64-32-10", (64, 64, 32, 10), "relu", "softmax", "cross_entropy", 0.05, 320, 32),
)


# --- the tutorial --------------------------------------------------------------------------


class Tutorial:
    """A network as tutorials write it."""

    def __init__(self, net: Net) -> None:
        self.net, self.config = net, net.config()
        self.X, self.Y = net.data()
        parameters = initial_parameters(self.config.network)
        self.W = [parameters[f"W{layer}"] for layer in range(1, len(net.sizes))]
        self.b = [parameters[f"b{layer}"] for layer in range(1, len(net.sizes))]
        self.iteration = 0
        self.loss = 0.0

    def activate(self, name: str, z: Array) -> Array:
        if name == "relu":
            return np.maximum(z, 0)
        if name == "tanh":
            return np.tanh(z)
        if name == "sigmoid":
            return 1 / (1 + np.exp(-z))
        exp = np.exp(z - z.max(axis=1, keepdims=True))
        return exp / exp.sum(axis=1, keepdims=True)

    def slope(self, name: str, z: Array, a: Array) -> Array:
        if name == "relu":
            return z > 0
        if name == "tanh":
            return 1 - a**2
        return a * (1 - a)

    def step(self) -> None:
        net = self.net
        self.iteration += 1
        x, y = self.X, self.Y
        if net.batch:
            rows = batch_rows(self.config, self.iteration)
            x, y = x[rows], y[rows]
        names = [net.hidden] * (len(self.W) - 1) + [net.output]

        zs, activations = [], [x]
        for name, W, b in zip(names, self.W, self.b, strict=True):
            zs.append(activations[-1] @ W + b)
            activations.append(self.activate(name, zs[-1]))

        out = activations[-1]
        if net.loss == "mse":
            self.loss = np.mean((out - y) ** 2)
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


# --- ours ----------------------------------------------------------------------------------


class Tape:
    """The engine, through its public door; a watch reads the loss of every step, as the app does."""

    def __init__(self, net: Net) -> None:
        config = net.config()
        self.program = compile_program(config)
        self.state: State = start(self.program, *net.data(), initial_parameters(config.network))
        self.loss = 0.0

    def _watch(self, iteration: int, values: dict[str, Array]) -> bool:
        self.loss = float(values["loss"])
        return False

    def __call__(self, steps: int) -> None:
        self.state = run(self.program, self.state, steps, after=self._watch)

    def parameters(self) -> list[Array]:
        return [self.state.values[name] for name in self.program.parameters]


# --- PyTorch, eager ------------------------------------------------------------------------


def torch_contender(net: Net) -> Contender | None:
    """The same task in PyTorch with SGD and float64; None where it is not installed."""
    try:
        import torch
    except ImportError:
        return None
    torch.set_num_threads(1)
    config = net.config()
    X, Y = (torch.tensor(array) for array in net.data())
    parts: list[torch.nn.Module] = []
    bends = {"relu": torch.nn.ReLU, "tanh": torch.nn.Tanh, "sigmoid": torch.nn.Sigmoid}
    for layer, dense in enumerate(config.network.layers):
        parts.append(torch.nn.Linear(net.sizes[layer], dense.units, dtype=torch.float64))
        if dense.activation != "softmax":
            parts.append(bends[dense.activation]())
    model = torch.nn.Sequential(*parts)
    given = initial_parameters(config.network)
    with torch.no_grad():
        for parameter, (name, value) in zip(model.parameters(), given.items(), strict=True):
            parameter.copy_(torch.tensor(value.T if name.startswith("W") else value))
    optimizer = torch.optim.SGD(model.parameters(), lr=net.rate)
    measure = torch.nn.MSELoss() if net.loss == "mse" else torch.nn.CrossEntropyLoss()

    class Torch:
        iteration, loss = 0, 0.0

        def __call__(self, steps: int) -> None:
            for _ in range(steps):
                self.iteration += 1
                x, y = X, Y
                if net.batch:
                    rows = torch.from_numpy(batch_rows(config, self.iteration))
                    x, y = X[rows], Y[rows]
                optimizer.zero_grad()
                loss = measure(model(x), y)
                loss.backward()
                optimizer.step()
                self.loss = loss.item()

        def parameters(self) -> list[Array]:
            return [parameter.detach().numpy().T for parameter in model.parameters()]

    return Torch()


# --- measuring -----------------------------------------------------------------------------


def verify(net: Net, contenders: dict[str, Contender]) -> None:
    """All must walk the same way: the same loss and parameters after 1 and after 25 steps."""
    for steps in (1, 24):
        for contender in contenders.values():
            contender(steps)
        reference = contenders["tutorial"]
        for name, contender in contenders.items():
            np.testing.assert_allclose(contender.loss, reference.loss, rtol=1e-9, err_msg=f"{net.name} {name}")  # type: ignore[attr-defined]
            for mine, its in zip(contender.parameters(), reference.parameters(), strict=True):  # type: ignore[attr-defined]
                np.testing.assert_allclose(mine, its, rtol=1e-8, atol=1e-12, err_msg=f"{net.name} {name}")


def measure(contenders: dict[str, Contender], rounds: int, seconds: float = 0.03) -> dict[str, list[float]]:
    """Seconds a step, of each contender in each round."""
    steps = {}
    for name, contender in contenders.items():
        began = time.perf_counter()
        contender(200)
        steps[name] = max(20, int(seconds / (time.perf_counter() - began) * 200))
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, contender in contenders.items():
            began = time.perf_counter()
            contender(steps[name])
            times[name].append((time.perf_counter() - began) / steps[name])
    return times


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--only", help="a part of a net's name")
    options = parser.parse_args()
    print(f"{'net':14} {'batch':>5} {'contender':>10} {'µs a step':>10} {'tape is':>9}")
    for net in NETS:
        if options.only and options.only not in net.name:
            continue
        made = {"tutorial": Tutorial(net), "torch": torch_contender(net), "tape": Tape(net)}
        contenders = {name: contender for name, contender in made.items() if contender is not None}
        verify(net, contenders)
        times = measure(contenders, options.rounds)
        for name, taken in times.items():
            ratio = median(other / own for other, own in zip(taken, times["tape"], strict=True))
            faster = "" if name == "tape" else f"{ratio:.2f} ×"
            print(f"{net.name:14} {net.batch or net.samples:5} {name:>10} {median(taken) * 1e6:10.1f} {faster:>9}")


if __name__ == "__main__":
    main()
