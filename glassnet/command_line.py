"""The command line: words in `commands/` are commands, all else opens the playground (`playing.py`).

Loads nothing heavy before it is needed.
"""

from __future__ import annotations

import gc
import io
import os
import sys
from contextlib import suppress
from typing import NoReturn

from glassnet import commands
from glassnet.commands.arguments import INTERRUPTED
from glassnet.commands.output import failed

LATE = 50_000  # objects until garbage is first looked for: what loads at first stays, and to look costs time
BROKEN_PIPE = 141  # what a shell reports of a program that a broken pipe ended


def command() -> NoReturn:
    """The process `glassnet`, which ends with the exit code of `main`.

    And at once: to take apart what was loaded, which the system takes back whole, costs a tenth of a short command.
    """
    often = gc.get_threshold()
    gc.set_threshold(LATE)

    def from_then_on(phase: str, info: dict[str, int]) -> None:
        gc.set_threshold(*often)
        gc.callbacks.remove(from_then_on)

    gc.callbacks.append(from_then_on)
    try:
        code: object = main()
    except SystemExit as ended:  # of argparse, after --help or a mistake
        code = ended.code
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # `main` has told what is wrong with it
            stream.flush()
    os._exit(code if isinstance(code, int) else bool(code))


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit code.

    0, 1 where what was asked for did not come out, 2 for bad input, 130 after ctrl-c, 141 after a broken pipe. A lost
    terminal or a polite kill ends the process at once, with 129 or 143.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # with two threads small products are up to 25 times slower
    words = sys.argv[1:] if arguments is None else arguments
    os.environ.setdefault("TEXTUAL_FPS", "120")  # how long at most a key waits for its frame
    _open_streams()
    try:
        from glassnet.core.errors import GlassnetError

        if words and words[0] in commands.COMMANDS:
            code = commands.run(words[0], words[1:])
        else:
            from glassnet.playing import play

            gc.disable()  # until the app has begun
            code = play(words)
        sys.stdout.flush()
    except KeyboardInterrupt:  # the first of these: it may come before the name of the next is known
        return failed(INTERRUPTED, "interrupted")
    except GlassnetError as error:
        return failed(2, str(error))
    except MemoryError:
        return failed(1, "not enough memory for an experiment of this size")
    except BrokenPipeError:
        _close_output()
        return BROKEN_PIPE
    except OSError as error:  # a full disk, a terminal that is gone
        _close_output()
        return failed(1, str(error))
    except Exception as error:
        from glassnet.tui.faults import Faults

        faults = Faults()
        faults.add(error)
        return failed(1, faults.words)
    finally:
        gc.enable()
    return code


def _open_streams() -> None:
    """Streams that are closed lead nowhere; characters that the terminal's encoding lacks are written as `?`."""
    sys.stdin = sys.stdin or open(os.devnull)  # noqa: SIM115  # for good, here and below
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def _close_output() -> None:
    """Write no more, so that Python has nothing to flush, and to complain about, at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
