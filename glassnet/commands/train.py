"""`glassnet train`: train without the screen, and say how good it is."""

from __future__ import annotations

import json
import math
import re
import sys
from typing import TYPE_CHECKING, Any

from glassnet.commands.arguments import INTERRUPTED, whole
from glassnet.commands.columns import table
from glassnet.commands.experiments import experiment_parser, opened, parsed
from glassnet.commands.interrupt import Interrupt
from glassnet.commands.progress import progress_bar
from glassnet.core.numerals import brief

if TYPE_CHECKING:
    from glassnet.scenarios.base import Array
    from glassnet.scenarios.sessions.halts import Halt
    from glassnet.scenarios.sessions.session import Session

DESCRIPTION = "Train, and say how good it is on training and test rows. Exit code 1 where the loss is not finite."
EXAMPLES = """\
examples:
  glassnet train xor --iterations 10000
  glassnet train sensor --epochs 3000 --until 'right >= 98'
  glassnet train xor --seed 7 --iterations 10000 --until 'loss < 0.01' --json

--until knows `loss < NUMBER` (of the batch, before its update) and `right >= PER CENT` (of all training rows).
"""
SLICE = 0.1  # seconds between two looks at the bar and at ctrl-c
CONDITIONS = {"loss <": "loss", "right >=": "right"}  # to the breakpoints that they are


def run(arguments: list[str]) -> int:
    """Train and print. Raises GlassnetError for a bad experiment or condition."""
    made = experiment_parser("train", DESCRIPTION, EXAMPLES)
    length = made.add_mutually_exclusive_group(required=True)
    length.add_argument("--iterations", type=whole(1), metavar="N", help="parameter updates")
    length.add_argument(
        "--epochs",
        type=whole(1),
        metavar="N",
        help="passes over the training rows; each is one parameter update where the batch is full, as it is for up to "
        "300 rows of a CSV file, else one for each batch",
    )
    made.add_argument("--until", metavar="CONDITION", help="stop before that, as soon as 'loss < 0.01'")
    made.add_argument("--json", action="store_true", help="for programs")
    options = parsed(made, arguments)
    from glassnet.core.errors import GlassnetError
    from glassnet.scenarios.base import REGRESSION
    from glassnet.scenarios.sessions.session import Session

    halt = None if options.until is None else condition(options.until)
    session = Session(opened(options))
    if halt is not None:
        if halt.kind.name == "right" and session.scenario.data.task == REGRESSION:
            raise GlassnetError(f"--until: {session.scenario.key} is a regression, which has no right; take 'loss < …'")
        session.halts = (halt,)
    each = session.program.config.iterations_per_epoch
    wanted = options.iterations or options.epochs * each
    with Interrupt() as interrupt, progress_bar(session.scenario.key, wanted) as show:
        reached = 0
        while reached < wanted and not (session.trouble or session.halted or interrupt.asked):
            reached += session.run(wanted - reached, SLICE)
            show(reached, f"loss {brief(float(session.state.values['loss']))}")
    report = _report(session, interrupt.asked)
    if report["training"]["loss"] is None and not session.trouble:  # the last update did it
        session.trouble = report["stopped"] = session.first_not_finite()
    print(
        json.dumps(report, ensure_ascii=False, indent=2)
        if options.json
        else _in_words(session, report, options.epochs is not None)
    )
    if session.trouble:
        print(f"glassnet: {session.trouble}", file=sys.stderr)
        return 1
    return INTERRUPTED if interrupt.asked else 0


def condition(text: str) -> Halt:
    """A breakpoint from `loss < 0.01` or `right >= 95`. Raises GlassnetError for anything else."""
    from glassnet.core.errors import GlassnetError, quoted
    from glassnet.scenarios.sessions.halts import Halt

    found = re.fullmatch(r"\s*(\w+)\s*(<|>=)\s*([-+.\w]+)\s*%?\s*", text)
    kind = CONDITIONS.get(f"{found[1]} {found[2]}") if found else None
    try:
        number = float(found[3]) if found else 0.0
    except ValueError:
        kind = None
    if kind is None or not 0 < number < math.inf or (kind == "right" and number > 100):
        raise GlassnetError(
            f"--until takes 'loss < NUMBER' (above 0) or 'right >= PER CENT' (above 0, up to 100), got {quoted(text)}"
        )
    return Halt(kind, number)


