"""C that is written for one net alone, all sizes and places constants in it: about the least time that there is.

The calls are the engine's own, as loops; gcc may reorder no sum. Only where gcc is, and all calls have kernels of ours.
"""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.contenders import LeftOut
from benchmarks.nets import Array, Net
from glassnet.core.compiled import CODES, Entry, Place, Table, place_of
from glassnet.core.config import batch_rows
from glassnet.core.machine import start
from glassnet.core.program import compile_program
from glassnet.core.tape import Recording

FLAGS = ("-O3", "-march=native", "-ffp-contract=off", "-fno-math-errno", "-shared", "-fPIC", "-w")
VALUES = {
    "positive": "{}", "negative": "-{}", "square": "{0} * {0}", "absolute": "fabs({})", "sqrt": "sqrt({})",
    "sign": "({0} > 0) - ({0} < 0)", "log": "log({})", "log1p": "log1p({})", "exp": "exp({})", "tanh": "tanh({})",
    "add": "{} + {}", "subtract": "{} - {}", "multiply": "{} * {}", "divide": "{} / {}", "power": "pow({}, {})",
    "maximum": "{0} > {1} ? {0} : {1}", "minimum": "{0} < {1} ? {0} : {1}",
}  # fmt: skip


class Generated:
    """All steps of a burst are one call of it."""

    def __init__(self, net: Net) -> None:
        if shutil.which("gcc") is None:
            raise LeftOut("gcc is not installed")
        self._config = net.config()
        program = compile_program(self._config)
        recording = Recording(program, program.steps)
        if net.samples % (net.batch or net.samples):
            raise LeftOut("batches of two lengths")
        self._tape = recording.tape(net.batch or net.samples)
        if self._tape.table is None:
            raise LeftOut("not all calls have kernels")
        recording.load(start(program, *net.data(), net.parameters()).values)
        self._names, self._iteration, self._batches = program.parameters, 0, net.batch is not None
        self._roots: list[Array] = []
        with tempfile.TemporaryDirectory() as folder:
            source, library = Path(folder, "net.c"), Path(folder, "net.so")
            source.write_text("\n".join(self._source(self._tape.table)), encoding="utf-8")
            subprocess.run(["gcc", *FLAGS, str(source), "-o", str(library), "-lm"], check=True)
            self._library = ctypes.CDLL(str(library))
        for number, root in enumerate(self._roots):
            self._library.put(number, ctypes.c_void_p(root.ctypes.data))

    def _source(self, table: Table) -> Iterator[str]:
        loops = [self._loops(entry) for entry in table.entries]
        rows = self._at(place_of(self._tape.rows), "0", "0") if self._batches else ""
        loss = self._at(place_of(self._tape.traced[0][None]), "0", "0")
        yield "#include <math.h>\n#include <string.h>"
        for number, root in enumerate(self._roots):
            yield f"static double B{number}[{root.nbytes // 8}] __attribute__((aligned(64)));"
        for name, to, of in (("put", "B{0}", "at"), ("get", "at", "B{0}")):
            cases = "".join(
                f"case {number}: memcpy({to.format(number)}, {of.format(number)}, sizeof B{number}); break;"
                for number in range(len(self._roots))
            )
            yield f"void {name}(int number, void *at) {{ switch (number) {{ {cases} }} }}"
        yield "double run(long steps, const long *order, long each) {\nfor (long step = 0; step < steps; step++) {"
        if rows:
            yield f"memcpy(&{rows}, order + step * each, each * sizeof *order);"
        yield from loops
        yield f"}}\nreturn {loss};\n}}"

    def _at(self, place: Place, down: str, across: str) -> str:
        """An item, by its row and column."""
        number = next((at for at, root in enumerate(self._roots) if root is place.root), len(self._roots))
        if number == len(self._roots):
            self._roots.append(place.root)
        return f"B{number}[{place.first} + {down} * {place.steps[0]} + {across} * {place.steps[1]}]"

    def _loops(self, entry: Entry) -> str:
        name, (n0, n1, terms), (a, b, o) = CODES[entry.code], entry.sizes, entry.places
        rows, columns = f"for (int i = 0; i < {n0}; i++)", f"for (int j = 0; j < {n1}; j++)"
        if name in VALUES:
            value = VALUES[name].format(self._at(a, "i", "j"), self._at(b, "i", "j"))
            return f'{rows} _Pragma("GCC ivdep") {columns} {self._at(o, "i", "j")} = {value};'
        inner = f"for (int k = 0; k < {terms}; k++)"
        if name == "largest":
            first, each = self._at(a, "0", "j"), self._at(a, "k", "j")
            larger = f"if ({each} > most) most = {each};"
            return f"{columns} {{ double most = {first}; {inner} {larger} {self._at(o, '0', 'j')} = most; }}"
        if name == "take":
            row = f"((long *)&{self._at(b, '0', 'j')})[0]"
            return f"{rows} {columns} {self._at(o, 'i', 'j')} = {self._at(a, 'i', row)};"
        term = f"{self._at(a, 'i', 'k')} * {self._at(b, 'k', 'j')}"
        if name == "dot_along_n":
            sums = f"double s[{n1}] = {{0}}; {inner} {columns} s[j] += {term};"
            return f"{rows} {{ {sums} {columns} {self._at(o, 'i', 'j')} = s[j]; }}"
        return f"{rows} {columns} {{ double s = 0; {inner} s += {term}; {self._at(o, 'i', 'j')} = s; }}"

    def __call__(self, steps: int) -> None:
        order: Array | None = None
        if self._batches:
            numbers = range(self._iteration + 1, self._iteration + steps + 1)
            order = np.array([batch_rows(self._config, number) for number in numbers])
        self._iteration += steps
        place, each = (None, 0) if order is None else (order.ctypes.data, order.size // steps)
        self._library.run.restype = ctypes.c_double
        self.loss = float(self._library.run(ctypes.c_long(steps), ctypes.c_void_p(place), ctypes.c_long(each)))

    def parameters(self) -> list[Array]:
        for number, root in enumerate(self._roots):
            if root.flags.writeable:
                self._library.get(number, ctypes.c_void_p(root.ctypes.data))
        return [self._tape.copy(name) for name in self._names]
