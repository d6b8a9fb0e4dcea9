"""What the benchmarks share: a budget with its mark, tables, and the machine in words."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median

LIBRARIES = ("numpy", "textual", "plotext", "msgspec", "torch", "jax", "jaxlib", "scikit-learn")


@dataclass(frozen=True)
class Budget:
    """One promise and what was measured; exactly one of at_least and at_most is given."""

    what: str
    measured: float
    unit: str
    at_least: float | None = None
    at_most: float | None = None

    @property
    def limit(self) -> str:
        """The budget in words."""
        sign, bound = ("≥", self.at_least) if self.at_least is not None else ("≤", self.at_most)
        return f"{sign} {bound:g} {self.unit}".rstrip()

    @property
    def mark(self) -> str:
        """✓, or ✗ and by how much it is missed, as a part of the budget."""
        bound = self.at_most if self.at_least is None else self.at_least
        assert bound is not None
        missed = self.measured - bound if self.at_least is None else bound - self.measured
        if missed <= 0:
            return "✓"
        return f"✗ by {100 * missed / bound:.1f} %" if bound else "✗"

    def cells(self) -> tuple[str, str, str, str]:
        """A row of the table of budgets."""
        large_or_none = self.measured == 0 or self.measured >= 1000
        digits = f"{self.measured:,.0f}" if large_or_none else f"{self.measured:#.3g}".rstrip(".")
        return self.what, f"{digits} {self.unit}".rstrip(), self.limit, self.mark

    def __str__(self) -> str:
        what, measured, limit, mark = self.cells()
        return f"{mark} {what}: {measured} (budget {limit})"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table, its columns padded so that it reads in a terminal too; numbers stand at the right."""
    cells = [list(heads), *map(list, rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(heads))]
    right = [all(_is_number(row[column]) for row in rows) for column in range(len(heads))]

    def line(row: Sequence[str]) -> str:
        padded = (
            text.rjust(width) if at_right else text.ljust(width)
            for text, width, at_right in zip(row, widths, right, strict=True)
        )
        return f"| {' | '.join(padded)} |"

    rule = [("-" * (width - 1) + (":" if at_right else "-")) for width, at_right in zip(widths, right, strict=True)]
    return "\n".join([line(cells[0]), line(rule), *map(line, cells[1:])])


def _is_number(text: str) -> bool:
    return text == "–" or re.fullmatch(r"[\d.,]+", text) is not None


def middle_and_late(values: Sequence[float]) -> tuple[float, float]:
    """Median and 95th percentile: the value that at most one in twenty is above."""
    ordered = sorted(values)
    return median(ordered), ordered[-1 - len(ordered) // 20]


def machine() -> list[tuple[str, str]]:
    """Processor, memory, system and versions; nothing that names this very machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    found = [
        ("processor", f"{_processor()}, {os.cpu_count()} cores"),
        ("memory", f"{memory:.0f} GiB"),
        ("system", f"{_system()}, {platform.machine()}"),
        ("busy before it began", f"load average {os.getloadavg()[0]:.1f}"),
        ("Python", f"{platform.python_implementation()} {platform.python_version()}"),
        ("libraries", ", ".join(f"{name} {version(name)}" for name in LIBRARIES if _installed(name))),
    ]
    kernel = _openblas()
    return [*found, ("NumPy's products", kernel)] if kernel else found


def _processor() -> str:
    """Its model in words, with family and model numbers where the words alone are vague."""
    facts = Path("/proc/cpuinfo")
    if not facts.exists():
        return platform.processor() or platform.machine()
    lines = (line.partition(":") for line in facts.read_text().splitlines())
    named = {key.strip(): value.strip() for key, _, value in lines}
    words = named.get("model name", platform.machine())
    return f"{words} (family {named['cpu family']}, model {named['model']})" if "cpu family" in named else words


def _system() -> str:
    """Name and release of the system; of a Linux its distribution's, too."""
    kernel = f"{platform.system()} {'.'.join(platform.release().split('.')[:2])}"
    try:
        return f"{platform.freedesktop_os_release()['PRETTY_NAME']}, {kernel}"
    except OSError:
        return kernel


def _installed(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


def _openblas() -> str:
    """Which library multiplies NumPy's matrices, with which kernel; empty where threadpoolctl is not there to tell."""
    try:
        from threadpoolctl import threadpool_info  # pyright: ignore[reportMissingImports]
    except ImportError:
        return ""
    import numpy

    package = Path(numpy.__file__).parent.parent
    for library in threadpool_info():
        if library["user_api"] == "blas" and Path(library["filepath"]).is_relative_to(package):
            words = (library["internal_api"], library["version"], f"kernel {library['architecture']}")
            return f"{' '.join(map(str, words))}, {library['num_threads']} thread"
    return ""
