"""`glassnet judge`: whose number is wrong, and which mistake is it?"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from glassnet.commands.arguments import Parser
from glassnet.commands.experiments import EXPERIMENT, parsed

if TYPE_CHECKING:
    from glassnet.scenarios.judge import Judgement, Stated
    from glassnet.scenarios.judge.choose import Chosen

DESCRIPTION = """\
Judge numbers of your own: every step is worked out from your numbers, and a step that does not follow is looked up in
a catalogue of mistakes. NUMBERS is a file of np.savez, or .json with lists by name: x y W1 b1 z1 a1 … loss da2 dz2 dW2
db2 da1 dz1 dW1 db1, after the update W1_new b1_new …, and lr. Any of them will do, beside x, y and every W, which an
EXPERIMENT may give too. Answers to a sheet (glassnet sheet) say of themselves which network they are of. Exit code 0
where nothing is wrong, 1 where something is."""
EXAMPLES = """\
examples:
  glassnet judge numbers.npz
  glassnet judge numbers.npz --activation tanh --output-activation sigmoid --loss mse
  glassnet judge numbers.json xor --json
  glassnet judge numbers.npz --open
  glassnet judge answers/*.json xor     a line of CSV for each: file, verdict, at, id
  glassnet judge class/answers/*.json   answers to sheets: and which sheet
"""
NUMBERS = (".npz", ".json")
COLUMNS, SHEET_COLUMN, UNREAD = ("file", "verdict", "at", "id"), "sheet", "not read"
KEYS = (  # the settings that bear on what a step makes of its numbers
    "network.activation",
    "network.output_activation",
    "training.loss",
    "training.optimizer",
    "training.learning_rate",
    "training.momentum",
    "training.regularization",
    "training.regularization_rate",
)


def run(arguments: list[str]) -> int:
    """Judge and print. Raises GlassnetError for numbers and settings that cannot be read."""
    made = Parser("glassnet judge", DESCRIPTION, EXAMPLES)
    made.add_argument("numbers", metavar="NUMBERS", help="a file of np.savez, or .json: lists by name")
    made.add_argument(
        "more", nargs="*", metavar="NUMBERS", help="more of them, .npz or .json: one line of CSV for each"
    )
    made.add_argument(
        "experiment", nargs="?", metavar="EXPERIMENT", help=f"{EXPERIMENT}: its network, data and weights"
    )
    made.add_argument("--all", action="store_true", help="all that there is to say")
    made.add_argument("--json", action="store_true", help="for programs")
    made.add_argument("--open", action="store_true", help="step through them in the app, what is wrong marked")
    options = _sorted(parsed(made, arguments))
    if options.more:
        return _several(options)
    from glassnet.core.errors import GlassnetError
    from glassnet.scenarios.judge.verdict import judgement

    chosen, said, sheet = _read(options.numbers, *_stated_by(options))
    judged = judgement(chosen, said)
    if options.open:
        try:
            return _open(chosen, judged, options.numbers)
        except GlassnetError as error:
            print(f"glassnet: {error}", file=sys.stderr)
    found = {**judged.as_json(), **({"sheet": sheet} if sheet else {})}
    print(json.dumps(found, ensure_ascii=False, indent=2) if options.json else _in_words(judged, options))
    return judged.exit_code


def _sorted(options: argparse.Namespace) -> argparse.Namespace:
    """The same with the last word as the experiment where it is no file of numbers. Raises GlassnetError."""
    from glassnet.core.errors import GlassnetError, quoted

    if options.more and not options.more[-1].endswith(NUMBERS):
        options.experiment = options.more.pop()
    wrong = next((each for each in options.more if not each.endswith(NUMBERS)), None)
    if wrong is not None:
        raise GlassnetError(
            f"{quoted(wrong)} is no file of numbers ({' or '.join(NUMBERS)}), and stands before the last"
        )
    for flag in ("all", "open"):
        if options.more and getattr(options, flag):
            raise GlassnetError(f"--{flag} is for one file of numbers")
    return options


def _stated_by(options: argparse.Namespace) -> tuple[dict[str, Any], tuple[Stated, dict[str, Any]] | None]:
    """The settings that were given by flags; what the experiment states and gives, where one is named."""
    if options.experiment:
        return {}, _of_experiment(options)
    settings = _given(options)
    _stated(settings)  # a wrong flag is refused before any file is read
    return settings, None


def _read(
    path: str, settings: Mapping[str, Any], experiment: tuple[Stated, dict[str, Any]] | None
) -> tuple[Chosen, Stated, str]:
    """The reading of a file, what was stated about it, and the id of the sheet that it answers, if it does."""
    from glassnet.core.errors import GlassnetError, path_named
    from glassnet.scenarios.judge import read
    from glassnet.scenarios.judge.reading import read_numbers
    from glassnet.scenarios.judge.settings import of_sheet, with_sheet

    numbers = read_numbers(path)
    try:
        said = with_sheet(experiment[0], numbers.sheet) if experiment else of_sheet(numbers.sheet, settings)
    except GlassnetError as error:
        raise GlassnetError(f"{path_named(path)}: sheet: {error}") from error
    defaults = experiment[1] if experiment else None
    return read(numbers, said, defaults), said, _sheet_id(numbers.sheet)


def _sheet_id(sheet: Mapping[str, Any]) -> str:
    """The id of a sheet as one line; empty where there is none."""
    from glassnet.core.errors import bounded

    return bounded(str(sheet.get("id", "")))


def _are_sheets(paths: list[str]) -> bool:
    """Whether any of these files answers a sheet."""
    from glassnet.core.errors import GlassnetError
    from glassnet.scenarios.judge.reading import read_numbers

    for path in paths:
        with suppress(GlassnetError):  # its row says why it cannot be read
            if path.endswith(".json") and read_numbers(path).sheet:
                return True
    return False


def _several(options: argparse.Namespace) -> int:
    """A row for each file, as it comes; one that cannot be read has a row too. Returns the worst exit code."""
    from glassnet.core.errors import GlassnetError
    from glassnet.scenarios.judge.verdict import judgement

    stated_by = _stated_by(options)
    table, worst = csv.writer(sys.stdout, lineterminator="\n"), 0
    paths = [options.numbers, *options.more]
    sheets = _are_sheets(paths)
    if not options.json:
        table.writerow([*COLUMNS, *([SHEET_COLUMN] if sheets else [])])
    for path in paths:
        try:
            chosen, said, sheet = _read(path, *stated_by)
            judged = judgement(chosen, said)
            row, code = {"file": path, **judged.as_json()}, judged.exit_code
            row |= {"sheet": sheet} if sheet else {}
            cells = [path, judged.verdict, *_place_and_id(judged), sheet]
        except GlassnetError as error:
            row, code = {"file": path, "verdict": UNREAD, "error": str(error)}, 2
            cells = [path, UNREAD, "", str(error), ""]
        worst = max(worst, code)
        if options.json:
            print(json.dumps(row, ensure_ascii=False))
        else:
            table.writerow(cells if sheets else cells[:-1])
    return worst


def _place_and_id(judged: Judgement) -> tuple[str, str]:
    """Names that do not follow, and ids, in one cell each; rivals with a stroke between them."""
    ids = [each.id for each in judged.mistakes] + ["|".join(each) for each in judged.rivals]
    return " ".join(judged.wrong), " ".join(ids)


def _open(chosen: Chosen, judged: Judgement, path: str) -> int:
    from glassnet.playing import look_at
    from glassnet.scenarios.judge.session import hand_in

    return look_at(hand_in(chosen, judged, os.path.basename(path)))


def _in_words(judged: Judgement, options: argparse.Namespace) -> str:
    from glassnet.scenarios.judge.text import in_words

    return in_words(judged, everything=options.all)


def _given(options: argparse.Namespace) -> dict[str, Any]:
    """The settings that were given, by key. Raises GlassnetError for one that bears on nothing here."""
    from glassnet.commands.arguments import given
    from glassnet.core.errors import GlassnetError
    from glassnet.scenarios.experiments.flags import flags

    by_name = {flag.name: flag for flag in flags() if flag.path in KEYS}
    made = {}
    for name, text in given(options).items():
        if name not in by_name:
            raise GlassnetError(f"{name} changes nothing here: the numbers say it")
        made[by_name[name].key] = by_name[name].read(text)
    return made


def _stated(settings: Mapping[str, Any]) -> Stated:
    from glassnet.core.errors import ConfigError
    from glassnet.scenarios.judge.settings import stated

    try:
        return stated(settings)
    except ConfigError as error:
        key, colon, rest = str(error).partition(" ")
        raise ConfigError(f"--{key.replace('_', '-')}{colon}{rest}") from error


def _of_experiment(options: argparse.Namespace) -> tuple[Stated, dict[str, Any]]:
    """What the experiment states, with the settings that were given, and the numbers that it gives."""
    from glassnet.commands.experiments import opened
    from glassnet.scenarios.judge.settings import of_experiment

    return of_experiment(opened(options))
