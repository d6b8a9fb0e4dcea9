"""The command line: `glassnet [SCENARIO]`, `list`, `explain`. Loads nothing heavy before it is needed."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from importlib.metadata import version

RAW = argparse.RawDescriptionHelpFormatter

PLAY = """\
examples:
  glassnet                       a single neuron, one step a key press
  glassnet xor                   four points that no line can separate
  glassnet xor --seed 7          the same from other initial weights
  glassnet xor --at 120:dW1      a prepared moment, with the origin of a number open
  glassnet list                  all scenarios
  glassnet explain --help        where a number comes from, without the screen

keys: space one step, f b u to the end of the forward pass, backward pass, update, r run, ? help, q quit
"""

EXPLAIN = """\
examples:
  glassnet explain xor 'dW1[0,2]' --iteration 12
  glassnet explain xor 'a2[3,0]' --iteration 12 --depth 3
  glassnet explain sensor loss --iteration 100 --json
"""


class Parser(argparse.ArgumentParser):
    """argparse, with errors in one line."""

    def error(self, message: str) -> None:  # type: ignore[override]
        self.exit(2, f"{self.prog}: {message} (--help shows what there is)\n")


def play_parser() -> Parser:
    """The arguments of the playground."""
    made = Parser(
        "glassnet",
        description="A playground in the terminal that shows every number of a neural network.",
        epilog=PLAY,
        formatter_class=RAW,
    )
    made.add_argument("scenario", nargs="?", default="neuron", metavar="SCENARIO", help="what to open")
    made.add_argument("--seed", type=int, metavar="N", help="of the initial weights, 0 … 4294967295")
    made.add_argument("--at", default="", metavar="N[:NAME]", help="begin at iteration N, with NAME explained")
    made.add_argument("--plain", action="store_true", help="edges and curves without braille characters")
    made.add_argument("--fps", type=float, default=60.0, metavar="N", help="frames a second at most while running")
    made.add_argument("--version", action="version", version=f"glassnet {version('glassnet')}")
    return made


def explain_parser() -> Parser:
    """The arguments of `glassnet explain`."""
    made = Parser(
        "glassnet explain",
        description="Where a number comes from: its formula, its formula with numbers, and its operands.",
        epilog=EXPLAIN,
        formatter_class=RAW,
    )
    made.add_argument("scenario", metavar="SCENARIO")
    made.add_argument("name", metavar="NAME", help="the number: loss, 'dW1[0,2]'")
    made.add_argument("--iteration", type=int, default=1, metavar="N", help="as computed in iteration N (1)")
    made.add_argument("--depth", type=int, default=1, metavar="N", help="go N operands deep (1)")
    made.add_argument("--full", action="store_true", help="long sums with all their terms")
    made.add_argument("--json", action="store_true", help="for programs")
    made.add_argument("--seed", type=int, metavar="N", help="of the initial weights")
    return made


def play(arguments: list[str]) -> None:
    """Open the app. Raises GlassnetError for what it cannot open."""
    options = play_parser().parse_args(arguments)
    import scenarios
    from core.errors import GlassnetError

    if not 1 <= options.fps <= 240:
        raise GlassnetError(f"--fps must be from 1 to 240, got {options.fps:g}")
    scenario = scenarios.load(options.scenario)
    if options.seed is not None:
        scenario.with_seed(options.seed)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise GlassnetError("the playground needs a terminal; stdin or stdout is none (try `glassnet list`)")
    from tui.app import Glassnet

    Glassnet(options.scenario, options.seed, options.plain, options.fps, options.at).run()


def list_scenarios(arguments: list[str]) -> None:
    """Print every scenario with its title."""
    Parser("glassnet list", description="All scenarios with their titles.").parse_args(arguments)
    import scenarios

    for name in scenarios.names():
        print(f"{name:<14} {scenarios.load(name).title}")


def explain(arguments: list[str]) -> None:
    """Print where a number comes from. Raises GlassnetError for one that is not there."""
    options = explain_parser().parse_args(arguments)
    from tui.printed import explanation_of, print_explanation

    found = explanation_of(options.scenario, options.seed, options.name, options.iteration)
    print_explanation(found, max(0, options.depth), options.full, options.json)


COMMANDS: dict[str, Callable[[list[str]], None]] = {"list": list_scenarios, "explain": explain}


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit code: 0, or 2 for bad input."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # with two threads small products are up to 25 times slower
    words = sys.argv[1:] if arguments is None else arguments
    command = COMMANDS.get(words[0]) if words else None
    from core.errors import GlassnetError

    try:
        if command is not None:
            command(words[1:])
        else:
            play(words)
    except GlassnetError as error:
        print(f"glassnet: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
