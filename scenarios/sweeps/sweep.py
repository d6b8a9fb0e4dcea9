"""A sweep: its seeds shared out among threads or processes, and what became of those that are done so far.

Who waits for it trains along, and lets others begin where they save more time than they cost: threads, where these do
not get into each other's way, else processes. Who must not wait, as a screen, lets processes do it all, and looks now
and then.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING

from glassnet.core.errors import ConfigError
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.sweeps.outcome import CONVERGED, Outcome, Sweep, gathered
from glassnet.scenarios.sweeps.threads import Threads
from glassnet.scenarios.sweeps.training import Block, Task, Trainer

if TYPE_CHECKING:
    from glassnet.scenarios.sweeps.processes import Processes

BLOCKS = 8  # for each process, so that none has much to do when the others are done
LARGEST = 64  # seeds of a block; what is lost where a process is killed is trained anew
MOST_JOBS = 64
PATIENCE = 0.03  # seconds of work after which it is clear how much a sweep will be
WORTH = 0.3  # seconds of work left from which other processes, which take 0.15 to begin, are quicker
BREATH = 0.005  # seconds between two looks of who only waits

Watch = Callable[["Sweeping"], object]


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Sweeping:
    """A sweep under way. To be closed, or used as a context.

    seeds: all of them. jobs: how many processes train at once, this one among them or not; by default one a processor.
    known: what became of some of them already, which are not trained anew.
    Raises ConfigError for a scenario with given weights, or a bad seed.
    """

    def __init__(
        self,
        scenario: Scenario,
        seeds: Sequence[int],
        iterations: int,
        below: float,
        jobs: int | None = None,
        known: Iterable[Outcome] = (),
    ) -> None:
        if not seeds:
            raise ConfigError("a sweep needs at least one seed")
        for seed in {seeds[0], max(seeds), min(seeds)}:
            scenario.with_seed(seed)
        self.seeds, self.iterations, self.below = seeds, iterations, below
        self.jobs = max(1, min(jobs or cores(), len(seeds), MOST_JOBS))
        self.stopped = False
        self.task = Task.of(scenario, iterations, below)
        self.trainer = Trainer(self.task)
        self._others: Processes | Threads | None = None
        self._outcomes = list(known)
        self._blocks = deque(self._dealt())
        self._own = 0  # updates of the seeds that this process is at

    def _dealt(self) -> list[Block]:
        known = {outcome.place for outcome in self._outcomes}
        left = [(place, seed) for place, seed in enumerate(self.seeds) if place not in known]
        together = self.trainer.together
        most = min(LARGEST, -(-len(left) // (self.jobs * BLOCKS)))
        size = max(1, most if together == 1 else min(together, -(-len(left) // self.jobs)))
        return [left[first : first + size] for first in range(0, len(left), size)]

    def __enter__(self) -> Sweeping:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    # --- who trains ---

    def begin(self, count: int, nice: int = 0) -> None:
        """Let so many other processes train; nice: how far they step back for others."""
        if self._others is None and count:
            from glassnet.scenarios.sweeps.processes import Processes  # most sweeps need none

            self._others = Processes(self.task, self._blocks, count, nice)

    def begin_threads(self, count: int) -> None:
        """Let so many threads train; only where the kernels do it."""
        if self._others is None and count:
            self._others = Threads(self.trainer, self._blocks, count)

    @property
    def begun(self) -> bool:
        """Whether others train."""
        return self._others is not None

    def train(self, watch: Watch) -> None:
        """Train along, until all seeds are done or the sweep is stopped; watch(self) comes again and again."""
        finished = 0

        def look(updates: int) -> bool:
            self._own = updates - finished * self.iterations
            watch(self)
            return self.stopped

        while True:
            busy = self.busy  # before the next block is taken, for who is killed gives his back
            block = () if self.stopped else self._next_block()
            for outcome in self.trainer.train(block, look):
                self._outcomes.append(outcome)
                finished, self._own = finished + 1, 0
                if self.stopped:
                    break
            finished = 0
            if not block and not busy:
                return
            if not block:
                watch(self)
                time.sleep(BREATH)

    def _next_block(self) -> Block:
        try:
            return self._blocks.popleft()
        except IndexError:
            return ()

    def stop(self) -> None:
        """Train no further; what is under way comes to an end where it is."""
        self.stopped = True
        if self._others is not None:
            self._others.stop()

    def close(self) -> None:
        """End the others."""
        if self._others is not None:
            self._others.close()

    # --- how far it is ---

    @property
    def busy(self) -> bool:
        """Whether others are at work."""
        return self._others is not None and self._others.busy

    def _seen(self) -> list[Outcome]:
        """All outcomes so far."""
        if self._others is not None:
            while not self._others.came.empty():
                self._outcomes.append(self._others.came.get())
        return self._outcomes

    @property
    def finished(self) -> int:
        """How many seeds are done."""
        return len(self._seen())

    @property
    def share(self) -> float:
        """How much of all updates is done, 0 … 1."""
        under_way = self._own + (0 if self._others is None else self._others.updates)
        return min(1.0, (self.finished + under_way / self.iterations) / len(self.seeds))

    @property
    def lost(self) -> str:
        """In a line, what happened to one of the others that ended early; else empty."""
        return "" if self._others is None else self._others.lost

    @property
    def done(self) -> Sweep:
        """What became of the seeds that are done; see `gathered`."""
        return gathered(self.seeds, self.iterations, self.below, self._seen())


def sweep(
    scenario: Scenario,
    seeds: Sequence[int],
    iterations: int,
    below: float = CONVERGED,
    jobs: int | None = None,
    watch: Watch = lambda under_way: None,
    lost: Callable[[str], object] = lambda words: None,
) -> Sweep:
    """Train all seeds for so many iterations and wait for it; see `Sweeping`.

    watch: may stop it. lost: is told in a line of one that ended early; another one has trained its seeds.
    """
    first: list[tuple[float, float]] = []  # processor time when it was first looked at, and the share done by then

    def look(under_way: Sweeping) -> None:
        watch(under_way)
        share = under_way.share
        if not first:
            first.append((time.process_time(), share))
        took, done = time.process_time() - first[0][0], share - first[0][1]
        if not under_way.begun and took > PATIENCE and took * (1 - share) > WORTH * done:
            under_way.begin(under_way.jobs - 1)

    with Sweeping(scenario, seeds, iterations, below, jobs) as under_way:
        if under_way.trainer.in_kernels:
            under_way.begin_threads(under_way.jobs - 1)
        under_way.train(look)
        if under_way.lost:
            lost(under_way.lost)
    return under_way.done
