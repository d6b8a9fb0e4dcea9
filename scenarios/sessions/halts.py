"""Breakpoints: conditions at which a run stops, looked at after every iteration.

A new condition is one function and one entry of `KINDS`. Knows the engine and the data; nothing of the screen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Protocol

import numpy as np

from glassnet.core.deferred import dataclass
from glassnet.core.errors import GlassnetError
from glassnet.core.machine import State, evaluate, predict
from glassnet.core.numerals import brief
from glassnet.core.ops import ACTIVATIONS, Array
from glassnet.core.program import Program
from glassnet.scenarios.base import Dataset, Scenario
from glassnet.scenarios.sessions.losses import Losses

EXACT = 17  # significant digits that tell any two numbers apart


@dataclass(frozen=True, eq=False)
class Look:
    """What a condition may look at: an iteration just finished and the one before it.

    values: all values, the parameters after the update. losses: gives those so far.
    earlier: what the condition said to keep last time.
    """

    program: Program
    scenario: Scenario
    iteration: int
    values: Mapping[str, Array]
    losses: Callable[[], Losses]
    earlier: object = None

    @property
    def data(self) -> Dataset:
        """The samples."""
        return self.scenario.data


Verdict = tuple[str, object]  # why it holds, empty if it does not; and what to keep for the next time


@dataclass(frozen=True)
class Kind:
    """A sort of condition.

    words: how it reads, `{}` for its number. asks: what the number is; empty when it needs none.
    start: a sensible number to begin with.
    remembers: whether it compares an iteration with the one before. of_losses: for one that looks at nothing but the
        losses of iterations, (n,) each: where it holds.
    """

    name: str
    words: str
    asks: str
    start: float
    holds: Callable[[Look, float], Verdict]
    remembers: bool = False
    of_losses: Callable[[Array, Array, float], Array] | None = None


def _apart(value: float, number: float, word: str) -> str:
    """`0.09996 is below 0.1`: digits enough that it is true as printed."""
    limit = next(text for n in range(4, EXACT + 1) if float(text := brief(number, n)) == number)
    shown = next(text for n in range(4, EXACT + 1) if float(text := brief(value, n)) != number)
    return f"{shown} is {word} {limit}"


def _is_below(iterations: Array, losses: Array, number: float) -> Array:
    return losses < number


def _loss_below(look: Look, number: float) -> Verdict:
    loss = look.values["loss"]
    holds = _is_below(np.array(look.iteration), loss, number)
    return (f"loss {_apart(float(loss), number, 'below')}" if holds else ""), None


def _accuracy(look: Look, number: float) -> Verdict:
    right = look.data.right(predict(look.program, look.values, look.data.inputs), look.data.targets)
    if right is None:
        return "", None
    share = 100 * float(right.mean())
    return (f"{int(right.sum()):,} of {len(right):,} right, {share:.1f} %" if share >= number else ""), None


def _norm(look: Look) -> float:
    gradients = [look.values[f"d{name}"] for name in look.program.parameters]
    return float(np.sqrt(sum(float(np.square(gradient).sum()) for gradient in gradients)))


def _norm_below(look: Look, number: float) -> Verdict:
    norm = _norm(look)
    return (f"the gradient's norm {_apart(norm, number, 'below')}" if norm < number else ""), None


def _norm_above(look: Look, number: float) -> Verdict:
    norm = _norm(look)
    return (f"the gradient's norm {_apart(norm, number, 'above')}" if norm > number else ""), None


def _unit_dies(look: Look, number: float) -> Verdict:
    """A unit whose relu has become 0 for every training row, and was not so an iteration ago."""
    dead = _dead(look.program, look.values)
    if dead and look.program.config.batch_size is not None:  # for the batch; the other rows may wake it
        data = look.data
        dead &= _dead(look.program, evaluate(look.program, look.values, data.inputs, data.targets))
    new = sorted(dead - look.earlier) if isinstance(look.earlier, set) else []
    if not new:
        return "", dead
    layer, unit = new[0]
    return f"unit {unit} of layer {layer} died: its slope is 0 for every sample", dead


def _dead(program: Program, values: Mapping[str, Array]) -> set[tuple[int, int]]:
    """The units, by layer, whose relu is 0 for every row of these values."""
    return {
        (layer, int(unit))
        for layer, dense in enumerate(program.config.network.layers, start=1)
        if ACTIVATIONS[dense.activation].can_die and f"a{layer}" in values
        for unit in np.flatnonzero((values[f"a{layer}"] == 0).all(axis=0))
    }


def _flips(look: Look, number: float) -> Verdict:
    row = int(number)
    if not 0 <= row < len(look.data.inputs):
        raise GlassnetError(f"there is no training row {row}; the last one is {len(look.data.inputs) - 1}")
    output = predict(look.program, look.values, look.data.inputs[row : row + 1])
    right = look.data.right(output, look.data.targets[row : row + 1])
    now = None if right is None else bool(right[0])
    words = {True: "right", False: "wrong"}
    flipped = isinstance(look.earlier, bool) and now is not None and now != look.earlier
    return (f"the prediction of sample {row} is now {words[bool(now)]}" if flipped else ""), now


def _diagnosis(look: Look, number: float) -> Verdict:
    """A finding that is more than a note, of a kind and in a layer where there was none an iteration ago."""
    names = look.program.parameters
    parameters = {name: np.array(look.values[name]) for name in names}
    before, known = look.earlier if isinstance(look.earlier, tuple) else (parameters, None)
    now = State(look.program, look.iteration, len(look.program.steps), look.values)
    opening = State(look.program, look.iteration, 0, {**look.values, **before})
    from glassnet.scenarios.diagnosis import NOTE, Symptoms, diagnose  # which few runs ask for

    symptoms = Symptoms.of(look.scenario, now, opening, look.losses())
    found = {(each.kind, each.layer): each.title for each in diagnose(symptoms).findings if each.severity > NOTE}
    new = [title for place, title in found.items() if known is not None and place not in known]
    return (new[0] if new else ""), (parameters, found.keys())


def _not_finite(look: Look, number: float) -> Verdict:
    for name, value in look.values.items():
        if not np.isfinite(value).all():
            return f"{name} is not finite", None
    return "", None


def _has_come(iterations: Array, losses: Array, number: float) -> Array:
    return iterations >= number


def _iteration(look: Look, number: float) -> Verdict:
    holds = _has_come(np.array(look.iteration), look.values["loss"], number)
    return (f"iteration {look.iteration:,} reached" if holds else ""), None


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("loss", "loss below {}", "loss", 0.01, _loss_below, of_losses=_is_below),
        Kind("right", "{} % of the training rows right", "per cent", 100, _accuracy),
        Kind("norm-below", "gradient norm below {}", "norm", 1e-3, _norm_below),
        Kind("norm-above", "gradient norm above {}", "norm", 10, _norm_above),
        Kind("dies", "a unit dies", "", 0, _unit_dies, remembers=True),
        Kind("flips", "the prediction of sample {} flips", "sample", 0, _flips, remembers=True),
        Kind("diagnosis", "a diagnosis is made (slower)", "", 0, _diagnosis, remembers=True),
        Kind("not-finite", "a value is not finite", "", 0, _not_finite),
        Kind("iteration", "iteration {} reached", "iteration", 1000, _iteration, of_losses=_has_come),
    )
}


class Stop(Protocol):
    """What may stop a run after an iteration: a breakpoint, or what a lesson waits for."""

    @property
    def remembers(self) -> bool:
        """Whether it compares an iteration with the one before."""

    @property
    def of_losses(self) -> bool:
        """Whether it looks at nothing but losses and iterations, so that many are looked at in one go."""

    def first(self, iteration: int, losses: Array) -> int | None:
        """Where it holds first in the losses of iterations from this one on, (n,); only for those of losses."""

    def begin(self, look: Look) -> None:
        """Take this moment as the one before the run. Raises GlassnetError for what is not possible."""

    def holds(self, look: Look) -> str:
        """Why it holds after this iteration, or an empty text. Raises GlassnetError for what is not possible."""


class Halt:
    """One breakpoint: a kind and its number. Remembers what it needs from one iteration to the next.

    What holds already when a run begins does not halt it, until it has not held once.
    """

    def __init__(self, kind: str, number: float) -> None:
        self.kind = KINDS[kind]
        self.number = number
        self._earlier: object = None
        self._armed = True

    def __str__(self) -> str:
        return self.kind.words.format(brief(self.number, 6))

    @property
    def remembers(self) -> bool:
        """Whether its kind does."""
        return self.kind.remembers

    @property
    def of_losses(self) -> bool:
        """Whether its kind is."""
        return self.kind.of_losses is not None

    def first(self, iteration: int, losses: Array) -> int | None:
        """The first place in these losses where it holds and may halt a run."""
        assert self.kind.of_losses is not None
        held = self.kind.of_losses(np.arange(iteration, iteration + len(losses)), losses, self.number)
        begins = 0 if self._armed else int(np.argmin(held))
        if not self._armed and held[begins]:
            return None  # it has held all the time
        self._armed = True
        places = np.flatnonzero(held[begins:])
        return begins + int(places[0]) if len(places) else None

    def begin(self, look: Look) -> None:
        """Take this moment as the one before the run: for kinds that do not remember, an iteration just finished.

        Raises GlassnetError for an impossible number.
        """
        self._earlier, self._armed = None, True
        if self.remembers or look.program.computed <= look.values.keys():
            self._armed = not self.holds(look)

    def holds(self, look: Look) -> str:
        """Why it holds after this iteration, or an empty text. Raises GlassnetError for an impossible number."""
        with np.errstate(all="ignore"):
            why, self._earlier = self.kind.holds(replace(look, earlier=self._earlier), self.number)
        self._armed = self._armed or not why
        return why if self._armed else ""
