"""How fast is a training step? Ours against a tutorial's NumPy, PyTorch, JAX and scikit-learn.

    python -m benchmarks.training [--rounds 30] [--only 2-4-1]

Every contender is checked first to apply the same gradients. Then they take turns, a short burst each, round after
round; the table shows the medians of a step, and of the ratios to ours within a round.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np

from benchmarks.contenders import CONTENDERS, GENERATED, OURS, SESSION, TUTORIAL, Contender, LeftOut, contender
from benchmarks.nets import NETS, Array, Net
from benchmarks.report import Budget, table

CHECKED = 25  # steps
BURST = 0.03  # seconds
AHEAD = 1.0  # times as fast as whoever is not named here, on every net
LEAST = {  # times as fast as these on the first nets, in their order
    TUTORIAL: (2.5, 2.4, 2.5),
    "PyTorch eager": (12.0, 4.0, 10.0),
    "JavaScript on node": (4.0,),
    GENERATED: (0.667, 0.667),
}


@dataclass(frozen=True)
class Step:
    """What one contender needs for one step of one net.

    seconds: median over the rounds. ratio: to ours, median of those within a round; spread: their 10th and 90th
    percentile. left_out: why it has none of these.
    """

    net: Net
    name: str
    seconds: float = 0.0
    ratio: float = 0.0
    spread: tuple[float, float] = (0.0, 0.0)
    left_out: str = ""


def verify(net: Net, contenders: Mapping[str, Contender]) -> None:
    """All must walk the same way as the first, step by step: the same loss, the same gradient, the same parameters;
    and end at the same parameters after a burst. Raises AssertionError.

    The gradient is what the step applied: the difference of the parameters by the learning rate.
    """
    first = next(iter(contenders))
    reference = contenders[first]

    def same(name: str, mine: Sequence[Any], its: Sequence[Any], what: str, rtol: float = 1e-9) -> None:
        for ours, theirs in zip(mine, its, strict=True):
            told = f"{net}: {what} of {name} and {first}"
            np.testing.assert_allclose(ours, theirs, rtol=rtol, atol=1e-11, equal_nan=False, err_msg=told)

    before = {name: _copied(one) for name, one in contenders.items()}
    for iteration in range(1, CHECKED + 1):
        applied = {}
        for name, one in contenders.items():
            one(1)
            after = _copied(one)
            applied[name] = [(old - new) / net.rate for old, new in zip(before[name], after, strict=True)]
            before[name] = after
        for name, one in contenders.items():
            same(name, [one.loss], [reference.loss], f"iteration {iteration}, loss")
            same(name, applied[name], applied[first], f"iteration {iteration}, gradient", rtol=1e-7)
            same(name, before[name], before[first], f"iteration {iteration}, parameters")
    for one in contenders.values():
        one(CHECKED)
    for name, one in contenders.items():
        same(name, one.parameters(), reference.parameters(), "parameters after a burst")


def _copied(one: Contender) -> list[Array]:
    return [np.array(array) for array in one.parameters()]


def bursts(contenders: Mapping[str, Contender], rounds: int) -> dict[str, list[float]]:
    """Seconds a step, of each contender in each round; every other round goes backward."""
    steps = {name: _steps_of_a_burst(one) for name, one in contenders.items()}
    times: dict[str, list[float]] = {name: [] for name in contenders}
    order = list(contenders)
    for _ in range(rounds):
        for name in order:
            times[name].append(_timed(contenders[name], steps[name]) / steps[name])
        order.reverse()
    return times


def _steps_of_a_burst(one: Contender) -> int:
    """How many take about that long; what has to be compiled for so many, or to get going, is done by then."""
    steps = 200
    while True:
        one(steps)
        took = _timed(one, steps)
        wanted = max(20, int(steps * min(BURST / took, 30)))  # beginning takes some of a short time
        if took > BURST / 2 or wanted <= steps:
            one(wanted)
            return wanted
        steps = wanted


def _timed(one: Contender, steps: int) -> float:
    began = time.perf_counter()
    one(steps)
    return time.perf_counter() - began


def measure(rounds: int = 30, only: str = "") -> list[Step]:
    """All contenders on all nets."""
    steps = []
    for net in (net for net in NETS if only in str(net)):
        there: dict[str, Contender] = {}
        left_out: dict[str, str] = {}
        for name in CONTENDERS:
            try:
                there[name] = contender(name, net)
            except LeftOut as why:
                left_out[name] = str(why)
        verify(net, there)
        times = bursts(there, rounds)
        for name in CONTENDERS:
            if name in left_out:
                steps.append(Step(net, name, left_out=left_out[name]))
                continue
            ratios = [its / own for its, own in zip(times[name], times[OURS], strict=True)]
            low, high = np.percentile(ratios, (10, 90)).tolist()
            steps.append(Step(net, name, median(times[name]), median(ratios), (low, high)))
    return steps


def budgets(steps: list[Step]) -> list[Budget]:
    """A session beside the engine alone, and the engine beside everybody else who was there."""
    found = []
    for step in (step for step in steps if not step.left_out and step.name != OURS):
        what = f"training step, {step.net}: "
        if step.name == SESSION:
            found.append(Budget(f"{what}a session by the engine alone", step.ratio, "×", at_most=1.1))
            continue
        least = dict(zip(NETS, LEAST.get(step.name, ()), strict=False)).get(step.net, AHEAD)
        if step.name != GENERATED or least != AHEAD:  # to be ahead of that is nobody's promise
            found.append(Budget(f"{what}times as fast as {step.name}", step.ratio, "×", at_least=least))
    return found


def report(steps: list[Step]) -> str:
    """The table, every contender a row, and why any is missing."""
    rows, last = [], ""
    for step in steps:
        net, last = "" if str(step.net) == last else str(step.net), str(step.net)
        if step.left_out:
            rows.append((net, f"{step.name}: {step.left_out}", "–", "–", "–"))
        else:
            spread = " … ".join(map(_three, step.spread))
            rows.append((net, step.name, _three(step.seconds * 1e6), _three(step.ratio), spread))
    return table(("net", "contender", "µs a step", "times ours", "10 … 90 %"), rows)


def _three(number: float) -> str:
    """With three digits, and no fewer than it has before the point."""
    return f"{number:#.3g}".rstrip(".") if number < 1000 else f"{number:,.0f}"


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--only", default="", help="a part of a net's name")
    options = parser.parse_args()
    steps = measure(options.rounds, options.only.replace("-", "–"))
    print(report(steps))
    for budget in budgets(steps):
        print(budget)


if __name__ == "__main__":
    main()
