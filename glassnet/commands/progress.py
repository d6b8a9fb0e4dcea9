"""How far something is, on a terminal; nothing where the output is piped."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

SLOW_BYTES = 4_000_000  # of a CSV file: reading these may take about a second


@contextmanager
def progress_bar(title: str, total: int | None) -> Iterator[Callable[[float, str], None]]:
    """Yields a function to call with how much is done and a word beside the bar; `total` None is not known."""
    if not (sys.stdout.isatty() and sys.stderr.isatty()):
        yield lambda done, word: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    word_column = TextColumn("{task.fields[word]}")
    # on stderr, and gone at the end: what is printed is the same with and without a bar
    with Progress(*columns, word_column, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(title, total=total, word="")
        yield lambda done, word: progress.update(task, completed=done, word=word)


@contextmanager
def reading_told() -> Iterator[None]:
    """How far a large file is read meanwhile, in a line that is gone at the end."""
    from glassnet.scenarios.reading import watched

    if not sys.stderr.isatty():
        yield
        return
    shown = [-1]

    def tell(read: int, size: int, rows: int) -> None:
        if size and shown[0] != (share := min(100, 100 * read // size)):
            shown[0] = share
            print(f"\r{share:3} % read, ctrl+c ends it", end="", file=sys.stderr, flush=True)

    try:
        with watched(tell):
            yield
    finally:
        if shown[0] >= 0:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def tell_reading(tables: Mapping[str, Any]) -> None:
    """Say on stderr that the CSV file of these tables is read, where that takes a while and it is not too large."""
    table = tables.get("csv")
    path = table.get("file") if isinstance(table, dict) else None
    with suppress(OSError, ValueError, TypeError):  # reading says what is wrong with a file
        if isinstance(path, str) and (size := os.path.getsize(path)) >= SLOW_BYTES:
            from glassnet.core.errors import one_line
            from glassnet.scenarios.data.csv_file import PLAIN_SHARE, most_bytes

            if size > most_bytes(PLAIN_SHARE):
                return
            print(one_line(f"reading {path} ({size / 1e6:.0f} MB) …"), file=sys.stderr, flush=True)
