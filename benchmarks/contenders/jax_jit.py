"""JAX in float64: batch, forward, backward and update as one jitted function, called once a step."""

from __future__ import annotations

import jax  # pyright: ignore[reportMissingImports]
import jax.numpy as jnp  # pyright: ignore[reportMissingImports]

from benchmarks.nets import Array, Net
from glassnet.core.config import batch_rows

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
