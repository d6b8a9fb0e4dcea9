"""Judging a script's own `train` as it stands, blanks left in it or not: its first iteration is run and looked at.

The last line of an exercise calls `judge_run`. Knows what a script of ours looks like; judges nothing itself.
"""

from __future__ import annotations

import dis
import io
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from dataclasses import field
from types import FrameType, FunctionType
from typing import Any

import numpy as np

from glassnet.core.deferred import dataclass
from glassnet.core.errors import GlassnetError, one_line
from glassnet.scenarios.judge import judge_arrays
from glassnet.scenarios.judge.judgement import Judgement
from glassnet.scenarios.judge.names import NEW, Name, parse
from glassnet.scenarios.judge.reading import given
from glassnet.scenarios.judge.settings import stated
from glassnet.scenarios.judge.verdicts import FINE

SETTINGS = ("lr", "momentum", "rate")  # that stand in the script, beside the function
DATA = {"X": "x", "Y": "y"}


def judge_run(train: Callable[..., object], /, *arguments: Any, **settings: Any) -> Judgement:
    """Say whose line is wrong in a script as `glassnet export … --to numpy` writes it: prints it, and returns it.

    train: its function, with a loop over `iterations`. arguments: what it is called with. settings: as of `judge`,
    but those that stand in the script. Where a line is still a blank, `dz2 = ...`, what stands before the first one
    is judged. Where nothing is wrong and nothing blank, `train` is run in full, and prints its losses.

    Raises GlassnetError, one line, for numbers and settings that cannot be read.
    """
    if not isinstance(train, FunctionType):
        raise GlassnetError(f"judge_run takes the function that trains, got {one_line(repr(train))}")
    seen = _first_iteration(train, arguments)
    judgement = judge_arrays(given(dict(seen.numbers())), stated(settings))
    for line in seen.remarks():
        print(f"{line}; what stands before it is judged.")
    print(judgement)
    if judgement.verdict in FINE and seen.whole:
        train(*arguments)
    return judgement


@dataclass(eq=False)
class Seen:
    """What a first iteration left.

    given: the arguments by name. left: all names of the function in the order of its lines, the arguments first.
    updated: names that some line of it gives a value. constants: settings of the script.
    error: what ended it before its end.
    """

    given: dict[str, Any]
    updated: frozenset[str]
    left: dict[str, Any] = field(default_factory=dict)
    constants: dict[str, Any] = field(default_factory=dict)
    error: Exception | None = None

    @property
    def in_order(self) -> list[str]:
        """Names as they are computed: the arguments are parameters, which the update writes last."""
        return [*(name for name in self.left if name not in self.given), *self.given]

    @property
    def blank(self) -> str:
        """The first line that is left blank, by what it computes; empty where none is."""
        return next((name for name in self.in_order if self.left.get(name) is ...), "")

    @property
    def whole(self) -> bool:
        """Whether all of it ran."""
        return not self.blank and self.error is None

    def remarks(self) -> Iterator[str]:
        """Why not all of it is judged."""
        if self.blank:
            yield f"{self.blank} is left blank"
        elif self.error is not None:
            yield f"the script stopped: {type(self.error).__name__}: {one_line(str(self.error))}"

    def numbers(self) -> Iterator[tuple[str, Any]]:
        """What is to be judged: arguments as they were given, and what was computed up to the first blank."""
        yield from ((name, value) for name, value in self.given.items() if name not in DATA)
        yield from ((ours, self.left[ours]) for name, ours in DATA.items() if name in self.given and ours in self.left)
        yield from self.constants.items()
        order = self.in_order
        for name in order[: order.index(self.blank)] if self.blank else order:
            parsed, value = parse(name), self.left.get(name)
            if parsed is None or value is None or parsed.text in DATA.values():
                continue
            if not self._is_kept(parsed):
                yield name, value
            elif name in self.updated and self.whole:  # before the update it is what it began with
                yield name + NEW, value

    def _is_kept(self, name: Name) -> bool:
        """Whether the next iteration reads it: a parameter, or what an optimizer keeps."""
        return name.is_parameter or bool(name.state)


def _first_iteration(train: FunctionType, arguments: tuple[Any, ...]) -> Seen:
    """Run one iteration of it, and say nothing of what it prints."""
    code, names = train.__code__, train.__code__.co_varnames
    kept = {**train.__globals__, "iterations": 1}
    once = FunctionType(code, kept, train.__name__, train.__defaults__, train.__closure__)
    assigned = (each.argval for each in dis.get_instructions(code) if each.opname.startswith("STORE_FAST"))
    updated = frozenset(name for each in assigned for name in ([each] if isinstance(each, str) else each))
    seen = Seen(dict(zip(names[: code.co_argcount], arguments, strict=False)), updated)

    def watch(frame: FrameType, event: str, _: Any) -> None:
        if event == "return" and frame.f_code is code:
            left = frame.f_locals
            seen.left = {name: left[name] for name in names if name in left}

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        with redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
            once(*arguments)
    except Exception as error:  # a line of somebody else's, which may raise anything
        seen.error = error
    finally:
        sys.setprofile(before)
    seen.constants = {name: kept[name] for name in SETTINGS if name in kept}
    return seen


__all__ = ["judge_run"]
