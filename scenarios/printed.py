"""Numbers that a page prints, and words that it has for ours: what a learner who reads it wants to find again.

A number agrees where it is the printed one to the printed digits. Knows the moments that printed numbers belong to;
knows nothing of files and of the screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from glassnet.core.deferred import dataclass
from glassnet.core.errors import ConfigError, GlassnetError, check_number, check_whole, quoted, unknown
from glassnet.core.machine import State, run, values_of
from glassnet.core.names import shape_of
from glassnet.core.program import Program
from glassnet.core.terms import label, parse_label

TOTAL = "loss+penalty"  # the sum that training makes smaller, which some pages print as the loss
MOST_DIGITS = 20


@dataclass(frozen=True)
class Printed:
    """One number of a page.

    iteration: from 1; weights, biases and data are those that it reads, before its update.
    name, index: which number, or TOTAL. value: what is printed, with so many digits after the point.
    """

    iteration: int
    name: str
    index: tuple[int, ...]
    value: float
    digits: int

    @property
    def label(self) -> str:
        """`dW1[0,2]`."""
        return label(self.name, self.index)

    @property
    def text(self) -> str:
        """The number as the page prints it."""
        return f"{self.value:.{self.digits}f}"

    def agrees(self, found: float) -> bool:
        """Whether a number is the printed one to its digits; NaN is none."""
        return abs(found - self.value) <= 0.5 * 10.0**-self.digits * (1 + 1e-9) + 1e-15 * abs(self.value)


@dataclass(frozen=True)
class Found:
    """A printed number beside the one that is computed here."""

    printed: Printed
    value: float

    @property
    def agrees(self) -> bool:
        """Whether it is the printed one to its digits."""
        return self.printed.agrees(self.value)


def on_the_page(found: Found) -> str:
    """What the page prints, and whether it comes out: `✓ the page prints 0.35891648`."""
    return f"{'✓' if found.agrees else '✗'} the page prints {found.printed.text}"


def check_printed(program: Program, printed: Iterable[Printed]) -> None:
    """Raises ConfigError for the first one that no moment of this program has."""
    for at, one in enumerate(printed):
        key = f"printed[{at}]"
        check_whole(f"{key}.iteration", one.iteration, 1)
        check_whole(f"{key}.digits", one.digits, 0, MOST_DIGITS)
        check_number(f"{key}.value", one.value)
        if one.name == TOTAL and not one.index:
            continue
        try:
            check_entry(program, one.name, one.index)
        except GlassnetError as error:
            raise ConfigError(f"{key}: {error}") from error


def check_words(program: Program, words: Mapping[str, str]) -> None:
    """Raises ConfigError for the first of a page's words that is said of nothing there is."""
    for name, word in words.items():
        try:
            found, index = parse_label(name)
            check_entry(program, found, index, whole=True)
        except (GlassnetError, ValueError) as error:
            raise ConfigError(f"names: {error}") from error
        if not word.strip() or not word.isprintable():
            raise ConfigError(f"names.{name} must be a word that can be printed, got {quoted(word)}")


def check_entry(program: Program, name: str, index: tuple[int, ...], whole: bool = False) -> None:
    """Raises GlassnetError where there is no such number, or, with `whole`, no such value."""
    known = [*dict.fromkeys([*program.reads, *(step.output for step in program.steps)])]
    if name not in known:
        raise GlassnetError(unknown("value", name, sorted(known)))
    if whole and not index:
        return
    counts = {"n": program.config.batch_size or program.config.samples, "N": program.config.samples}
    shape = tuple(counts[part] if part in counts else int(part) for part in shape_of(program, name))
    if len(index) != len(shape) or any(not 0 <= at < size for at, size in zip(index, shape, strict=True)):
        raise GlassnetError(f"{label(name, index)} does not exist; {name} has the shape {shape}")


def word_for(words: Mapping[str, str], name: str, index: tuple[int, ...] = ()) -> str:
    """The page's word for a number, or for the value that it is an entry of; empty where it has none."""
    return words.get(label(name, index)) or words.get(name, "")


def compared(program: Program, state: State, printed: Iterable[Printed]) -> Iterator[Found]:
    """Every printed number beside the computed one, by iteration; state: the first moment of the training."""
    in_order = sorted(printed, key=lambda one: one.iteration)
    for iteration, group in groupby(in_order, key=lambda one: one.iteration):
        done = state.iteration if state.done else state.iteration - 1
        opening = run(program, state, iteration - 1 - done)
        state = run(program, opening, 1)
        values = values_of(program, opening, state)
        for one in group:
            if one.name == TOTAL:
                yield Found(one, sum(float(values[name]) for name in ("loss", "penalty") if name in values))
            else:
                yield Found(one, float(values[one.name][one.index]))


def here(program: Program, state: State, printed: Iterable[Printed]) -> Iterator[Found]:
    """The printed numbers that stand in this very moment, beside those on show."""
    for one in printed:
        step = program.index_of(one.name)
        updated = one.name in program.parameters and step is not None and step < state.done
        value = state.values.get(one.name)
        if value is None or one.iteration != state.iteration + updated or len(one.index) != value.ndim:
            continue
        if all(at < size for at, size in zip(one.index, value.shape, strict=True)):
            yield Found(one, float(value[one.index]))
