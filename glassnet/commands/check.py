"""`glassnet check`: the gradient of every parameter against central differences."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from glassnet.commands.arguments import INTERRUPTED, whole
from glassnet.commands.columns import table
from glassnet.commands.experiments import experiment_parser, opened, parsed
from glassnet.commands.interrupt import Interrupt
from glassnet.commands.progress import progress_bar
from glassnet.core.numerals import brief

if TYPE_CHECKING:
    from glassnet.core.gradcheck import Check

DESCRIPTION = """\
Compare the gradient of every weight and bias with central differences of the loss. Exit code 1 where one differs, or
none can be told. At a kink (a relu whose z changes its sign between the two sides) going up and going down have slopes
of their own and the difference says nothing; where rounding moves the loss by more than the gradient, nothing can be
told. Neither counts as a difference."""
EXAMPLES = """\
examples:
  glassnet check xor
  glassnet check mine.toml --iterations 500
"""
WORST = 10  # entries that differ, shown one by one


def run(arguments: list[str]) -> int:
    """Check and print a table. Raises GlassnetError for a bad experiment."""
    made = experiment_parser("check", DESCRIPTION, EXAMPLES)
    made.add_argument("--iterations", type=whole(0), default=0, metavar="N", help="train so many before (0)")
    made.add_argument("--json", action="store_true", help="for programs")
    options = parsed(made, arguments)
    from glassnet.core.gradcheck import AGREES, DIFFERS, gradcheck
    from glassnet.core.machine import run as run_program

    scenario = opened(options)
    program, state = scenario.begin()
    state = run_program(program, state, options.iterations)
    total = sum(math.prod(shape) for shape in program.config.parameters.values())
    checks: list[Check] = []
    with Interrupt() as interrupt, progress_bar(f"checking {scenario.key}", total) as show:
        for check in gradcheck(program, state):
            checks.append(check)
            show(len(checks), "")
            if interrupt.asked:
                break
    failed = [check for check in checks if check.verdict == DIFFERS]
    rows = [_row(name, [check for check in checks if check.name == name]) for name in program.parameters]
    if options.json:
        report = {"experiment": scenario.key, "iterations": options.iterations, "parameters": rows}
        print(json.dumps(report | {"differs": [_entry(check) for check in failed]}, indent=2, allow_nan=False))
    else:
        print(_in_words(rows, failed))
        if interrupt.asked:
            print(f"interrupted: {len(checks):,} of {total:,} entries are checked")
    told = any(check.verdict == AGREES for check in checks)
    return INTERRUPTED if interrupt.asked else 1 if failed or not told else 0


def _row(name: str, checks: list[Check]) -> dict[str, Any]:
    """How the entries of one parameter did; the largest error is of those that are judged."""
    from glassnet.core.gradcheck import AGREES, DIFFERS, VERDICTS

    errors = [check.error for check in checks if check.verdict in (AGREES, DIFFERS)]
    return {
        "name": name,
        "entries": len(checks),
        **{verdict: sum(check.verdict == verdict for check in checks) for verdict in VERDICTS},
        "largest_error": _finite(max(errors, key=lambda error: (error != error, error))) if errors else None,
    }


def _entry(check: Check) -> dict[str, Any]:
    numbers = {"analytic": check.analytic, "numeric": check.numeric, "error": check.error}
    return {"name": check.name, "index": list(check.index)} | {key: _finite(value) for key, value in numbers.items()}


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None


def _in_words(rows: list[dict[str, Any]], failed: list[Check]) -> str:
    from glassnet.core.gradcheck import AGREES, DIFFERS, VERDICTS
    from glassnet.core.terms import label

    head = ("gradient", "entries", *VERDICTS, "largest error")
    lines = []
    for row in rows:
        error, judged = row["largest_error"], row[AGREES] + row[DIFFERS]
        counts = [str(row[key]) for key in ("entries", *VERDICTS)]
        worst = "–" if not judged else "not finite" if error is None else f"{error:.1e}" if error else "0"
        lines.append([f"d{row['name']}", *counts, worst])
    texts = [table(head, lines, right=range(1, len(head)))]
    if failed:
        shown = [
            [label(f"d{check.name}", check.index), f"{check.analytic:.9g}", f"{check.numeric:.9g}", brief(check.error)]
            for check in failed[:WORST]
        ]
        more = [f"… and {len(failed) - WORST} more"] if len(failed) > WORST else []
        texts += ["", table(("", "backward pass", "central difference", "error"), shown, right=range(1, 4)), *more]
    return "\n".join(texts)
