"""What a step of a lesson may wait for: one table, over what is on show and never over keys.

A new condition is one entry of `CONDITIONS`. Those of one wait all have to hold. Several are about what has happened
since the step began; they get that moment too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from glassnet import scenarios
from glassnet.core.deferred import dataclass
from glassnet.core.errors import ConfigError, GlassnetError, check_choice, check_number, check_whole, unknown
from glassnet.core.info import GRADIENT, PARAMETERS
from glassnet.core.terms import parse_label
from glassnet.scenarios.experiments.flags import Flag, flags
from glassnet.scenarios.experiments.settings import settings_of
from glassnet.scenarios.lessons.seen import Number, Seen

PANELS = (  # that can have the keys
    *("explain", "neuron", "network", "predictions", "preview", "curves", "matrices", "steps", "diagnosis", "loss"),
    *("unit", "outer", "landscape", "surface", "course", "norms", "hidden", "histogram", "heatmap", "digit"),
)
WITHIN = "within"  # no condition, but how many iterations a run may take for them


@dataclass(frozen=True)
class Condition:
    """One sort of condition.

    kind: the type of its value in a file. check: raises GlassnetError where the value is none for what is on show.
    holds: whether it does, of what is on show and of what was when the step began.
    """

    name: str
    kind: Any
    check: Callable[[Seen, Any], object]
    holds: Callable[[Seen, Seen, Any], bool]


def number_named(text: str) -> Number:
    """`dW1[0,2]` or `dW1`. Raises GlassnetError for what is not of that form."""
    try:
        return Number(*parse_label(text))
    except ValueError as error:
        raise GlassnetError(str(error)) from error


def _is(number: Number, wanted: str) -> bool:
    """Whether a number is the wanted one, or one of the wanted value."""
    named = number_named(wanted)
    return number.name == named.name and named.index in ((), number.index)


def _reached(seen: Seen, began: Seen, name: str) -> bool:
    return (seen.state.iteration, seen.state.done) > (began.coming, seen.step_of(name))


def _edited(seen: Seen, began: Seen, wanted: str) -> bool:
    known = {id(edit) for edit in began.edits}
    return any(_is(Number(edit.name, edit.index), wanted) for edit in seen.edits if id(edit) not in known)


def _flag(name: str) -> Flag:
    found = {flag.name.removeprefix("--"): flag for flag in flags()}
    if name not in found:
        raise GlassnetError(unknown("setting", name, found))
    return found[name]


def _setting(seen: Seen, began: Seen, wanted: Mapping[str, Any]) -> bool:
    tables = settings_of(seen.scenario)
    return all(_flag(name).of(tables) == _flag(name).spelled(value) for name, value in wanted.items())


def _check_setting(seen: Seen, wanted: Mapping[str, Any]) -> None:
    for name in wanted:
        _flag(name)


def _right(seen: Seen, began: Seen, least: int) -> bool:
    return seen.right()[0] >= least


def _check_right(seen: Seen, least: int) -> None:
    check_whole("right", least, 1, seen.right()[1])


def _check_gradient(seen: Seen, name: str) -> None:
    info = seen.program.info
    known = [each for each, about in info.items() if about.kind == GRADIENT and about.part in PARAMETERS]
    if name not in known:
        raise GlassnetError(unknown("gradient", name, known))


def _check_true(seen: Seen, value: bool) -> None:
    if not value:
        raise ConfigError("can only be true")


CONDITIONS: dict[str, Condition] = {
    condition.name: condition
    for condition in (
        Condition("reached", str, Seen.step_of, _reached),
        Condition(
            "iteration",
            int,
            lambda seen, number: check_whole("iteration", number, 1),
            lambda seen, began, number: seen.finished >= number,
        ),
        Condition(
            "explained",
            str,
            lambda seen, name: seen.check(number_named(name)),
            lambda seen, began, name: seen.view.explained is not None and _is(seen.view.explained, name),
        ),
        Condition("edited", str, lambda seen, name: seen.check(number_named(name)), _edited),
        Condition("setting", dict[str, Any], _check_setting, _setting),
        Condition(
            "scenario",
            str,
            lambda seen, name: check_choice("scenario", name, scenarios.names()),
            lambda seen, began, name: seen.scenario.key == name,
        ),
        Condition("right", int, _check_right, _right),
        Condition(
            "loss_below",
            float,
            lambda seen, number: check_number("loss_below", number),
            lambda seen, began, number: seen.loss is not None and seen.loss < number,
        ),
        Condition(
            "halted", bool, _check_true, lambda seen, began, _: bool(seen.halted) and seen.halted != began.halted
        ),
        Condition(
            "checked",
            str,
            _check_gradient,
            lambda seen, began, name: name in seen.checked[len(began.checked) :],
        ),
        Condition(
            "panel",
            str,
            lambda seen, name: check_choice("panel", name, PANELS),
            lambda seen, began, name: seen.view.panel == name,
        ),
        Condition(
            "sample",
            int,
            lambda seen, row: check_whole("sample", row, 0, len(seen.scenario.data.inputs) - 1),
            lambda seen, began, row: seen.view.sample == row,
        ),
    )
}


def check(wait: Mapping[str, Any], began: Seen) -> None:
    """Raises GlassnetError for the first condition that makes no sense where its step begins."""
    check_whole(f"wait.{WITHIN}", wait.get(WITHIN, 1), 1)
    for name, value in wait.items():
        if name != WITHIN:
            try:
                CONDITIONS[name].check(began, value)
            except GlassnetError as error:
                told = str(error)  # which may begin with the key
                raise GlassnetError(f"wait.{told if told.startswith(name) else f'{name}: {told}'}") from error


def hold(wait: Mapping[str, Any], seen: Seen, began: Seen) -> bool:
    """Whether all conditions of a wait hold."""
    return not any(missing(wait, seen, began))


def missing(wait: Mapping[str, Any], seen: Seen, began: Seen) -> Iterator[str]:
    """The conditions that do not hold, by name."""
    for name, value in wait.items():
        try:
            if name != WITHIN and not CONDITIONS[name].holds(seen, began, value):
                yield name
        except GlassnetError:  # of another network, which somebody went to: nothing of what is meant is on show
            yield name
