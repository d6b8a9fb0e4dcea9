"""A process that reads one CSV file for another one, and hands over what it made of it through a pipe.

It gets a `Request`, and answers with how far it is (`Progress`) now and then, and at the end with the data, in `Parts`,
whose numbers follow as they stand in memory; or with the error that there was.
"""

from __future__ import annotations

import pickle
import sys
import time
from typing import Any, BinaryIO, NamedTuple

import numpy as np

from glassnet.core.memory import release
from glassnet.scenarios.data.csv_data import CsvData, Request, csv_data
from glassnet.scenarios.reading import watched

EVERY = 0.05  # seconds between two words about how far it is
PIECE = 2**22  # bytes that are written at once, and whose memory then goes


class Progress(NamedTuple):
    """How much of the file is read, of how much; rows so far."""

    read: int = 0
    size: int = 0
    rows: int = 0


class Parts(NamedTuple):
    """The data without their numbers, pickled, and how many bytes each of the arrays has that follow."""

    head: bytes
    sizes: tuple[int, ...]


def main() -> None:
    """Read what is asked for."""
    request, answers = pickle.load(sys.stdin.buffer), sys.stdout.buffer
    assert isinstance(request, Request)
    told = 0.0

    def tell(*progress: int) -> None:
        nonlocal told
        if (now := time.monotonic()) - told > EVERY or progress[0] == progress[1]:
            told = now
            _answer(answers, Progress(*progress))

    try:
        with watched(tell):
            made = csv_data(*request)
    except Exception as error:  # whoever asked says it, or fails by it
        _answer(answers, error)
    else:
        hand_over(made, answers)


def hand_over(made: CsvData, answers: BinaryIO) -> None:
    """Write the data. Their memory goes on the way, so that two processes do not have all of it: nothing is left."""
    buffers: list[pickle.PickleBuffer] = []
    head = pickle.dumps(made, protocol=5, buffer_callback=buffers.append)
    raws = [buffer.raw() for buffer in buffers]
    _answer(answers, Parts(head, tuple(raw.nbytes for raw in raws)))
    for raw in raws:
        for at in range(0, raw.nbytes, PIECE):
            end = min(at + PIECE, raw.nbytes)
            answers.write(raw[at:end])
            if isinstance(raw.obj, np.ndarray):
                release(raw.obj, at, end)
    answers.flush()


def _answer(answers: BinaryIO, message: Any) -> None:
    pickle.dump(message, answers)
    answers.flush()
