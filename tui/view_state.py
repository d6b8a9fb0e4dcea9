"""What the user has chosen to look at. Knows nothing of what is there to be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from glassnet.core.deferred import dataclass
from glassnet.core.explain import Explanation
from glassnet.core.numerals import DIGITS
from glassnet.tui.messages import Entry, Sample, UnitMap

if TYPE_CHECKING:
    from glassnet.scenarios.data.images import Drawing
    from glassnet.scenarios.settings.ghost import Ghost
    from glassnet.tui.lessons.line import Line
    from glassnet.tui.snapshot import Snapshot

FIRST = Sample(0)
TAKE = -1  # the brush that takes points away


@dataclass(frozen=True)
class ViewState:
    """What the user has chosen to look at.

    sample: the row of data that is followed, in the batch or not; where `drawn` is set, the drawing is in its place.
    drawing: what somebody has drawn, None before. layer: None follows the current step.
    cursor: the number the cursor is on. unit: the unit whose map it is on instead, and that is shown large.
    log: the loss on a log scale. speed: in words.
    trail: the numbers explained, each an operand of the one before; empty when nothing is being explained.
    asked: what the trail began with, to be asked again at another moment; None for a prediction.
    operand: which operand of the last one is chosen. full: long sums are shown in full, and large
        matrices entry by entry.
    digits: significant ones of the number that is explained, and of the step's.
    note: a few words for the header, such as the score of predict mode. predicting: whether that is on.
    confusion: the rows that the confusion matrix counts, "training" or "test"; empty for table and map.
    ghost: a run to compare with, as it stood when it was held.
    brush: what a click on the map does: adds a point of this kind, or with TAKE takes one away; None chooses a sample.
    kept: numbers whose course is kept on show beside the loss.
    around: the number that the loss was last looked at over. zoom: how many times closer, by 2.
    pictured: whether a picture of the number under the cursor is on show.
    preview: a moment of another scenario that trains by itself until anything is done here.
    line: what a lesson or predict mode says and asks. offered: whether the tour is offered.
    """

    sample: Sample = FIRST
    drawing: Drawing | None = None
    drawn: bool = False
    layer: int | None = None
    cursor: Entry | None = None
    unit: UnitMap | None = None
    log: bool = False
    running: bool = False
    speed: str = ""
    rate: float = 0.0
    trail: tuple[Explanation, ...] = ()
    asked: Entry | None = None
    operand: int = 0
    full: bool = False
    digits: int = DIGITS
    note: str = ""
    predicting: bool = False
    confusion: str = ""
    ghost: Ghost | None = None
    brush: int | None = None
    kept: tuple[Entry, ...] = ()
    around: Entry | None = None
    zoom: int = 0
    pictured: bool = False
    preview: Snapshot | None = None
    line: Line | None = None
    offered: bool = False
