"""The rows of data of one moment: which stand in the batch, and what is computed by now of one that does not.

A row beside the batch is evaluated with the parameters that the batch's values come from, and as far as the steps have
come. A drawing is no row of the data, it has no target: what the network answers to it is known at any step, with the
parameters of all other answers. Knows nothing of what is chosen.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from glassnet.core.beside import row_values
from glassnet.core.machine import State
from glassnet.scenarios.base import Dataset
from glassnet.tui.messages import Sample

if TYPE_CHECKING:
    from glassnet.scenarios.data.images import Drawing

Floats = NDArray[np.float64]


class Samples:
    """The rows of one moment.

    opening: a moment of its iteration before the update. settled: the one whose parameters answers are of.
    """

    def __init__(
        self, data: Dataset, state: State, opening: State, settled: State, drawing: Drawing | None = None
    ) -> None:
        self.data, self.state, self.opening, self.settled, self.drawing = data, state, opening, settled, drawing
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
        """Whether the data have this row, or there is a drawing of as many pixels as they have."""
        if sample.drawn:
            return self.drawing is not None and len(self.drawing) == len(self.data.features)
        return 0 <= sample.row < len(self.data.test_inputs if sample.test else self.data.inputs)

    def place(self, sample: Sample) -> int | None:
        """A row's position in the current batch, or None."""
        if sample.test or sample.drawn:
            return None
        if self.whole_batch:
            return sample.row
        found = np.flatnonzero(self.rows == sample.row)
        return int(found[0]) if len(found) else None

    def row(self, sample: Sample) -> tuple[Floats, Floats]:
        """Inputs and targets of a row as the data have them now; the targets of a drawing are nan."""
        if sample.drawn and self.drawing is not None:
            from glassnet.scenarios.data.images import inputs

            return inputs(self.data, self.drawing), np.full(self.data.targets.shape[1], np.nan)
        return self.data.row(sample.row, sample.test)

    def read_by(self, sample: Sample) -> State:
        """The moment that has the parameters which a row beside the batch meets."""
        return self.settled if sample.drawn else self.opening

    def given(self, sample: Sample) -> tuple[Floats, Floats]:
        """Inputs and targets of a row beside the batch as this iteration has them, changed by hand later or not."""
        given = self.opening.values
        if not (sample.test or sample.drawn) and "X" in given and sample.row < len(given["X"]):
            return given["X"][sample.row], given["Y"][sample.row]
        return self.row(sample)

    def beside(self, sample: Sample) -> Mapping[str, Floats]:
        """What is computed by now of a row beside the batch, by name; see `glassnet.core.beside`."""
        if sample not in self._beside:
            program, moment = self.state.program, self.read_by(sample)
            parameters = {name: moment[name] for name in program.parameters}
            answered = program.index_of(f"a{program.layers}")
            done = self.state.done if answered is None or not sample.drawn else answered + 1
            found = row_values(program, parameters, *self.given(sample), len(self.rows), done)
            if sample.drawn:
                del found["y"]
            self._beside[sample] = found
        return self._beside[sample]
