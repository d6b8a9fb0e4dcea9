"""What a mistake does: his program and the right one, run side by side; and what else may keep him from learning.

Knows steps, the diagnosis and sessions; knows nothing of words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.core.errors import GlassnetError
from glassnet.core.program import Step
from glassnet.scenarios.base import BINARY, CLASSES, REGRESSION, Scenario, dataset
from glassnet.scenarios.judge.base import Reading
from glassnet.scenarios.judge.follow import Own
from glassnet.scenarios.judge.names import NEW
from glassnet.scenarios.judge.steps import Judged

Array = NDArray[np.float64]
ITERATIONS = 100
MOST_WORK = 10_000_000  # samples times parameters; of more, nothing is run
MOST_ADVICE = 2


def effect_of(reading: Reading) -> dict[str, Any]:
    """The loss of both programs after so many updates; empty where they cannot be run, or are the same."""
    judged, own = reading.judged, reading.trace.own
    wrong = {name: each.step for name, each in reading.best.rewrites.items() if name != "loss"}
    size = sum(int(np.prod(shape)) for shape in judged.config.parameters.values())
    if not wrong or reading.best.unexplained or size * judged.samples > MOST_WORK:
        return {}
    rate = own.given["lr"].value if "lr" in own.given else np.array(judged.config.training.learning_rate)
    start = _start(judged, own) | {"lr": rate}
    right = dict(reading.trace.steps)
    both = [_loss_after(steps, start, judged) for steps in ({**right, **wrong}, right)]
    if both[0] is None or both[1] is None:
        return {}
    yours, other = (value if value is not None and np.isfinite(value) else None for value in both)
    return {"iterations": ITERATIONS, "learning_rate": float(rate), "yours": yours, "right": other}


def _start(judged: Judged, own: Own) -> dict[str, Array]:
    """What training begins with: all that no step computes."""
    return {name: number.value for name, number in own.given.items() if name not in judged.steps}


def _loss_after(steps: Mapping[str, Step], start: Mapping[str, Array], judged: Judged) -> float | None:
    """The engine's loss after the updates; None where a step cannot be run."""
    steps = {name: step for name, step in steps.items() if name not in ("loss", "penalty")}
    order = in_order(steps)
    values = dict(start)
    try:
        with np.errstate(all="ignore"):
            for _ in range(ITERATIONS):
                compute(steps, order, values)
                take_over(order, values)
            return _loss(steps, values, judged)
    except (ValueError, KeyError):
        return None


def _loss(steps: Mapping[str, Step], values: dict[str, Array], judged: Judged) -> float:
    compute(steps, in_order({name: step for name, step in steps.items() if step.phase == "forward"}), values)
    loss = judged.steps["loss"]
    return float(loss.op(*(values[each] for each in loss.inputs)))


def compute(steps: Mapping[str, Step], order: list[str], values: dict[str, Array]) -> None:
    """Run the steps in this order, each on what the others left."""
    for name in order:
        values[name] = steps[name].op(*(values[each] for each in steps[name].inputs))


def take_over(order: list[str], values: dict[str, Array]) -> None:
    """What an update wrote is what the next iteration reads."""
    for name in order:
        if name.endswith(NEW):
            before, after = values[name.removesuffix(NEW)], values[name]
            same = after.shape == before.shape  # nearly always, and to broadcast takes longer than all the rest
            values[name.removesuffix(NEW)] = after if same else np.broadcast_to(after, before.shape)
    values["t"] = values.get("t", np.array(1.0)) + 1


def in_order(steps: Mapping[str, Step]) -> list[str]:
    """An order in which each step finds what it reads: a mistake may want another than the program's."""
    made: list[str] = []

    def visit(name: str, above: frozenset[str]) -> None:
        if name in made or name not in steps or name in above:
            return
        for each in steps[name].inputs:
            visit(each, above | {name})
        made.append(name)

    for name in steps:
        visit(name, frozenset())
    return made


# --- right, and it does not learn all the same ---


def advice_for(reading: Reading) -> tuple[str, ...]:
    """What the diagnosis says of his parameters, the most severe first."""
    from glassnet.scenarios.diagnosis import NOTE, diagnose
    from glassnet.scenarios.sessions.session import Session

    judged, own = reading.judged, reading.trace.own
    size = sum(int(np.prod(shape)) for shape in judged.config.parameters.values())
    if size * judged.samples > MOST_WORK:
        return ()
    try:
        session = Session(scenario_of(judged, _start(judged, own)))
        session.run(1, 1.0)
        found = diagnose(session.symptoms)
    except GlassnetError:
        return ()
    if found.solved:
        return ("every row is answered right already",)
    rates = "lr" in own.given
    shown = [each for each in found.findings if each.severity > NOTE and (rates or each.kind != "learning rate")]
    return tuple(f"{each.title}. {each.evidence} Try {each.attempt}." for each in shown[:MOST_ADVICE])


def scenario_of(judged: Judged, start: Mapping[str, Array], key: str = "yours", words: Sequence[str] = ()) -> Scenario:
    """His network, data and parameters as an experiment.

    start: data and parameters by name. words: its problem, what to watch, what to try.
    """
    problem, watch, attempt = words or ("", "", "")
    config, y = judged.config, start["y"]
    whole = bool(np.isin(y, (0, 1)).all())
    task = CLASSES if judged.loss == "cross_entropy" else BINARY if whole else REGRESSION
    classes = tuple(map(str, range(y.shape[1]))) if task == CLASSES else ()
    return Scenario(
        key=key,
        title="your numbers",
        problem=problem,
        watch=watch,
        attempt=attempt,
        data=dataset(task, start["x"], y, classes=classes),
        network=config.network,
        training=config.training,
        parameters={name: start[name] for name in config.parameters},
    )
