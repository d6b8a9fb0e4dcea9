"""A large CSV file read by another process, so that this one goes on with what it does meanwhile.

What came of it is then at hand for `csv_data`, which gives it, or raises what was wrong, as if it had read the file
itself. Knows nothing of what waits for it.
"""

from __future__ import annotations

import pickle
import threading
from contextlib import suppress
from typing import IO

import numpy as np

from glassnet.core.errors import GlassnetError
from glassnet.core.memory import own_pages
from glassnet.scenarios.data.csv_data import CsvData, Request, is_kept, keep
from glassnet.scenarios.data.csv_file import PLAIN_SHARE, most_bytes
from glassnet.scenarios.data.csv_worker import Parts, Progress
from glassnet.scenarios.interpreter import started

WORKER = "glassnet.scenarios.data.csv_worker"
SMALL_BYTES = 2**18  # up to here a file is read in no time
LOST = "the process that read it was ended, maybe for want of memory"


def takes_time(request: Request) -> bool:
    """Whether reading this would hold somebody up; a file that is too large is refused at once."""
    return SMALL_BYTES < request.size <= most_bytes(PLAIN_SHARE) and not is_kept(request)


class Reading:
    """One file on its way. To be closed.

    progress: how far it is. done: whether it has come to its end, and what came of it can be taken.
    """

    def __init__(self, request: Request) -> None:
        self.request, self.progress, self.done = request, Progress(size=request.size), False
        self._found: CsvData | Exception = GlassnetError(LOST)
        self._process = started(WORKER)
        self._thread = threading.Thread(target=self._wait, daemon=True)
        self._thread.start()

    def take(self) -> None:
        """Have what came of it at hand for `csv_data`. Raises what nobody foresaw."""
        if isinstance(self._found, Exception) and not isinstance(self._found, GlassnetError):
            raise self._found
        keep(self.request, self._found)

    def close(self) -> None:
        """End it, wherever it is."""
        self._process.kill()
        self._process.wait()
        self._thread.join()

    def _wait(self) -> None:
        """Take what the process says, until it says no more."""
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            with process.stdin:
                pickle.dump(self.request, process.stdin)
            while isinstance(message := pickle.load(process.stdout), Progress):
                self.progress = message
            self._found = _put_together(message, process.stdout) if isinstance(message, Parts) else message
        except (OSError, EOFError, pickle.UnpicklingError):
            pass
        except MemoryError:
            self._found = GlassnetError("not enough memory for data of this size")
        finally:
            with suppress(OSError):
                process.stdout.close()
            self.done = True


def _put_together(parts: Parts, answers: IO[bytes]) -> CsvData:
    """The data, whose numbers stand in memory as they did there. Raises EOFError where they do not all come."""
    arrays = [own_pages((size // 8,)).view(np.uint8) for size in parts.sizes]
    for array in arrays:
        left = array.data
        while left:
            count = answers.readinto(left)  # type: ignore[attr-defined]
            if not count:
                raise EOFError
            left = left[count:]
    made: CsvData = pickle.loads(parts.head, buffers=arrays)
    return made
