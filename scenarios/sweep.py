"""Many seeds of one experiment at once: one more leading axis through the program's own steps.

Every value that differs between seeds (parameters, optimizer state, the rows of a mini-batch) has the shape
(seeds, …); data and constants are shared. The ops are the same, so every seed's numbers are those of its single run.
Knows nothing of the screen.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glassnet.core.config import Config, batch_rows
from glassnet.core.errors import ConfigError
from glassnet.core.machine import losses, run_step
from glassnet.core.program import Program
from glassnet.scenarios.base import Array, Scenario

CONVERGED = 0.01
ROOM = 2**22  # numbers that the seeds of one go may have in their parameters and in one layer's values
APART = 0.02  # final losses of one plateau differ by less than this share from one to the next

Watch = Callable[[int, Array], object]
Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Plateau:
    """Seeds that ended at nearly the same loss: `loss` is their median."""

    loss: float
    seeds: int


@dataclass(frozen=True, eq=False)
class Sweep:
    """What became of each seed.

    iterations: updates done. below: what counts as converged.
    final: loss over all training rows after the last update, (seeds,).
    reached: after how many updates the loss over all training rows was first below that, (seeds,); 0 for never.
        With mini-batches it is looked at where an epoch ends.
    """

    seeds: tuple[int, ...]
    iterations: int
    below: float
    final: Array
    reached: NDArray[np.int64]

    @property
    def converged(self) -> NDArray[np.bool_]:
        """Which seeds ended below, (seeds,)."""
        return np.asarray(self.final < self.below)

    @property
    def median_iterations(self) -> float | None:
        """Updates that the converged seeds needed, their median; None where none converged."""
        needed = self.reached[self.converged]
        return float(np.median(needed)) if len(needed) else None

    @property
    def not_finite(self) -> int:
        """Seeds whose loss is not finite at the end."""
        return int((~np.isfinite(self.final)).sum())

    @property
    def stuck(self) -> tuple[Plateau, ...]:
        """Where the others ended, the highest loss first."""
        left = np.sort(self.final[np.isfinite(self.final) & ~self.converged])[::-1]
        cuts = np.flatnonzero(left[:-1] - left[1:] > APART * left[:-1]) + 1
        return tuple(Plateau(float(np.median(group)), len(group)) for group in np.split(left, cuts) if len(group))


def sweep(
    scenario: Scenario,
    seeds: Sequence[int],
    iterations: int,
    below: float = CONVERGED,
    watch: Watch = lambda iteration, losses: False,
) -> Sweep:
    """Train all seeds for so many iterations.

    watch(iteration, losses) sees the batch losses of the seeds of one go, (some,), as trace and history show them;
    something true ends the sweep after this iteration: with the seeds that are done, or else all as far as they got.
    Raises ConfigError for a scenario with given weights, or a bad seed.
    """
    if not seeds:
        raise ConfigError("a sweep needs at least one seed")
    network = scenario.network
    parameters = sum((inputs + 1) * units for inputs, units in itertools.pairwise(network.sizes))
    one = max(parameters, len(scenario.data.inputs) * max(network.sizes))
    together = max(1, ROOM // one)
    parts: list[Sweep] = []
    for first in range(0, len(seeds), together):
        part = _together(scenario, tuple(seeds[first : first + together]), iterations, below, watch)
        if parts and part.iterations < iterations:
            break
        parts.append(part)
        if part.iterations < iterations:
            break
    return Sweep(
        tuple(seed for part in parts for seed in part.seeds),
        parts[0].iterations,
        below,
        np.concatenate([part.final for part in parts]),
        np.concatenate([part.reached for part in parts]),
    )


def _together(scenario: Scenario, seeds: tuple[int, ...], iterations: int, below: float, watch: Watch) -> Sweep:
    singles = [scenario.with_seed(seed) for seed in seeds]
    program, state = scenario.begin()
    data, batches = scenario.data, program.config.batch_size is not None
    each = program.config.iterations_per_epoch
    values = dict(state.values)
    starts, configs = [single.initial for single in singles], [single.config for single in singles]
    for name in program.parameters:
        values[name] = np.stack([np.asarray(start[name], dtype=np.float64) for start in starts])
    for name in program.optimizer_state:
        values[name] = np.zeros((len(seeds), *values[name].shape))
    reached = np.zeros(len(seeds), dtype=np.int64)

    def note(updates: int, loss: Array) -> None:
        reached[(reached == 0) & (loss < below)] = updates

    iteration = 0
    orders: list[Rows] = []
    with np.errstate(all="ignore"):
        for iteration in range(1, iterations + 1):
            for name in program.counted:
                values[name] = np.array(float(iteration))
            if batches:
                if (iteration - 1) % each == 0:
                    orders = _epoch(configs, iteration, each)
                values["rows"] = orders[(iteration - 1) % each]  # type: ignore[assignment]  # whole numbers
            for step in program.steps:
                values[step.output] = run_step(step, values)
            if not batches and iteration > 1:
                note(iteration - 1, values["loss"])
            elif batches and iteration % each == 0:
                note(iteration, losses(program, values, data.inputs, data.targets)["loss"])
            if watch(iteration, values["loss"]):
                break
        final = _final(program, values, scenario, len(seeds))
    note(iteration, final)
    return Sweep(seeds, iteration, below, final, reached)


def _epoch(configs: Sequence[Config], first: int, each: int) -> list[Rows]:
    """The rows of each iteration of the epoch that begins with this one, (seeds, batch)."""
    by_seed = [[batch_rows(config, first + part) for part in range(each)] for config in configs]
    return [np.stack([rows[part] for rows in by_seed]) for part in range(each)]


def _final(program: Program, values: dict[str, Array], scenario: Scenario, seeds: int) -> Array:
    data = scenario.data
    loss = losses(program, values, data.inputs, data.targets)["loss"]
    return np.array(np.broadcast_to(loss, (seeds,)))
