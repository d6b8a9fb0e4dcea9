"""`glassnet trace`: every number of a training, one line of JSON an iteration."""

from __future__ import annotations

from glassnet.commands.arguments import INTERRUPTED, whole
from glassnet.commands.experiments import experiment_parser, opened, parsed
from glassnet.commands.interrupt import Interrupt
from glassnet.commands.output import output

DESCRIPTION = """\
Every number of a training, one line of JSON an iteration: the loss, and all values by name, with the parameters
as they were before that iteration's update. The last line has the parameters after all of them."""
EXAMPLES = """\
examples:
  glassnet trace neuron --iterations 1
  glassnet trace mine.toml --iterations 100 --out mine.jsonl
  glassnet trace xor --iterations 10001 --from 10001
  glassnet trace xor --iterations 1000 | jq -c '[.iteration, .loss]'
"""


def run(arguments: list[str]) -> int:
    """Print or write the lines. Raises GlassnetError for what cannot be read or written."""
    made = experiment_parser("trace", DESCRIPTION, EXAMPLES)
    made.add_argument("--iterations", type=whole(1), required=True, metavar="N", help="how many, from the first")
    made.add_argument("--from", type=whole(1), default=1, dest="first", metavar="N", help="leave out those before (1)")
    made.add_argument("--out", metavar="FILE", help="write to a file, which is replaced when all is written")
    options = parsed(made, arguments)
    from glassnet.core.errors import GlassnetError
    from glassnet.scenarios.trace import trace_lines

    if options.first > options.iterations:
        raise GlassnetError(f"--from {options.first} is after the last iteration, --iterations {options.iterations}")
    scenario = opened(options)
    with Interrupt() as interrupt, output(options.out) as out:
        for line in trace_lines(scenario, options.iterations, options.first, lambda: interrupt.asked):
            out.write(line + "\n")
    return INTERRUPTED if interrupt.asked else 0
