"""`glassnet sheet`: exercises on paper, with numbers of each student's own and a key."""

from __future__ import annotations

import argparse
import shlex
from typing import TYPE_CHECKING

from glassnet.commands.arguments import given, whole
from glassnet.commands.experiments import experiment_parser, opened, parsed
from glassnet.commands.progress import progress_bar

if TYPE_CHECKING:
    from glassnet.scenarios.base import Scenario
    from glassnet.scenarios.sheets.exercise import Exercise
    from glassnet.scenarios.sheets.plan import Plan
    from glassnet.scenarios.sheets.students import Student

DESCRIPTION = """\
Exercises on paper from a network that can be worked out by hand: one sample, weights of one decimal, no unit dead.
Each student has numbers of his own, which the seed on his sheet brings back: the key has the command. What the blanks
read and stands before the first of them is given, and what lies between two blanks is worked out too. Of a layer of
three or more relu units one is off at the sample (and on for others of the data) where its output is asked for and
no other answer is 0 because of it; anywhere else all are on, and the key says so. Where dW1 or W1_new is asked for, the
inputs differ: of no row, if they do in none.

In DIR: sheets.html and keys.html to be printed, with every student's in them; sheets/ and keys/ have each one's as
HTML and Markdown, with the network as SVG; answers/ has a file for each to be filled in, which glassnet judge reads."""
EXAMPLES = """\
examples:
  glassnet sheet xor --blank z1,a1,dz2 --out sheet
  glassnet sheet two-two-two --blank z1,a1,dz2 --students 30 --out class
  glassnet sheet sensor --blank z2,a2,dz2 --students names.csv --out class
  glassnet sheet xor --hidden 3 --blank dW2,dW1,W1_new --seed 7 --out update
  glassnet judge class/answers/*.json     a row for each student: file, verdict, at, id, sheet
"""
MOST_SEED = 2**32 - 1001
MOST_ITERATION = 1000
UNREAD = ("--init", "--init-scale")


def run(arguments: list[str]) -> int:
    """Write a folder of sheets. Raises GlassnetError for what cannot be read, drawn or written."""
    made = experiment_parser("sheet", DESCRIPTION, EXAMPLES)
    made.add_argument("--blank", required=True, metavar="NAMES", help="z1,a1,dz2 are left blank; W1_new is W1 after it")
    made.add_argument("--out", required=True, metavar="DIR", help="a new folder for all of it")
    made.add_argument(
        "--students", default="1", metavar="N|CSV", help="how many (1 to 500), or a file with their names: its column "
        "`name`, or else the first, where every row is a student",
    )  # fmt: skip
    made.add_argument(
        "--seed", type=whole(0, MOST_SEED), default=1, metavar="S", help="of the first one's numbers (1); then S+1 …"
    )
    made.add_argument("--sample", type=whole(0), metavar="N", help="a training row, from 0, for all; else one for each")
    made.add_argument(
        "--iteration", type=whole(1, MOST_ITERATION), default=1, metavar="K",
        help="weights as they are when iteration K begins, to one decimal (1: as drawn)",
    )  # fmt: skip
    made.add_argument("--decimals", type=whole(2, 8), default=4, metavar="N", help="of every answer (4)")
    made.add_argument(
        "--blanks-at-most", type=whole(1, 200), default=15, metavar="N", help="numbers to be worked out on a sheet (15)"
    )
    made.add_argument(
        "--force", action="store_true", help="write into a folder that is not empty; answers that differ are kept"
    )
    options = parsed(made, arguments, without="--seed")
    from glassnet.core.errors import GlassnetError
    from glassnet.scenarios.sheets.folder import check_free, files, write

    for flag in UNREAD:
        if flag in given(options):
            raise GlassnetError(f"{flag} changes nothing here: the weights of a sheet are drawn from --seed")
    check_free(options.out, options.force)
    exercises = _exercises(opened(options), options)
    kept = write(options.out, files(exercises))
    _tell(exercises, options.out, kept)
    return 0


def _exercises(scenario: Scenario, options: argparse.Namespace) -> list[Exercise]:
    from glassnet.core.errors import GlassnetError
    from glassnet.scenarios.sheets.exercise import exercise
    from glassnet.scenarios.sheets.numbers import Wish
    from glassnet.scenarios.sheets.plan import plan

    names = [name.strip() for name in options.blank.split(",") if name.strip()]
    if not names:
        raise GlassnetError("--blank takes names with commas between them: z1,a1,dz2")
    rows = len(scenario.data.inputs)
    if options.sample is not None and options.sample >= rows:
        raise GlassnetError(f"--sample must be from 0 to {rows - 1}, got {options.sample}")
    found = plan(scenario, names, options.blanks_at_most)
    wish = Wish(options.decimals, options.sample, options.iteration)
    students = _students(options.students)
    made = []
    with progress_bar("sheets", len(students)) as show:
        for at, student in enumerate(students):
            seed = options.seed + at
            made.append(exercise(scenario, found, wish, student, seed, _command(options, found, seed)))
            show(at + 1, "")
    return made


def _students(text: str) -> list[Student]:
    """By number, or from a file. Raises GlassnetError."""
    from glassnet.core.errors import GlassnetError, quoted
    from glassnet.scenarios.sheets.students import MOST_STUDENTS, listed, numbered

    if not text.lstrip("+-").isdecimal():
        return listed(text)
    if len(text) > 9 or not 1 <= int(text) <= MOST_STUDENTS:
        raise GlassnetError(f"--students must be from 1 to {MOST_STUDENTS}, or a CSV file of names, got {quoted(text)}")
    return numbered(int(text))


def _command(options: argparse.Namespace, found: Plan, seed: int) -> str:
    """The line that makes one student's sheet again, in a folder of its own."""
    words = ["glassnet", "sheet", options.experiment, "--blank", ",".join(found.asked), "--seed", str(seed)]
    defaults = {"--sample": None, "--iteration": 1, "--decimals": 4, "--blanks-at-most": 15}
    for flag, default in defaults.items():
        value = getattr(options, flag[2:].replace("-", "_"))
        words += [] if value == default else [flag, str(value)]
    for name, text in given(options).items():
        words += [f"{name}={text}"]
    return shlex.join([*words, "--out", "DIR"])


def _tell(exercises: list[Exercise], out: str, kept: list[str]) -> None:
    from glassnet.core.counts import counted
    from glassnet.core.errors import path_named

    first, last = exercises[0], exercises[-1]
    numbers = counted(first.plan.count, "number")
    seeds = f"seed {first.seed}" if len(exercises) == 1 else f"seeds {first.seed} to {last.seed}"
    print(f"{counted(len(exercises), 'sheet')}, {numbers} to be worked out on each, {seeds}")
    print(f"print {path_named(out)}/sheets.html and {path_named(out)}/keys.html")
    print(f"judge {path_named(out)}/answers/*.json when they are filled in")
    hidden = [each for each in exercises if each.numbers.hidden]
    if hidden:
        print(f"note: on {counted(len(hidden), 'sheet')} rounding hides a mistake, or which of two; the key says which")
    for name in kept:
        print(f"kept: {path_named(name)} was there already with something else in it")
