"""JAX in float64: batch, forward, backward and update as one jitted function, called once a step.

On one thread, as everybody here; `XLA_FLAGS` says otherwise where somebody sets it.
"""

from __future__ import annotations

import os

os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false")  # before JAX is loaded

import jax  # pyright: ignore[reportMissingImports]
import jax.numpy as jnp  # pyright: ignore[reportMissingImports]
import numpy as np

from benchmarks.nets import Array, Net
from glassnet.core.config import batch_rows, batches_of_one_length

jax.config.update("jax_enable_x64", True)
BENDS = {"relu": jax.nn.relu, "tanh": jnp.tanh, "sigmoid": jax.nn.sigmoid}


class Jit:
    """Calls run on without waiting; the end of a burst waits for the last one, and reads its loss."""

    def __init__(self, net: Net) -> None:
        self.net, self.config = net, net.config()
        self.X, self.Y = map(jnp.asarray, net.data())
        self.named = {name: jnp.asarray(value) for name, value in net.parameters().items()}
        self.step = jax.jit(self._step)
        self.iteration, self.loss = 0, 0.0

    def _loss(self, named: dict[str, jax.Array], x: jax.Array, y: jax.Array) -> jax.Array:
        a = x
        for layer, activation in enumerate(self.net.activations, start=1):
            z = a @ named[f"W{layer}"] + named[f"b{layer}"]
            a = z if activation == "softmax" else BENDS[activation](z)
        if self.net.loss == "mse":
            return jnp.mean((a - y) ** 2)
        return -jnp.mean(jnp.sum(y * jax.nn.log_softmax(a), axis=1))

    def _step(
        self, named: dict[str, jax.Array], X: jax.Array, Y: jax.Array, rows: jax.Array | None
    ) -> tuple[dict[str, jax.Array], jax.Array]:
        x, y = (X, Y) if rows is None else (X[rows], Y[rows])
        loss, gradients = jax.value_and_grad(self._loss)(named, x, y)
        return {name: value - self.net.rate * gradients[name] for name, value in named.items()}, loss

    def __call__(self, steps: int) -> None:
        loss = jnp.zeros(())
        rows = None
        for _ in range(steps):
            self.iteration += 1
            if self.net.batch:
                rows = batch_rows(self.config, self.iteration)
            self.named, loss = self.step(self.named, self.X, self.Y, rows)
        jax.block_until_ready(self.named)
        self.loss = float(loss)

    def parameters(self) -> list[Array]:
        return [jax.device_get(self.named[name]) for name in self.config.parameters]


class Loop(Jit):
    """All steps of a burst as one compiled loop: the fastest that JAX has. A burst of another length compiles anew."""

    def __init__(self, net: Net) -> None:
        super().__init__(net)
        self.burst = jax.jit(self._burst, static_argnames="steps")

    def _burst(
        self, named: dict[str, jax.Array], X: jax.Array, Y: jax.Array, rows: jax.Array | None, steps: int
    ) -> tuple[dict[str, jax.Array], jax.Array]:
        def once(at: dict[str, jax.Array], batch: jax.Array | None) -> tuple[dict[str, jax.Array], jax.Array]:
            return self._step(at, X, Y, batch)

        ended: tuple[dict[str, jax.Array], jax.Array] = jax.lax.scan(once, named, rows, length=steps)
        return ended

    def __call__(self, steps: int) -> None:
        rest = steps
        while rest:  # batches of one length together, of all epochs where they have no shorter last one
            first, some, rows = self.iteration + 1, rest, None
            if self.net.batch and self.net.samples % self.net.batch == 0:
                rows = np.array([batch_rows(self.config, first + at) for at in range(rest)])
            elif self.net.batch:
                rows = batches_of_one_length(self.config, first, rest)
                some = len(rows)
            self.named, losses = self.burst(self.named, self.X, self.Y, rows, steps=some)
            self.iteration, rest = self.iteration + some, rest - some
        jax.block_until_ready(self.named)
        self.loss = float(losses[-1])
