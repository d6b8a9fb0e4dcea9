"""The settings on offer, a row each: its value, what else can be chosen, a line of help, and why it may not apply.

Derived from the flags, so from `tables.py`: a new key of a table there is a new row. Names and numbers to go through
with arrow keys are known here; what is right for them the engine's checks say.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from glassnet.core.deferred import dataclass
from glassnet.core.errors import GlassnetError
from glassnet.core.info import BIASES
from glassnet.core.op import sentence
from glassnet.core.ops import ACTIVATIONS, INITIALIZERS, LOSSES, OPTIMIZERS, REGULARIZATIONS
from glassnet.core.program import compile_program
from glassnet.scenarios.experiments.flags import Flag, flags
from glassnet.scenarios.settings.differences import name_of
from glassnet.scenarios.settings.draft import Draft
from glassnet.scenarios.settings.fitting import idle, losses_for, outputs_for

HIDDEN, EACH, FROZEN = "network.hidden", "network.activation", "training.frozen"
UNITS = 4  # of a first hidden layer
SHARES = tuple(float(share) for share in range(10, 101, 10))


def _decades(first: int, last: int) -> tuple[float, ...]:
    """1 and 3 of each power of ten."""
    return tuple(float(f"{digit}e{power}") for power in range(first, last + 1) for digit in (1, 3))[:-1]


LADDERS: Mapping[str, tuple[float, ...]] = {
    "training.learning_rate": _decades(-3, 1),
    "training.momentum": (0.0, 0.5, 0.8, 0.9, 0.95, 0.99),
    "training.regularization_rate": (0.0, *_decades(-5, 0)),
    "generator.noise": tuple(float(noise) for noise in range(0, 51, 5)),
    "generator.points": (50, 100, 200, 400, 800, 1600),
    "generator.train_share": SHARES,
    "csv.test_share": (0.0, *SHARES[:-1]),
}
ANY = _decades(-3, 1)  # of numbers without a ladder of their own

SENTENCES: Mapping[str, Callable[[str], str]] = {
    EACH: lambda name: sentence(ACTIVATIONS[name].forward),
    "network.output_activation": lambda name: sentence(ACTIVATIONS[name].forward),
    "network.init": lambda name: sentence(INITIALIZERS[name]),
    "training.loss": lambda name: sentence(LOSSES[name].forward),
    "training.optimizer": lambda name: sentence(OPTIMIZERS[name].updates[-1].op),
    "training.regularization": lambda name: sentence(REGULARIZATIONS[name].penalty or _nothing),
}


def _nothing() -> None:
    """Nothing does."""


LONGEST = 1000  # digits of a number that is read as one


@dataclass(frozen=True)
class Row:
    """One setting on offer.

    path: the key, `network.hidden[0]`. group: what it is a setting of. name: in words. value: as the tables have it.
    text: the value as it is shown. options: what arrow keys go through, in order; whole numbers without any go on
    by 1. help: a line about it. idle: why nothing reads it now; empty where something does.
    item: of a list of names that are on or off, which of them.
    """

    path: str
    group: str
    name: str
    value: Any
    text: str
    options: tuple[Any, ...]
    help: str
    flag: Flag
    idle: str = ""
    item: str = ""

    @property
    def id(self) -> str:
        """Which row it is, whatever its value."""
        return f"{self.path} {self.item}".strip()

    def read(self, text: str) -> Any:
        """The value that is spelled so; what is wrong with it the draft says."""
        units = self.path.startswith(f"{HIDDEN}[") and text.strip().isdecimal() and len(text) < LONGEST
        return int(text) if units else self.flag.read(text)

    def next(self, by: int) -> Any:
        """The next choice, the one before for -1: names go around, numbers end."""
        if self.path == HIDDEN:
            units = list(self.value)
            return [*units, units[-1] if units else UNITS] if by > 0 else units[:-1]
        if self.item:
            others = [name for name in self.flag.names if name in self.value and name != self.item]
            return others if self.item in self.value else [n for n in self.flag.names if n in (*others, self.item)]
        if not self.options:
            return max(self.least, (self.value or 0) + by) if str not in self.flag.kinds else self.value
        if self.value in self.options and self.named:
            return self.options[(self.options.index(self.value) + by) % len(self.options)]
        return _rung(self.options, self.value, by)

    @property
    def named(self) -> bool:
        """Whether all there is to choose are names, or yes and no."""
        return bool(self.options) and not any(type(option) in (int, float) for option in self.options)

    @property
    def least(self) -> int:
        """The smallest whole number that arrow keys go to: layers have units, seeds begin with 0."""
        return 1 if self.path.startswith(HIDDEN) else 0


def _rung(options: Sequence[Any], value: Any, by: int) -> Any:
    """The next one of numbers in order; a name among them (`full`) stands at the end."""
    numbers = [option for option in options if not isinstance(option, str)]
    names = [option for option in options if isinstance(option, str)]
    if value is None:
        return options[0]
    if isinstance(value, str):
        at = len(numbers)
    elif by > 0:
        at = bisect.bisect_right(numbers, value) - 1
    else:
        at = bisect.bisect_left(numbers, value)
    return [*numbers, *names][min(max(at + by, 0), len(options) - 1)]


def rows(draft: Draft) -> tuple[Row, ...]:
    """All settings there are for this kind of data, in the order of the tables."""
    there = [flag for flag in flags() if not flag.table or flag.table in draft.tables]
    return tuple(itertools.chain.from_iterable(_of(flag, draft) for flag in there))


def _of(flag: Flag, draft: Draft) -> Iterator[Row]:
    tables = draft.tables
    value = (tables[flag.table] if flag.table else tables)[flag.key]
    group = {"": "network", "network": "network", "training": "training"}.get(flag.table, "data")
    if flag.path == EACH:  # stands beside the units
        return
    if flag.path == HIDDEN:
        yield from _layers(flag, draft, value)
    elif flag.kinds == (list[str],) and flag.names:
        for name in flag.names:
            text, last = "on" if name in value else "off", value == [name]
            help_text = f"{flag.help}: {name}{'; at least one stays' if last else ''}"
            yield Row(flag.path, group, f"{name_of(flag)}: {name}", value, text, (), help_text, flag, item=name)
    else:
        idle_words = idle(flag.path, tables, draft.made)
        # of a key that may be left out, the help says after a semicolon what happens then
        text = flag.spelled(value) or flag.help.partition("; ")[2] or "as usual"
        yield Row(
            flag.path, group, name_of(flag), value, text, _options(flag, draft), _help(flag, value), flag, idle_words
        )


def _layers(flag: Flag, draft: Draft, hidden: list[int]) -> Iterator[Row]:
    text = str(len(hidden)) if hidden else "none: a linear model"
    yield Row(HIDDEN, "network", "hidden layers", hidden, text, (), "how many; without any it is a linear model", flag)
    each = next(other for other in flags() if other.path == EACH)
    for at, (units, kind) in enumerate(zip(hidden, draft.tables["network"]["activation"], strict=True)):
        words = f"units of hidden layer {at + 1}: each has a weight for every input of the layer, and a bias"
        yield Row(f"{HIDDEN}[{at}]", "network", f"  units of layer {at + 1}", units, str(units), (), words, flag)
        name, words = f"  activation of layer {at + 1}", _help(each, kind)
        yield Row(f"{EACH}[{at}]", "network", name, kind, kind, each.names, words, each)


def _help(flag: Flag, value: Any) -> str:
    said = SENTENCES[flag.path](value) if flag.path in SENTENCES and isinstance(value, str) else ""
    return f"{flag.help}. {value}: {said}" if said else flag.help


def _options(flag: Flag, draft: Draft) -> tuple[Any, ...]:
    """What arrow keys go through."""
    if flag.path == "training.loss":
        return losses_for(draft.base.data)
    if flag.path == "network.output_activation":
        return outputs_for(draft.tables["training"]["loss"], draft.base.data)
    if flag.path == "training.batch_size":
        return (*itertools.takewhile(lambda size: size < draft.made.config.samples, (2**k for k in range(24))), "full")
    if bool in flag.kinds:
        return (False, True)
    if flag.path == FROZEN:
        return ([], [name for name, info in compile_program(draft.made.config).info.items() if info.kind == BIASES])
    if flag.names:
        return flag.names if flag.table in ("", "network", "training") else (None, *flag.names)
    if flag.path in LADDERS:
        return LADDERS[flag.path]
    return ANY if float in flag.kinds else ()


def stepped(draft: Draft, row: Row, by: int) -> Draft:
    """The row's next choice, the one before for -1; names that make no experiment here are passed over.

    Raises GlassnetError where there is none.
    """
    wrong: GlassnetError | None = None
    for step in range(1, len(row.options) if row.named else 2):
        try:
            return draft.put(row.path, row.next(by * step))
        except GlassnetError as error:
            wrong = wrong or error
    if wrong is not None:
        raise wrong
    return draft


def with_layer(draft: Draft, by: int) -> Draft:
    """One hidden layer more, as the last one is, or one less for -1. Raises GlassnetError."""
    return draft.put(HIDDEN, next(row for row in rows(draft) if row.path == HIDDEN).next(by))


def linear(draft: Draft) -> Draft:
    """Without hidden layers. Raises GlassnetError."""
    return draft.put(HIDDEN, [])
