"""The losses of one moment in words: whose each one is, and of which iteration where that is not the one on show."""

from __future__ import annotations

from glassnet.core.counts import count, counted
from glassnet.core.numerals import brief
from glassnet.tui.snapshot import Snapshot


def loss_texts(snapshot: Snapshot) -> tuple[str, ...]:
    """The loss, the longest wording first: `loss 0.1272`, `batch loss 0.1371 (10 rows)`, `loss 0.13 at 119`."""
    batches, loss, computed = not snapshot.samples.whole_batch, snapshot.loss, "loss" in snapshot.state.values
    name = "batch loss" if batches else "loss"
    if loss is None:
        return (f"{name} ·",)
    text = f"{name} {brief(loss)}" + ("" if computed else f" at {snapshot.state.iteration - 1:,}")
    if not (batches and computed):
        return (text,)
    rows = len(snapshot.samples.rows)
    return f"{text} ({counted(rows, 'row')})", f"batch of {count(rows)}: {brief(loss)}", text


def epoch_texts(snapshot: Snapshot) -> tuple[str, ...]:
    """The mean over the last whole epoch up to this moment, where there are mini-batches; else nothing."""
    last = snapshot.losses.epochs.up_to(snapshot.state.iteration - ("loss" not in snapshot.state.values))
    if last is None or snapshot.samples.whole_batch:
        return ()
    number, _ = snapshot.program.config.epoch(last[0])
    return f"epoch {number:,} mean {brief(last[1])}", f"epoch {number:,}: {brief(last[1])}"


def test_text(snapshot: Snapshot) -> str:
    """The last loss of the test rows up to this moment; it is not taken in every iteration."""
    last = snapshot.losses.test.up_to(snapshot.state.iteration)
    if last is None:
        return ""
    return f"test {brief(last[1])}" + ("" if last[0] == snapshot.state.iteration else f" at {last[0]:,}")
