"""`glassnet lesson check`: whether what lessons say is so, tried by the app itself without a terminal."""

from __future__ import annotations

import sys

from glassnet.commands.arguments import Parser
from glassnet.commands.columns import table

DESCRIPTION = """\
Go through lessons, and translations beside them, as their `do` says, and try every claim: numbers, answers, what is
waited for, texts that fit 80×24. One line for each lesson that is not so, with the step and the cause. Exit code 1
where one is not so, 2 for a file that is no lesson."""
EXAMPLES = """\
examples:
  glassnet lesson check mine.toml
  glassnet lesson check start --texts
"""


def run(arguments: list[str]) -> int:
    """Check lessons, say what is wrong; returns 1 where anything is. Raises GlassnetError for what is no lesson."""
    made = Parser("glassnet lesson", DESCRIPTION, EXAMPLES)
    made.add_argument("what", choices=["check"], metavar="check", help="what to do: check")
    made.add_argument("lessons", nargs="+", metavar="FILE", help="NAME.toml, or the name of one that ships")
    made.add_argument("--texts", action="store_true", help="print what it says, with its numbers filled in")
    options = made.parse_args(arguments)
    from glassnet.core.counts import counted
    from glassnet.core.errors import LONGEST_LINE, GlassnetError, bounded
    from glassnet.scenarios.lessons import load, translations
    from glassnet.tui.lessons.rehearsal import rehearse

    wrong = 0
    found = [load(word) for word in options.lessons]
    for lesson in [each for one in found for each in (one, *translations(one))]:
        try:
            rehearsal = rehearse(lesson)
            if options.texts:
                print(table(("step", "text"), rehearsal.texts))
            for note in rehearsal.notes:
                print(note)
            print(f"{lesson.path}: {counted(len(lesson.steps), 'step')}, all as they say")
        except GlassnetError as error:
            print(bounded(f"glassnet: {error}", LONGEST_LINE), file=sys.stderr)
            wrong = 1
    return wrong
