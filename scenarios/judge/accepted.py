"""By what settings numbers were judged, and what of theirs was accepted: spelling, other losses, what was not judged.

Reads it off a reading; knows nothing of the verdict.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from glassnet.scenarios.judge.base import Reading
from glassnet.scenarios.judge.choose import Chosen
from glassnet.scenarios.judge.constants import MINUS, ONE, Factor, losses_in_use
from glassnet.scenarios.judge.settings import Stated


def settings_of(chosen: Chosen, said: Stated) -> Mapping[str, Any]:
    """The settings that it was judged by, the spelling of constants among them."""
    got, reading = chosen.candidate.got, chosen.reading
    config = got.judged.config
    hidden = [layer.activation for layer in config.network.layers[:-1]]
    rate = got.own.given.get("lr")
    made: dict[str, Any] = {
        "activation": hidden[0] if len(set(hidden)) == 1 else hidden or None,
        "output_activation": config.network.output.activation,
        "loss": said.loss or config.training.loss,
        "loss_constant": "",
        "learning_rate": None if rate is None else float(rate.value),
        "optimizer": config.training.optimizer,
        "regularization": config.training.regularization,
        "spelling": "",
        "digits": got.own.digits.words,
    }
    if "momentum" in got.own.given and config.training.optimizer == "momentum":
        made["momentum"] = config.training.momentum
    if config.training.regularization != "none":
        made["regularization_rate"] = config.training.regularization_rate
    if got.taken_back:
        made["parameters"] = "after the update, taken back"
    if reading is not None:
        made["loss_constant"] = constant_name(reading, said)
        made["spelling"] = _spelling(reading)
    return made


def constant_name(reading: Reading, said: Stated) -> str:
    """`½Σ`: the constant of the loss whose gradients these are; of the loss shown where there are no gradients."""
    judged = reading.judged
    names = [name for name in reading.trace.own.computed if name.startswith("d") or name.endswith("_new")]
    factor = reading.spelling.whole if names or reading.loss.factor is None else reading.loss.factor
    return named_constant(judged.loss, factor, judged.samples, judged.outputs, said)


def named_constant(loss: str, factor: Factor, n: int, k: int, said: Stated) -> str:
    """The constant in words."""
    if said.factor != ONE and np.isclose(factor.value(n, k), said.factor.value(n, k)):
        return "½Σ/n"
    value = abs(factor.value(n, k))
    for constant in losses_in_use(loss, n, k):
        if np.isclose(constant.factor.value(n, k), value):
            return constant.name
    return f"{factor.words} times the mean"


def _spelling(reading: Reading) -> str:
    """Where constants stand, where not as the engine has them; a sentence, or nothing."""
    spelling, told = reading.spelling, []
    between = spelling.gradients * spelling.deltas.inverse
    n, k = reading.judged.samples, reading.judged.outputs
    if spelling.gradients.sign < 0:
        told.append("your gradients have the other sign (error = y - a): right with W += lr·dW")
    elif spelling.deltas.sign < 0:
        told.append("the minus stands in dW, not in dz")
    if abs(between.value(n, k)) != 1:
        told.append(f"dW and db have {_bare(between)} in them, dz has not")
    if abs(spelling.update.value(n, k)) != 1:
        told.append(f"{_bare(spelling.update)} stands in the update")
    return "; ".join(told)


def _bare(factor: Factor) -> str:
    return (factor * MINUS if factor.sign < 0 else factor).words


def notes_of(chosen: Chosen, reading: Reading) -> Iterator[str]:
    """What was accepted and what was not looked at, a sentence each."""
    got, laid = chosen.candidate.got, chosen.candidate.source.laid
    yield from laid.notes
    if constants := sorted(name for name in got.own.stray if name not in got.own.computed):
        yield f"{' '.join(constants)} have other constants than dW and db need, which are right: spelling"
    if got.taken_back:
        yield (
            "these are the parameters after the update (z1 follows from W1 "
            f"{'+' if got.taken_back > 0 else '-'} {abs(got.taken_back):g}·dW1): taken back"
        )
    if got.own.digits.rounded and got.own.digits.decimals is not None and got.own.digits.decimals < 12:
        yield f"{got.own.digits.words}: what is smaller cannot be seen at these digits"
    if reading.loss.note:
        yield reading.loss.note
    for rewrite in reading.best.rewrites.values():
        if rewrite.mistake.harmless:
            yield f"{rewrite.step.output}: {rewrite.site.sentence(rewrite.mistake.words)}"
    blind = [name for name in got.own.computed if reading.trace.follows(name) is None]
    if blind:
        yield f"not judged, as what they are made of is missing (lr, t, dW …): {' '.join(blind)}"
    if not reading.wrong and _has_relu_slope(reading):
        yield "relu′(a) is relu′(z): these numbers do not show which of them you take"
    yield from _right_under(chosen)
    if reading.limited:
        yield "some pairs not tried: there were too many; single mistakes were all tried"


def _has_relu_slope(reading: Reading) -> bool:
    """Whether a slope of relu is among what was judged."""
    judged = reading.judged
    return any(
        name in reading.trace.own.computed and judged.activation(step.layer).name == "relu"
        for name, step in judged.steps.items()
        if name.startswith("dz")
    )


def _right_under(chosen: Chosen) -> Iterator[str]:
    """Losses that were not chosen and under which everything is right."""
    for other in chosen.others:
        if not other.wrong:
            factor = factor_of_gradients(other)
            yield f"under {words_of(other.judged.loss)} everything is right" + (f" ({factor})" if factor else "")


def factor_of_gradients(reading: Reading) -> str:
    """`2 times its gradients`; empty where they are its gradients."""
    n, k = reading.judged.samples, reading.judged.outputs
    value = reading.spelling.whole.value(n, k)
    return "" if value == 1 else f"{value:g} times its gradients"


def words_of(loss: str) -> str:
    """A loss as one says it."""
    return {"mse": "mean of squares", "half_squares": "half squares"}.get(loss, loss.replace("_", " "))