def _report(session: Session, interrupted: bool) -> dict[str, Any]:
    """How far it got and how good it is, with the parameters after the last update."""
    data, iteration = session.scenario.data, session.state.iteration if session.state.done else 0
    answers = session.predictions
    stopped = session.trouble or session.halted or ("interrupted" if interrupted else None)
    return {
        "experiment": session.scenario.key,
        "iterations": iteration,
        "epochs": iteration / session.program.config.iterations_per_epoch,
        "stopped": stopped,
        "training": _rows(session, data.inputs, data.targets, answers.train_right),
        "test": _rows(session, data.test_inputs, data.test_targets, answers.test_right),
        "findings": _findings(session),
    }


def _rows(session: Session, x: Array, y: Array, right: Any) -> dict[str, Any] | None:
    from glassnet.core.machine import losses
    from glassnet.scenarios.trace import plain

    if not len(x):
        return None
    found = {name: plain(value) for name, value in losses(session.program, session.state.values, x, y).items()}
    found["rows"] = len(x)
    if right is not None:
        found |= {"right": int(right.sum()), "accuracy": float(right.mean())}
    outputs = session.scenario.data.outputs
    if len(outputs) == 1 and session.scenario.training.loss == "mse" and found["loss"] is not None:
        found["root_mean_square_error"] = found["loss"] ** 0.5 * outputs[0].deviation  # as the target was measured
    return found


def _findings(session: Session) -> list[dict[str, Any]]:
    """What the diagnosis says of the last moment, the most severe first; notes are left out."""
    from glassnet.scenarios.diagnosis import NOTE, SEVERE, diagnose
    from glassnet.tui.keys.keymap import DEFAULT

    return [
        {
            "kind": found.kind,
            "severe": found.severity == SEVERE,
            "title": found.title,
            "evidence": found.evidence,
            "try": DEFAULT.say(found.attempt),
            **({"changes": dict(found.changes)} if found.changes else {}),
            **({"layer": found.layer} if found.layer else {}),
            **({"units": list(found.units)} if found.units else {}),
        }
        for found in diagnose(session.symptoms).findings
        if found.severity > NOTE
    ]


def _epochs(iterations: int, each: int) -> str:
    """How many epochs so many iterations are: `3 epochs of 1 update`, `22 epochs of 45 updates and 10 more`."""
    from glassnet.core.counts import counted

    epochs, more = divmod(iterations, each)
    if not epochs:
        return f"{more:,} of the {each:,} updates of an epoch"
    return f"{counted(epochs, 'epoch')} of {counted(each, 'update')}" + (f" and {more:,} more" if more else "")


def _in_words(session: Session, report: dict[str, Any], by_epochs: bool) -> str:
    from glassnet.core.counts import count, counted
    from glassnet.core.numerals import brief

    sizes = "–".join(map(str, session.program.config.network.sizes))
    each = session.program.config.iterations_per_epoch
    epochs = f" ({_epochs(report['iterations'], each)})" if by_epochs or each > 1 else ""
    outputs = session.scenario.data.outputs
    head = f"{report['experiment']}, {sizes}, {counted(report['iterations'], 'iteration')}{epochs}"
    lines = []
    for name in ("training", "test"):
        if rows := report[name]:
            values = [rows[key] for key in ("loss", "penalty") if key in rows]
            share = counted(rows["rows"], "row")
            if "right" in rows:
                share = f"{count(rows['right'])} of {count(rows['rows'])} right, {100 * rows['accuracy']:.1f} %"
            if "root_mean_square_error" in rows:
                share += f", {outputs[0].name} ±{brief(rows['root_mean_square_error'])}"
            numbers = ["not finite" if value is None else brief(value) for value in values]
            lines.append([name, *numbers, share])
    columns = ["", "loss", *(["penalty"] if "penalty" in report["training"] else []), ""]
    stopped = [] if session.trouble or not report["stopped"] else [report["stopped"]]
    severe = [
        f"{found['title']}. {found['evidence']} Try {found['try']}." for found in report["findings"] if found["severe"]
    ]
    return "\n".join([head, *stopped, table(columns, lines), *severe])
