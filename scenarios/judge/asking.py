"""Where numbers look as if the parameters handed in were those after an update that cannot be taken back: what to ask.

Momentum, Adam, a rate that decays, clipped gradients, a rate that was not given: a right script must not be blamed for
any of them. Knows numbers and what reads them; writes no words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from glassnet.scenarios.judge.base import Reading, best_reading
from glassnet.scenarios.judge.follow import Missing, Own, Trace
from glassnet.scenarios.judge.names import parse
from glassnet.scenarios.judge.own import Source, ready
from glassnet.scenarios.judge.steps import Judged
from glassnet.scenarios.judge.updated import has_other_new, rates_to_try, taken_back

PROVEN, RATE, UPDATE, RERUN = "proven", "rate", "update", "rerun"
USUAL = (1.0, 0.5, 0.1, 0.01, 0.05, 0.001, 0.2, 0.3, 0.02, 0.005, 2.0, 0.25, 0.03, 0.002, 0.0001)  # learning rates
CLOSE = 1e-6  # of the largest entry: what is left over where a sum follows from other weights


def what_to_ask(source: Source, reading: Reading, programs: Sequence[Judged]) -> str:
    """RATE, UPDATE or RERUN (the forward numbers are those of the updated parameters); empty where nothing is.

    programs: those that the numbers may be of.
    """
    if not reading.best.unexplained or source.taken_back or has_other_new(source.laid):
        return ""
    own = reading.trace.own
    fitting = [judged for judged in programs if _all_else_follows(judged, own)]
    every = all(_every_layer(judged, own, _is_off_as_a_whole) for judged in fitting)
    if every and any(_every_layer(judged, own, _may_be_of_other_weights) for judged in fitting):
        return UPDATE
    if set(reading.wrong) & set(_forward(reading)):
        return ""
    if any(_right_at_some_rate(source, judged, _forward(reading)) for judged in programs):
        return RERUN if _forward(reading) else RATE
    return ""


def _forward(reading: Reading) -> list[str]:
    return [name for name in reading.trace.own.computed if name[0] in "za"]


def _all_else_follows(judged: Judged, own: Own) -> bool:
    """Whether all follows but what reads W and b: some delta or gradient is among it."""
    trace = Trace(own, judged.steps)
    others = tuple(name for name in own.computed if not _reads_parameters(trace, name))
    if not any(name.startswith("d") for name in others):
        return False
    return not best_reading(judged, replace(own, computed=others)).wrong


def _every_layer(judged: Judged, own: Own, holds: Callable[[Trace, str], bool]) -> bool:
    """Whether something holds in every layer for the sum or activation that reads W and b."""
    trace = Trace(own, judged.steps)
    sums = [name for name in own.computed if name[0] in "za" and _reads_parameters(trace, name)]
    return len(sums) == len(judged.config.network.layers) and all(holds(trace, name) for name in sums)


def _reads_parameters(trace: Trace, name: str) -> bool:
    """Whether a number is made of W or b by steps whose results he did not give."""
    for each in trace.steps[name].inputs:
        if (parsed := parse(each)) is not None and parsed.is_parameter:
            return True
        if each in trace.steps and each not in trace.own.given and _reads_parameters(trace, each):
            return True
    return False


def _is_off_as_a_whole(trace: Trace, name: str) -> bool:
    """Whether most entries are off, of those that some unit is active in."""
    if trace.follows(name) is None:
        return False
    his, found = trace.own.given[name], trace.computed(name)
    if his.value.shape != found.value.shape:
        return False
    shown = (his.value != 0) | (found.value != 0)
    off = np.abs(his.value - found.value) > his.error + found.error
    return 2 * int(np.count_nonzero(off)) >= int(np.count_nonzero(shown))


def _may_be_of_other_weights(trace: Trace, name: str) -> bool:
    """Whether a sum is off as other weights and biases make it: told where there are more rows than a unit has weights.

    An activation tells nothing of the kind.
    """
    if name[0] == "a":
        return True
    try:
        his, found = trace.own.given[name], trace.computed(name)
        rows = trace.have(trace.steps[name].inputs[0]).value
    except Missing:
        return False
    off, reach = his.value - found.value, his.error + found.error
    inputs = np.hstack([rows, np.ones((len(rows), 1))])
    left = off - inputs @ np.linalg.lstsq(inputs, off, rcond=None)[0]
    return bool((np.abs(left) <= CLOSE * np.abs(off).max() + reach.max() * np.sqrt(len(rows))).all())


def _right_at_some_rate(source: Source, judged: Judged, forward: Sequence[str]) -> bool:
    """Whether his gradients are those of the parameters before an update at his rate, or at one that is usual."""
    left_out = {"loss", *forward}
    arrays = {name: array for name, array in source.laid.arrays.items() if name not in left_out}
    bare = replace(source, laid=replace(source.laid, arrays=arrays))
    for rate in _rates(bare):
        own = ready(judged, taken_back(bare, rate)).own
        if not best_reading(judged, own).wrong:
            return True
    return False


def _rates(source: Source) -> Iterator[float]:
    if "lr" in source.laid.arrays or source.said.learning_rate is not None:
        yield from rates_to_try(source)
        return
    for rate in USUAL:
        yield rate
        yield -rate
