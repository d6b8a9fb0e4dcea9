"""`glassnet printed`: the numbers of a page beside those that are computed here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from glassnet.commands.columns import table
from glassnet.commands.experiments import experiment_parser, opened, parsed
from glassnet.scenarios.sessions import MOST_ITERATIONS

if TYPE_CHECKING:
    from glassnet.scenarios.base import Scenario
    from glassnet.scenarios.printed import Found

DESCRIPTION = """\
Compare the numbers that a page prints, [[printed]] in an experiment file, with those that are computed here, to the
digits that are printed. Where one differs, each known mistake's program is run from the start, and one is named if it
alone gives what is printed. Exit code 1 where one differs."""
EXAMPLES = """\
examples:
  glassnet printed two-two-two
  glassnet printed mine.toml --json
"""
AGREES, DIFFERS = "✓", "✗"


def run(arguments: list[str]) -> int:
    """Compare and print a table. Raises GlassnetError for a bad experiment, or one that no page prints."""
    made = experiment_parser("printed", DESCRIPTION, EXAMPLES)
    made.add_argument("--json", action="store_true", help="for programs")
    options = parsed(made, arguments)
    from glassnet.core.errors import GlassnetError
    from glassnet.scenarios.judge.page import cause_of
    from glassnet.scenarios.printed import compared

    scenario = opened(options)
    if not scenario.printed:
        raise GlassnetError(f"{scenario.key}: no [[printed]] numbers; give iteration, name, index, value and digits")
    last = max(one.iteration for one in scenario.printed)
    if last > MOST_ITERATIONS:
        raise GlassnetError(f"printed: iteration {last:,} is too far, at most {MOST_ITERATIONS:,} go")
    found = list(compared(*scenario.begin(), scenario.printed))
    agreeing = sum(one.agrees for one in found)
    cause = cause_of(scenario) if agreeing < len(found) else None
    if options.json:
        report = {"experiment": scenario.key, "agree": agreeing, "printed": [_as_dict(scenario, one) for one in found]}
        report["cause"] = cause and {"at": cause.at, "id": cause.id, "words": cause.words}
        print(json.dumps(report, ensure_ascii=False, indent=2, allow_nan=False))
    else:
        head: tuple[str, ...] = ("iteration", "number", "its name there", "printed", "computed here", "")
        rows = [_row(scenario, one) for one in found]
        if not scenario.names:
            head, rows = head[:2] + head[3:], [row[:2] + row[3:] for row in rows]
        print(table(head, rows, right=range(len(head) - 3, len(head) - 1)))
        print(f"{agreeing} of {len(found)} agree to the printed digits")
        if cause is not None:
            print(cause)
    return 0 if agreeing == len(found) else 1


def _row(scenario: Scenario, one: Found) -> list[str]:
    from glassnet.scenarios.printed import word_for

    printed, more = one.printed, 0 if one.agrees else 3  # digits, where those that are printed would not show why
    computed = f"{one.value:.{min(printed.digits + more, 17)}f}"
    word = word_for(scenario.names, printed.name, printed.index)
    sign = AGREES if one.agrees else DIFFERS
    return [f"{printed.iteration:,}", printed.label, word, printed.text, computed, sign]


def _as_dict(scenario: Scenario, one: Found) -> dict[str, Any]:
    import math

    from glassnet.scenarios.printed import word_for

    printed = one.printed
    return {
        "iteration": printed.iteration,
        "name": printed.name,
        "index": list(printed.index),
        "word": word_for(scenario.names, printed.name, printed.index),
        "value": printed.value,
        "digits": printed.digits,
        "computed": one.value if math.isfinite(one.value) else None,
        "agrees": one.agrees,
    }
