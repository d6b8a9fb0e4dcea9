"""`glassnet explain`: the origin of a number as text or JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from glassnet.commands.arguments import whole
from glassnet.commands.experiments import experiment_parser, opened, parsed
from glassnet.core.numerals import DIGITS
from glassnet.scenarios.sessions import MOST_ITERATIONS

if TYPE_CHECKING:
    from glassnet.core.explain import Explanation, Operand
    from glassnet.scenarios.base import Scenario

SHOWN = 12  # operands of a long sum that are gone into
MOST = 1000  # operands that are told in all
EXAMPLES = """\
examples:
  glassnet explain xor 'dW1[0,2]' --iteration 12
  glassnet explain xor 'a2[3,0]' --iteration 12 --depth 3
  glassnet explain two-two-two 'W2[0,0]' --iteration 1 --digits 9
  glassnet explain sensor loss --iteration 100 --json
"""


def run(arguments: list[str]) -> int:
    """Print where a number comes from. Raises GlassnetError for one that is not there."""
    made = experiment_parser(
        "explain", "Where a number comes from: its formula, its formula with numbers, and its operands.", EXAMPLES
    )
    made.add_argument("name", metavar="NAME", help="the number: loss, 'dW1[0,2]'")
    made.add_argument(
        "--iteration", type=whole(1, MOST_ITERATIONS), default=1, metavar="N", help="as computed in iteration N (1)"
    )
    made.add_argument("--depth", type=whole(0), default=1, metavar="N", help="go N operands deep (1)")
    made.add_argument("--full", action="store_true", help="long sums with all their terms")
    made.add_argument(
        "--digits", type=whole(1, 17), default=DIGITS, metavar="N", help=f"significant digits at least ({DIGITS})"
    )
    made.add_argument("--json", action="store_true", help="for programs")
    options = parsed(made, arguments)
    scenario = opened(options)
    found = replace(explanation_of(scenario, options.name, options.iteration), digits=options.digits)
    print_explanation(found, options.depth, options.full, options.json, scenario)
    return 0


def explanation_of(scenario: Scenario, name: str, iteration: int) -> Explanation:
    """The origin of a number as it was computed in an iteration. Raises GlassnetError."""
    from glassnet.core.errors import GlassnetError
    from glassnet.core.explain import why
    from glassnet.core.terms import parse_label
    from glassnet.scenarios.sessions.session import Session

    session = Session(scenario)
    try:
        base, index = parse_label(name)
    except ValueError as error:
        raise GlassnetError(str(error)) from error
    session.run(iterations=iteration)
    if session.state.iteration < iteration:
        raise GlassnetError(session.trouble)
    session.goto(iteration)
    array = session.state.values.get(base)
    if array is not None and not index and array.ndim:
        last = ",".join(str(n - 1) for n in array.shape)
        raise GlassnetError(
            f"{base} has many entries; name one, from {base}[{'0' + ',0' * (array.ndim - 1)}] to {base}[{last}]"
        )
    return why(session.history, base, index)


def print_explanation(
    explanation: Explanation, depth: int, full: bool, as_json: bool, scenario: Scenario | None = None
) -> None:
    """Print it, with its operands `depth` deep. scenario: what may have a page's words and numbers for it."""
    if as_json:
        print(json.dumps(as_dict(explanation, depth, Walk(full)), ensure_ascii=False, indent=2))
        return
    from glassnet.core.names import meaning

    word, page = ("", "") if scenario is None else _on_the_page(explanation, scenario)
    print(f"{explanation.label}{word} = {explanation.printed}   {meaning(explanation.program, explanation.name)}{page}")
    if explanation.step is None:
        print(f"  {explanation.origin}")
        return
    print(f"  {explanation.when} of {len(explanation.program.steps)}, {explanation.step.phase}")
    for words, text in explanation.lines(full):
        print(f"  {words:<7}  {text}")
    walk = Walk(full)
    _print_operands(explanation, depth, walk, "  ")
    if walk.left_out:
        print(
            f"… {walk.left_out:,} more operands left out, with all that they come from (a smaller --depth shows less)"
        )


def _on_the_page(explanation: Explanation, scenario: Scenario) -> tuple[str, str]:
    """The page's word for the number, and whether it is the one that the page prints; empty where it has none."""
    from glassnet.scenarios.printed import here, on_the_page, word_for

    word = word_for(scenario.names, explanation.name, explanation.index)
    found = here(explanation.program, explanation.shown, scenario.printed)
    said = [f"; {on_the_page(one)}" for one in found if one.printed.label == explanation.label]
    return f" ({word})" if word else "", "".join(said)


class Walk:
    """Which operands are gone into: each once, and MOST in all.

    full: whether all operands of a long sum are. left_out: how many were met that were one too many.
    """

    def __init__(self, full: bool) -> None:
        self.full, self.left_out = full, 0
        self._told = 0
        self._depths: dict[tuple[str, int, int], int] = {}  # how deep each number was gone into

    def into(self, explanation: Explanation, depth: int) -> Iterator[tuple[Explanation, bool, int]]:
        """Its operands, each with whether it was told before, and how deep to go into it."""
        for operand in self.shown(explanation) if depth else ():
            if self._told == MOST:
                self.left_out += 1
                continue
            self._told += 1
            found = replace(operand.why(), digits=explanation.digits)
            place = found.label, found.iteration, found.done
            before = -1 if found.step is None else self._depths.get(place, -1)
            self._depths[place] = max(before, depth - 1)
            yield found, before >= 0, depth - 1 if before < depth - 1 else 0

    def shown(self, explanation: Explanation) -> tuple[Operand, ...]:
        """The operands that there is room for."""
        return explanation.operands if self.full else explanation.operands[:SHOWN]


def _print_operands(explanation: Explanation, depth: int, walk: Walk, indent: str) -> None:
    for found, again, deeper in walk.into(explanation, depth):
        if found.step is None:
            line = f"{found.label} = {found.printed}   {found.origin}"
        elif again:
            line = f"{found.label} = {found.printed}   as above, {found.when}"
        else:
            formula = " = ".join(dict.fromkeys((found.symbols(walk.full), found.numbers(walk.full), found.printed)))
            line = f"{found.label} = {formula}   {found.when}"
        print(f"{indent}{line}")
        _print_operands(found, deeper, walk, indent + "  ")
    more = len(explanation.operands) - len(walk.shown(explanation))
    if depth and more:
        print(f"{indent}… {more} more operands (--full shows them)")


def as_dict(explanation: Explanation, depth: int, walk: Walk) -> dict[str, Any]:
    """The explanation for programs; numbers that are not finite are null, operands told before come without theirs."""
    return {
        "name": explanation.name,
        "index": list(explanation.index),
        "value": explanation.value if math.isfinite(explanation.value) else None,
        "iteration": explanation.iteration,
        "step": explanation.done if explanation.step else None,
        "array_formula": explanation.array_formula,
        "formula": explanation.symbols(walk.full),
        "numbers": explanation.numbers(walk.full),
        "origin": explanation.origin,
        "operand_count": len(explanation.operands),
        "operands": [as_dict(found, deeper, walk) for found, _, deeper in walk.into(explanation, depth)],
    }
