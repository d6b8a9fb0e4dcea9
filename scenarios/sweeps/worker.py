"""A process that trains seeds for another one, which it reads from and writes to: pickles through a pipe each way.

It gets a task and how far it is to step back for others, then blocks of seeds; None asks it to stop where it is. It
answers each block with the outcome of each seed and, now and then, with how many updates of the block are done; None
ends the answer.
Where the other one has gone, so does it: no process is left behind.
"""

from __future__ import annotations

import os
import pickle
import sys
import threading
import time
from queue import SimpleQueue
from typing import Any

from glassnet.scenarios.sweeps.training import Block, Task, Trainer

EVERY = 0.1  # seconds between two words about how far it is


def main() -> None:
    """Train what comes."""
    orders, answers = sys.stdin.buffer, sys.stdout.buffer
    blocks: SimpleQueue[Block] = SimpleQueue()
    stopping = threading.Event()

    def listen() -> None:
        try:
            while True:
                order = pickle.load(orders)
                if order is None:
                    stopping.set()
                else:
                    blocks.put(order)
        finally:  # whatever it is that ends this, nobody asks for anything any more
            os._exit(0)

    def answer(message: Any) -> None:
        try:
            pickle.dump(message, answers)
            answers.flush()
        except OSError:
            os._exit(0)

    task, nice = pickle.load(orders)
    assert isinstance(task, Task)
    if nice and hasattr(os, "nice"):
        os.nice(nice)
    threading.Thread(target=listen, daemon=True).start()
    trainer, told = Trainer(task), 0.0

    def look(updates: int) -> bool:
        nonlocal told
        if (now := time.monotonic()) - told > EVERY:
            told = now
            answer(updates)
        return stopping.is_set()

    while True:
        block = blocks.get()
        for outcome in () if stopping.is_set() else trainer.train(block, look):
            answer(outcome)
            if stopping.is_set():
                break
        answer(None)
