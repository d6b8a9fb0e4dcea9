"""`glassnet learn`: lessons in the playground; without a terminal the list, with what is done of them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from glassnet.commands.arguments import Parser
from glassnet.commands.columns import table

if TYPE_CHECKING:
    from glassnet.scenarios.lessons import Lesson, Progress

DESCRIPTION = (
    "Open a lesson where you were, or the list of them. Without a terminal: print the list, or the steps of one."
)
EXAMPLES = """\
examples:
  glassnet learn
  glassnet learn start
  glassnet learn mine.toml
  glassnet learn | cat
  glassnet learn --reset start
"""


def run(arguments: list[str]) -> int:
    """Open what there is to learn, or print it. Raises GlassnetError for a lesson there is not."""
    made = Parser("glassnet learn", DESCRIPTION, EXAMPLES)
    made.add_argument("lesson", nargs="?", metavar="NAME|FILE", help="a lesson's name, or a file, NAME.toml")
    made.add_argument("--reset", action="store_true", help="forget what is done, of this lesson or of all")
    options = made.parse_args(arguments)
    from glassnet.core.counts import counted
    from glassnet.scenarios.confined import is_served
    from glassnet.scenarios.lessons import Progress, language, load, names

    progress = Progress.kept()
    if options.reset:
        gone = progress.forget(load(options.lesson).key if options.lesson else None)
        progress.keep()
        print(f"forgotten: {counted(gone, 'step')}")
        return 0
    if is_served() or (sys.stdin.isatty() and sys.stdout.isatty()):
        return _open(load(options.lesson, language()) if options.lesson else None)
    if progress.remark:
        print(progress.remark)
    if options.lesson:
        print(_steps(load(options.lesson, language()), progress))
    else:
        lessons = [load(name, language()) for name in names()]
        rows = [[lesson.key, *_so_far(lesson, progress), lesson.title] for lesson in lessons]
        print(table(("lesson", "done", "next step", "what it is about"), rows))
    return 0


def _open(lesson: Lesson | None) -> int:
    """The playground on a lesson, or on the list of them; returns its exit code."""
    from glassnet.playing import keys_of_user, show
    from glassnet.tui.app import Glassnet

    keys, wrong = keys_of_user()
    app = Glassnet(keys=keys)
    app.remarks = wrong
    app.begins_with = "" if lesson is None else lesson.key
    return show(app)


def _so_far(lesson: Lesson, progress: Progress) -> tuple[str, str]:
    """How many of its steps are over, and the one that comes next."""
    over = progress.of(lesson.key)
    left = [step.id for step in lesson.steps if step.id not in over]
    return f"{len(lesson.steps) - len(left)} of {len(lesson.steps)}", left[0] if left else "–"


def _steps(lesson: Lesson, progress: Progress) -> str:
    over = progress.of(lesson.key)
    rows = [[step.id, over.get(step.id, "")] for step in lesson.steps]
    return f"{lesson.title}\n{lesson.about}\n\n{table(('step', ''), rows)}"
