"""The rows of data of one moment: which stand in the batch, and what is computed by now of one that does not.

A row beside the batch is evaluated with the parameters that the batch's values come from, and as far as the steps have
come. Knows nothing of what is chosen.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from glassnet.core.beside import row_values
from glassnet.core.machine import State
from glassnet.scenarios.base import Dataset
from glassnet.tui.messages import Sample

Floats = NDArray[np.float64]


class Samples:
    """The rows of one moment.

    opening: a moment of its iteration before the update.
    """

    def __init__(self, data: Dataset, state: State, opening: State) -> None:
        self.data, self.state, self.opening = data, state, opening
        self._beside: dict[Sample, Mapping[str, Floats]] = {}

    @cached_property
    def rows(self) -> NDArray[np.intp]:
        """Which training rows stand in the current batch, in order."""
        rows = self.state.get("rows")
        return np.arange(len(self.data.inputs)) if rows is None else np.asarray(rows, dtype=np.intp)

    @property
    def whole_batch(self) -> bool:
        """Whether every training row stands in the batch, in the order of the data."""
        return "rows" not in self.state

    def there(self, sample: Sample) -> bool:
        """Whether the data have this row."""
        return 0 <= sample.row < len(self.data.test_inputs if sample.test else self.data.inputs)

    def place(self, sample: Sample) -> int | None:
        """A row's position in the current batch, or None."""
        if sample.test or self.whole_batch:
            return None if sample.test else sample.row
        found = np.flatnonzero(self.rows == sample.row)
        return int(found[0]) if len(found) else None

    def given(self, sample: Sample) -> tuple[Floats, Floats]:
        """Inputs and targets of a row beside the batch as this iteration has them, changed by hand later or not."""
        given = self.opening.values
        if not sample.test and "X" in given and sample.row < len(given["X"]):
            return given["X"][sample.row], given["Y"][sample.row]
        return self.data.row(sample.row, sample.test)

    def beside(self, sample: Sample) -> Mapping[str, Floats]:
        """What is computed by now of a row beside the batch, by name; see `glassnet.core.beside`."""
        if sample not in self._beside:
            program = self.state.program
            parameters = {name: self.opening[name] for name in program.parameters}
            found = row_values(program, parameters, *self.given(sample), len(self.rows), self.state.done)
            self._beside[sample] = found
        return self._beside[sample]
