"""Other processes that train blocks of seeds, each led by a thread that does nothing but wait for it.

They are interpreters of their own, started anew and fed through pipes, so that nothing of this process is copied and
none outlives it, however it ends. Whoever wants to know what came of them drains `Processes.came`.
"""

from __future__ import annotations

import pickle
import signal
import subprocess
import threading
from collections import deque
from contextlib import suppress
from queue import SimpleQueue

from glassnet.scenarios.interpreter import started
from glassnet.scenarios.sweeps.outcome import Outcome
from glassnet.scenarios.sweeps.training import Block, Task

WORKER = "glassnet.scenarios.sweeps.worker"
GRACE = 1.0  # seconds that one has to end in


class Processes:
    """Some of them on one task. To be closed.

    blocks: seeds that nobody trains yet; each process takes the next ones from the left. came: what became of seeds.
    nice: how far they step back for other processes. lost: in a line, what happened to one that was killed; else empty.
    """

    def __init__(self, task: Task, blocks: deque[Block], count: int, nice: int = 0) -> None:
        self.blocks, self.came, self.lost = blocks, SimpleQueue[Outcome](), ""
        self._task, self._nice, self._closed, self._stopped = task, nice, False, False
        self._done: dict[int, int] = {}  # updates of the seeds that each is at
        self._lock = threading.Lock()  # of what is written to them
        self._all = [started(WORKER) for _ in range(count)]
        self._threads = [threading.Thread(target=self._lead, args=(each,), daemon=True) for each in self._all]
        for thread in self._threads:
            thread.start()

    @property
    def busy(self) -> bool:
        """Whether any of them is at work still."""
        return any(thread.is_alive() for thread in self._threads)

    @property
    def updates(self) -> int:
        """How many updates are done of the seeds that they are at."""
        return sum(list(self._done.values()))

    def stop(self) -> None:
        """Let each come to an end where it is; what became of its seeds comes still."""
        if not self._stopped:
            self._stopped = True
            threading.Thread(target=self._tell_to_stop, daemon=True).start()  # one that begins reads nothing yet

    def _tell_to_stop(self) -> None:
        with self._lock:
            for process in self._all:
                _write(process, None)

    def close(self) -> None:
        """End them."""
        self._closed = True
        for process in self._all:
            process.kill()
        for process, thread in zip(self._all, self._threads, strict=True):
            process.wait()
            thread.join(GRACE)

    def _lead(self, process: subprocess.Popen[bytes]) -> None:
        """Hand one of them block after block, and take what comes."""
        assert process.stdin is not None
        assert process.stdout is not None
        block: Block = ()
        returned = 0
        try:
            with self._lock:
                pickle.dump((self._task, self._nice), process.stdin)
            while not self._stopped and self.blocks:
                with suppress(IndexError):  # another one was quicker
                    block, returned = self.blocks.popleft(), 0
                with self._lock:
                    if self._stopped:
                        break
                    pickle.dump(block, process.stdin)
                    process.stdin.flush()
                while (message := pickle.load(process.stdout)) is not None:
                    if isinstance(message, Outcome):
                        returned += 1
                        self.came.put(message)
                        self._done[process.pid] = 0
                    else:
                        self._done[process.pid] = message - returned * self._task.iterations
                block = ()
                self._done.pop(process.pid, None)
        except (OSError, EOFError, pickle.UnpicklingError):
            self._gone(process, block[returned:])
        finally:
            self._done.pop(process.pid, None)
            with suppress(OSError):
                process.stdin.close()
            process.stdout.close()

    def _gone(self, process: subprocess.Popen[bytes], left: Block) -> None:
        """One of them is no more, and somebody else is to train what it had."""
        if self._closed:
            return
        code = process.wait()
        how = f"was killed ({signal.Signals(-code).name})" if code < 0 else f"ended early (exit code {code})"
        self.lost = f"a process that trained seeds {how}"
        if left:
            self.blocks.appendleft(left)


def _write(process: subprocess.Popen[bytes], message: object) -> None:
    assert process.stdin is not None
    with suppress(OSError, ValueError):  # it has gone
        pickle.dump(message, process.stdin)
        process.stdin.flush()
