"""Mistakes of the update: its sign, its rate, what it takes for the gradient."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from glassnet.core.ops import Array
from glassnet.core.program import Step
from glassnet.scenarios.judge.catalogue.entry import Site, mistake
from glassnet.scenarios.judge.catalogue.numbers import one_number
from glassnet.scenarios.judge.names import BEFORE, NEW, parse


def _moves(site: Site) -> tuple[str, str] | None:
    """The parameter, and the direction that it moves along; None for a step that moves none."""
    name = parse(site.step.output)
    if name is None or name.state or "lr" not in site.step.inputs:
        return None
    if "t" in site.step.inputs:  # adam's direction is no number of its own
        return None
    return site.step.inputs[0], site.step.inputs[1]


@mistake("update-sign", "the update goes uphill: + where - belongs", "update")
def uphill(site: Site) -> Iterator[Step]:
    if _moves(site):
        yield site.with_op(lambda w, dw, lr: w + lr * dw)
    elif site.step.inputs[0] == site.step.output.removesuffix(NEW) and "t" in site.step.inputs:
        op = site.step.op
        yield site.with_op(lambda w, *rest: w + (w - op(w, *rest)))


@mistake("update-lr-left-out", "the learning rate is left out of the update", "update")
def whole_gradient(site: Site) -> Iterator[Step]:
    if moves := _moves(site):
        letters = ",".join(site.step.input_letters[:2]) + f"->{site.step.output_letters}"
        yield site.with_op(lambda w, dw: w - dw, moves, letters)


@mistake("update-left-out", "nothing is updated: it is what it was", "update")
def not_moved(site: Site) -> Iterator[Step]:
    before = site.step.output.removesuffix(NEW)
    if before in site.step.inputs:
        letters = site.step.output_letters
        yield site.with_op(np.positive, (before,), f"{letters}->{letters}")


@mistake("update-accumulated", "the gradients of before are still in it: they were not cleared", "update")
def accumulated(site: Site) -> Iterator[Step]:
    at = next((at for at, name in enumerate(site.step.inputs) if name.startswith(("dW", "db"))), None)
    if at is None or not site.has(before := f"{site.step.inputs[at]}{BEFORE}"):
        return
    op = site.step.op
    letters = f"{site.step.output_letters}," + ",".join(site.step.input_letters) + f"->{site.step.output_letters}"
    yield site.with_op(
        lambda earlier, *values: op(*values[:at], values[at] + earlier, *values[at + 1 :]),
        (before, *site.step.inputs),
        letters,
    )


@mistake("update-other-rate", "the update has another rate than the learning rate", "update", free=True)
def other_rate(site: Site) -> Iterator[Step]:
    moves = _moves(site)
    if moves is None or (rate := _rate_of_all(site)) is None:
        return
    letters = ",".join(site.step.input_letters[:2]) + f"->{site.step.output_letters}"
    yield site.with_op(lambda w, dw: w - rate * dw, moves, letters)


def _rate_of_all(site: Site) -> float | None:
    """The one rate that all updates handed in would have: each entry is asked."""
    columns: list[list[Array]] = [[], [], []]
    for name, step in site.trace.steps.items():
        moves = _moves(Site(site.judged, step, site.trace)) if step.phase == "update" else None
        if moves is None or name not in site.trace.own.given:
            continue
        after, before, along = (site.number(each) for each in (name, *moves))
        if after is None or before is None or along is None or after.value.shape != along.value.shape:
            continue
        reach = after.error + before.error
        for column, array in zip(columns, (before.value - after.value, along.value, reach), strict=True):
            column.append(array.ravel())
    if not columns[0]:
        return None
    return one_number(*(np.concatenate(column) for column in columns))


@mistake(
    "update-decay-outside", "weight decay stands beside the velocity, not in the gradient", "dW", "update", free=True
)
def decay_outside(site: Site) -> Iterator[Step]:
    if not site.judged.program.optimizer_state:
        return
    step, op, inputs = site.step, site.step.op, site.step.inputs
    if site.kind == "dW":
        if len(inputs) == 4:
            yield site.with_op(lambda x, dz, W, rate: op(x, dz, 0 * W, rate))
        return
    name = parse(step.output)
    if name is None or name.kind != "W":
        return
    if name.state == "v_" and "rate" in site.judged.program.reads:
        letters = step.output_letters
        yield site.with_op(
            lambda v, dw, *rest: op(v, dw - rest[-1] * rest[-2], *rest[:-2]),
            (*inputs, f"W{name.layer}", "rate"),
            step.shapes.replace("->", f",{letters},->"),
        )
    elif not name.state:
        yield from _with_decay(site, f"W{name.layer}")


def _with_decay(site: Site, weight: str) -> Iterator[Step]:
    """The update and a share of the weight beside it, the one that his number shows."""
    after, before = site.number(site.step.output), site.number(weight)
    if after is None or before is None or site.trace.follows(site.step.output) is None:
        return
    found = site.trace.computed(site.step.output)
    share = one_number(*(v.ravel() for v in (found.value - after.value, before.value, after.error + found.error)))
    if share is not None and share > 0:
        op, at = site.step.op, site.step.inputs.index(weight)
        yield site.with_op(lambda *values: op(*values) - share * values[at])


@mistake(
    "",
    "the velocity has the learning rate and the minus in it, or 1 - momentum; that is a convention",
    "update",
    harmless=True,
)
def other_velocity(site: Site) -> Iterator[Step]:
    """Conventions of velocities; they train alike at a rate of their own."""
    name, inputs, letters = parse(site.step.output), site.step.inputs, site.step.shapes
    if name is None or "momentum" not in site.judged.program.reads:
        return
    if name.state == "v_":
        wide = letters.replace("->", ",->")
        yield site.with_op(lambda v, dw, momentum, lr: momentum * v - lr * dw, (*inputs, "lr"), wide)
        yield site.with_op(lambda v, dw, momentum: momentum * v + (1 - momentum) * dw)
    elif not name.state and inputs[1].startswith("v_"):
        yield site.with_op(lambda w, v: w + v, inputs[:2], letters.replace(",->", "->"))


ENTRIES = (other_velocity, uphill, whole_gradient, not_moved, accumulated, other_rate, decay_outside)
