"""`glassnet trace`: every number of a training, one line of JSON an iteration."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from tui.commands.arguments import INTERRUPTED, experiment_parser, opened, parsed, whole
from tui.commands.interrupt import Interrupt

DESCRIPTION = """\
Every number of a training, one line of JSON an iteration: the loss, and all values by name, with the parameters
as they were before that iteration's update. The last line has the parameters after all of them."""
EXAMPLES = """\
examples:
  glassnet trace neuron --iterations 1
  glassnet trace mine.toml --iterations 100 --out mine.jsonl
  glassnet trace xor --iterations 1000 | jq -c '[.iteration, .loss]'
"""


def run(arguments: list[str]) -> int:
    """Print or write the lines. Raises GlassnetError for what cannot be read or written."""
    made = experiment_parser("trace", DESCRIPTION, EXAMPLES)
    made.add_argument("--iterations", type=whole(1), required=True, metavar="N", help="how many, from the first")
    made.add_argument("--out", metavar="FILE", help="write to a file, which is replaced when all is written")
    options = parsed(made, arguments)
    from scenarios.trace import trace_lines

    scenario = opened(options)
    with Interrupt() as interrupt, output(options.out) as out:
        for line in trace_lines(scenario, options.iterations, lambda: interrupt.asked):
            out.write(line + "\n")
    return INTERRUPTED if interrupt.asked else 0


@contextmanager
def output(path: str | None) -> Iterator[TextIO]:
    """Stdout, or a new file beside `path` that takes its place at the end; on an error `path` stays as it was.

    Raises GlassnetError where it cannot be written.
    """
    if path is None:
        yield sys.stdout
        return
    from core.errors import GlassnetError

    name = ""
    try:
        target = Path(path).resolve()  # a link stays a link
        if target.exists() and not target.is_file():  # a terminal or a pipe, which nothing can take the place of
            with target.open("w", encoding="utf-8") as file:
                yield file
            return
        number, name = tempfile.mkstemp(prefix=f".{target.name[:100]}.", dir=target.parent)
        with open(number, "w", encoding="utf-8") as file:
            yield file
        os.chmod(name, target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
        os.replace(name, target)
        name = ""
    except (OSError, ValueError) as error:  # ValueError: a path with a zero byte
        raise GlassnetError(f"--out {path}: {getattr(error, 'strerror', None) or error}") from error
    finally:
        if name:
            with suppress(OSError):
                os.unlink(name)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
