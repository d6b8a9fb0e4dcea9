"""`glassnet lesson`: begin one, print one, and check whether what it says is so, without a terminal."""

from __future__ import annotations

import sys

from glassnet.commands.arguments import Parser
from glassnet.commands.columns import table

DESCRIPTION = """\
Lessons of your own. `new` writes one to begin with, `show` prints one that ships, `check` goes through lessons, and
translations beside them, as their `do` says, and tries every claim: numbers, answers, what is waited for, texts that
fit 80×24. One line for each lesson that is not so, with the step and the cause. Exit code 1 where one is not so, 2 for
a file that is no lesson."""
EXAMPLES = """\
examples:
  glassnet lesson new mine.toml
  glassnet lesson check mine.toml
  glassnet lesson check start --texts
  glassnet lesson show example
"""


def run(arguments: list[str]) -> int:
    """Do what is asked with each lesson; returns 1 where one is wrong. Raises GlassnetError for what is no lesson."""
    made = Parser("glassnet lesson", DESCRIPTION, EXAMPLES)
    made.add_argument("what", choices=["new", "check", "show"], metavar="new|check|show", help="what to do")
    made.add_argument("lessons", nargs="+", metavar="FILE", help="NAME.toml, or the name of one that ships")
    made.add_argument("--texts", action="store_true", help="with check: print what it says, its numbers filled in")
    options = made.parse_args(arguments)
    if options.what == "check":
        return _check(options.lessons, options.texts)
    for word in options.lessons:
        _begin(word) if options.what == "new" else _show(word)
    return 0


def _begin(path: str) -> None:
    """Write a lesson to begin with. Raises GlassnetError where there is a file already, or none can be."""
    from glassnet.core.errors import GlassnetError, path_named
    from glassnet.scenarios.lessons.lesson import ENDING
    from glassnet.scenarios.lessons.template import TEMPLATE
    from glassnet.scenarios.reading import why

    if not path.endswith(ENDING):
        raise GlassnetError(f"{path_named(path)}: a lesson is a file NAME{ENDING}")
    try:
        with open(path, "x", encoding="utf-8") as file:
            file.write(TEMPLATE)
    except FileExistsError:
        raise GlassnetError(f"{path_named(path)} is there already; give another name") from None
    except (OSError, ValueError) as error:
        raise GlassnetError(f"{path_named(path)}: {why(error) if isinstance(error, OSError) else error}") from error
    print(f"wrote {path_named(path)}: glassnet lesson check {path} tries it, glassnet learn {path} opens it")


def _show(word: str) -> None:
    """Print the file of a lesson."""
    from pathlib import Path

    from glassnet.scenarios.lessons import load

    print(Path(load(word).path).read_text(encoding="utf-8"), end="")


def _check(words: list[str], texts: bool) -> int:
    """Say what is wrong; returns 1 where anything is."""
    from glassnet.core.counts import counted
    from glassnet.core.errors import LONGEST_LINE, GlassnetError, bounded
    from glassnet.scenarios.lessons import load, translations
    from glassnet.tui.lessons.rehearsal import rehearse

    wrong = 0
    found = [load(word) for word in words]
    for lesson in [each for one in found for each in (one, *translations(one))]:
        try:
            rehearsal = rehearse(lesson)
            if texts:
                print(table(("step", "text"), rehearsal.texts))
            for note in rehearsal.notes:
                print(note)
            print(f"{lesson.path}: {counted(len(lesson.steps), 'step')}, all as they say")
        except GlassnetError as error:
            print(bounded(f"glassnet: {error}", LONGEST_LINE), file=sys.stderr)
            wrong = 1
    return wrong
