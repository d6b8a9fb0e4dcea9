"""PyTorch in float64 on one thread: eager with its SGD, and the whole step compiled into one graph."""

from __future__ import annotations

import os
from collections.abc import Callable

os.environ.setdefault("TORCHINDUCTOR_COMPILE_THREADS", "1")  # no pool of helpers that outlives the compilation

import torch  # pyright: ignore[reportMissingImports]

from benchmarks.contenders import LeftOut
from benchmarks.nets import Array, Net
from glassnet.core.config import batch_rows

BENDS = {"relu": torch.nn.ReLU, "tanh": torch.nn.Tanh, "sigmoid": torch.nn.Sigmoid}
LOSSES = {"mse": torch.nn.MSELoss, "cross_entropy": torch.nn.CrossEntropyLoss}


def model_of(net: Net) -> torch.nn.Sequential:
    """Linear layers and activations with the net's initial parameters; CrossEntropyLoss does the softmax."""
    torch.set_num_threads(1)
    parts: list[torch.nn.Module] = []
    for inputs, units, activation in zip(net.sizes, net.sizes[1:], net.activations, strict=False):
        parts.append(torch.nn.Linear(inputs, units, dtype=torch.float64))
        if activation != "softmax":
            parts.append(BENDS[activation]())
    model = torch.nn.Sequential(*parts)
    with torch.no_grad():
        for parameter, (name, value) in zip(model.parameters(), net.parameters().items(), strict=True):
            parameter.copy_(torch.tensor(value.T if name.startswith("W") else value))
    return model


class Eager:
    """As its own tutorials train: zero_grad, forward, backward, SGD; the loss is read in every step."""

    def __init__(self, net: Net) -> None:
        self.net, self.config = net, net.config()
        self.model, self.measure = model_of(net), LOSSES[net.loss]()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=net.rate)
        self.X, self.Y = map(torch.tensor, net.data())
        self.iteration, self.loss = 0, 0.0

    def __call__(self, steps: int) -> None:
        for _ in range(steps):
            self.iteration += 1
            x, y = self.X, self.Y
            if self.net.batch:
                rows = torch.from_numpy(batch_rows(self.config, self.iteration))
                x, y = x[rows], y[rows]
            self.optimizer.zero_grad()
            loss = self.measure(self.model(x), y)
            loss.backward()
            self.optimizer.step()
            self.loss = loss.item()

    def parameters(self) -> list[Array]:
        return [parameter.detach().numpy().T for parameter in self.model.parameters()]


class Compiled:
    """Batch, forward, backward and update as one graph through C++, the fastest of the ways that were tried.

    SGD is written out: the compiler makes several graphs of `loss.backward()` and `optimizer.step()`.
    """

    def __init__(self, net: Net) -> None:
        torch._dynamo.reset()  # it looks through the graphs of all nets before this one otherwise
        self.net, self.config = net, net.config()
        model = model_of(net)
        self.named = {name: parameter.detach().clone() for name, parameter in model.named_parameters()}
        self.X, self.Y = map(torch.tensor, net.data())
        self.step = torch.compile(
            _step(model, LOSSES[net.loss](), net.rate), fullgraph=True, dynamic=False, options={"cpp_wrapper": True}
        )
        self.iteration, self.loss = 0, 0.0
        self._try()

    def _try(self) -> None:
        """Compile by a step on copies. Raises LeftOut where that does not work, as without a C++ compiler."""
        copies = {name: parameter.clone() for name, parameter in self.named.items()}
        rows = torch.from_numpy(batch_rows(self.config, 1)) if self.net.batch else None
        try:
            self.step(copies, self.X, self.Y, rows)
        except torch._dynamo.exc.TorchDynamoException as error:
            raise LeftOut(f"torch.compile fails: {str(error).strip().splitlines()[0]}") from error

    def __call__(self, steps: int) -> None:
        rows = None
        for _ in range(steps):
            self.iteration += 1
            if self.net.batch:
                rows = torch.from_numpy(batch_rows(self.config, self.iteration))
            self.loss = self.step(self.named, self.X, self.Y, rows).item()

    def parameters(self) -> list[Array]:
        return [parameter.numpy().T for parameter in self.named.values()]


def _step(model: torch.nn.Module, measure: torch.nn.Module, rate: float) -> Callable[..., torch.Tensor]:
    """One training step on named parameters, in place; returns the loss."""

    def loss_of(named: dict[str, torch.Tensor], x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        return measure(torch.func.functional_call(model, named, (x,)), y)

    def step(
        named: dict[str, torch.Tensor], X: torch.Tensor, Y: torch.Tensor, rows: torch.Tensor | None
    ) -> torch.Tensor:
        x, y = (X, Y) if rows is None else (X[rows], Y[rows])
        gradients, loss = torch.func.grad_and_value(loss_of)(named, x, y)
        for name, parameter in named.items():
            parameter.sub_(gradients[name], alpha=rate)
        return loss

    return step
