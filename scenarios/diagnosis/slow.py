"""A learning rate that is too small: what the next update does to the loss, and what a longer one would.

Nothing is tried in the training itself: the program's own steps say what another update would do.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from glassnet.core.numerals import brief
from glassnet.scenarios.diagnosis import rate, saturated
from glassnet.scenarios.diagnosis.finding import NOTE, SEVERE, WARNING, Finding
from glassnet.scenarios.diagnosis.standing import learned_little
from glassnet.scenarios.diagnosis.symptoms import Symptoms, rms

LONGER = (1e2, 1e3, 1e4, 1e5, 1e6)  # times the update that are tried
AS_MUCH = 0.5  # of that many times the fall: the loss is so even that a longer update is as safe
SLOWLY, HARDLY_EVER = 1_000, 10_000  # updates that half of the loss would take; what trains well takes a hundred
TOGETHER = 0.05  # of the rows' pulls are left when they are summed: less is a standstill at any rate
FINITE = 1e-13  # of the loss: a smaller fall is rounding


class Pace(NamedTuple):
    """What the next update does, by all rows: the loss now, its fall, and that of an update `times` as long."""

    loss: float
    fall: float
    times: float
    longer: float

    @property
    def updates(self) -> float:
        """How many such updates would take half of the loss."""
        return self.loss / 2 / self.fall


def pace(symptoms: Symptoms) -> Pace | None:
    """How slowly the loss falls, and how many times as fast it safely could; None where it falls fast, or not."""
    loss = symptoms.stepped(0)
    fall = loss - symptoms.stepped(1)
    if not fall > FINITE * abs(loss):
        return None
    times, longer = 1.0, fall
    if loss / 2 / fall < SLOWLY:
        return None
    for more in LONGER:
        further = loss - symptoms.stepped(more)
        if not further >= AS_MUCH * more * fall:
            break
        times, longer = more, further
    return Pace(loss, fall, times, longer)


def too_small(symptoms: Symptoms) -> Iterator[Finding]:
    """Little is learned, and the loss falls so slowly and evenly that a far longer update does far more.

    Where the rows' pulls cancel it is a standstill, whatever the rate; that is another diagnosis.
    """
    if symptoms.solved or not learned_little(symptoms):
        return
    found = pace(symptoms)
    if found is None or found.times == 1 or not symptoms.left >= TOGETHER:
        return
    if rate.tiny_inputs(symptoms) or rate.large_weights(symptoms) or any(True for _ in saturated.reach(symptoms)):
        return
    if any(finding.severity > NOTE for finding in saturated.saturated(symptoms)):
        return
    updates = found.updates
    lr = float(symptoms.values["lr"])
    larger = float(brief(lr * found.times / 10))
    yield Finding(
        "learning rate",
        SEVERE if updates >= HARDLY_EVER else WARNING,
        "the learning rate is too small: the loss falls slowly",
        f"An update by {symptoms.rows_in_words} lowers the loss by {brief(found.fall, 2)}: at this pace half of it "
        f"takes some {rate.plainly(updates)} updates. An update {found.times:,.0f} times as large would lower the "
        f"loss by {brief(found.longer, 2)}.{_travelled(symptoms)}",
        (("lr", ()), *symptoms.loss_entry, *symptoms.extreme("dW1")),
        f"a larger learning rate, such as {brief(larger)}",
        changes=(("training.learning_rate", larger),),
    )


def _travelled(symptoms: Symptoms) -> str:
    """How far the weights are from where they began."""
    start = symptoms.initial["W1"]
    if symptoms.iteration < 2 or not start.any():
        return ""
    share = 100 * rms(symptoms.opening["W1"] - start) / rms(start)
    return f" W1 is {brief(share, 2)} % of its size from where it began."
