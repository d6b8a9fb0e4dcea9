"""Threads that train blocks of seeds, where the compiled kernels do whole iterations: those leave the others alone.

They begin at once, which processes do not. Whoever wants to know what came of them drains `Threads.came`.
"""

from __future__ import annotations

import threading
from collections import deque
from queue import SimpleQueue

from glassnet.scenarios.sweeps.outcome import Outcome
from glassnet.scenarios.sweeps.training import Block, Trainer


class Threads:
    """Some of them on the task of a trainer. To be closed.

    blocks: seeds that nobody trains yet; each takes the next ones from the left. came: what became of seeds.
    lost: in a line, what happened to one that failed; else empty.
    """

    def __init__(self, trainer: Trainer, blocks: deque[Block], count: int) -> None:
        self.blocks, self.came, self.lost = blocks, SimpleQueue[Outcome](), ""
        self._trainer, self._stopped = trainer, False
        self._done = [0] * count  # updates of the seeds that each is at
        self._threads = [threading.Thread(target=self._train, args=(at,), daemon=True) for at in range(count)]
        for thread in self._threads:
            thread.start()

    @property
    def busy(self) -> bool:
        """Whether any of them is at work still."""
        return any(thread.is_alive() for thread in self._threads)

    @property
    def updates(self) -> int:
        """How many updates are done of the seeds that they are at."""
        return sum(self._done)

    def stop(self) -> None:
        """Let each come to an end where it is."""
        self._stopped = True

    def close(self) -> None:
        """End them."""
        self.stop()
        for thread in self._threads:
            thread.join()

    def _train(self, at: int) -> None:
        trainer, finished = self._trainer.another(), 0

        def look(updates: int) -> bool:
            self._done[at] = updates - finished * trainer.task.iterations
            return self._stopped

        while not self._stopped:
            try:
                block = self.blocks.popleft()
            except IndexError:
                return
            finished = 0
            try:
                for outcome in trainer.train(block, look):
                    self.came.put(outcome)
                    finished, self._done[at] = finished + 1, 0
                    if self._stopped:
                        return
            except Exception as error:  # whoever trains them next says it, if it happens again
                self.lost = f"a thread that trained seeds ended early ({type(error).__name__})"
                self._done[at] = 0
                self.blocks.appendleft(block[finished:])
                return
