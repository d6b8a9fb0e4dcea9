"""`glassnet export`: a training as a script, an ONNX model, a table of losses or a picture."""

from __future__ import annotations

import argparse
import asyncio
import sys
from typing import TYPE_CHECKING

from glassnet.commands.arguments import INTERRUPTED, size, whole
from glassnet.commands.experiments import experiment_parser, opened, parsed
from glassnet.commands.interrupt import Interrupt
from glassnet.commands.output import output
from glassnet.commands.progress import progress_bar

if TYPE_CHECKING:
    from glassnet.scenarios.base import Scenario
    from glassnet.scenarios.sessions.session import Session

DESCRIPTION = """\
Take a training elsewhere.

  numpy   a script that needs NumPy alone: every step of the program as a line; it prints the same losses
  torch   the same experiment in PyTorch, float64, initial parameters included; it prints the same losses
  onnx    the trained network as a model in float64, for onnxruntime and others (pip install 'glassnet[onnx]');
          where inputs were standardized the model does so itself and takes them as they were measured
  csv     the losses, a row an iteration. loss, penalty and test_loss are read before that iteration's update;
          epoch_loss is the mean of an epoch of mini-batches, on its last row; accuracy and test_accuracy are the
          shares of right rows after that iteration's update. test_loss and both of these are taken up to iteration
          100 on every row, then on every 10th, from 1000 on every 100th and so on; accuracies also on the last row.
          From iteration 1,000,000 on every 10th loss is kept, from 10,000,000 on every 100th and so on, and the last
          ones. What does not apply, or was not kept, is empty.
  svg     the screen at the end of iteration N, or at any moment with --at

A script for NumPy can be an exercise: with lines left blank, or with one mistake planted that the seed chooses."""
EXAMPLES = """\
examples:
  glassnet export xor --to numpy --iterations 10000 --out xor.py
  glassnet export xor --to numpy --blank dz2,dW1 --out exercise.py
  glassnet export mine.toml --to torch | python -
  glassnet export sensor --to onnx --iterations 3000 --out sensor.onnx
  glassnet export sensor --to csv --iterations 3000 --out sensor.csv
  glassnet export xor --to svg --at '120:dW1[0,2]' --size 120x40 --out xor.svg
"""
KINDS = ("numpy", "torch", "onnx", "csv", "svg")
LARGEST = 400, 200  # columns and rows
SLICE = 0.1  # seconds between two looks at the bar and at ctrl-c


def run(arguments: list[str]) -> int:
    """Write one kind. Raises GlassnetError for what cannot be read, made or written."""
    made = experiment_parser("export", DESCRIPTION, EXAMPLES)
    made.add_argument("--to", choices=KINDS, required=True, help="what to make of it, see above")
    made.add_argument(
        "--iterations",
        type=whole(0),
        metavar="N",
        help="that the script does, or to train before the model, the table, the picture; 1000 unless given",
    )
    made.add_argument(
        "--blank", type=_names, metavar="NAMES", help="numpy: dz2,dW1 are left blank, the last line judges"
    )
    made.add_argument(
        "--plant", nargs="?", const="any", metavar="ID", help="numpy: with this mistake in it, or with any (see judge)"
    )
    made.add_argument("--at", metavar="N[:NAME]", help="svg: a moment, with the origin of NAME open")
    made.add_argument("--size", type=size(LARGEST), metavar="WxH", help="svg: columns and rows, 120x40 unless given")
    made.add_argument("--out", metavar="FILE", help="write to a file, which is replaced when all is written")
    options = parsed(made, arguments)
    from glassnet.core.errors import GlassnetError

    if options.to != "svg" and (options.at or options.size):
        raise GlassnetError(f"--{'at' if options.at else 'size'} is for --to svg only")
    if options.to != "numpy" and (options.blank or options.plant):
        raise GlassnetError(f"--{'blank' if options.blank else 'plant'} is for --to numpy only")
    if options.blank and options.plant:
        raise GlassnetError("give --blank or --plant, not both")
    if options.at and options.iterations is not None:
        raise GlassnetError("give --at or --iterations, not both")
    if options.to == "onnx" and options.out is None and sys.stdout.isatty():
        raise GlassnetError("an ONNX model is no text for a terminal; give --out FILE")
    if options.iterations is None:
        options.iterations = 1000
    content, code = _made(options)
    if content is not None:
        with output(options.out, binary=True) as out:
            out.write(content)
    return code


def _made(options: argparse.Namespace) -> tuple[bytes | None, int]:
    """What is to be written, and the exit code."""
    scenario = opened(options)
    if options.to == "svg":
        return _screen(scenario, options.at or str(options.iterations), options.size or (120, 40)), 0
    from glassnet.scenarios import export

    if options.blank or options.plant:
        return _exercise(scenario, options).encode(), 0
    if options.to in ("numpy", "torch"):
        write = export.numpy_script if options.to == "numpy" else export.torch_script
        return write(scenario, options.iterations).encode(), 0
    if options.to == "onnx":
        export.onnx_model(scenario, scenario.initial)  # what is missing is missed before training
    from glassnet.scenarios.sessions.session import Session

    session = Session(scenario)
    code = _train(session, options.iterations)
    if options.to == "csv":
        return export.losses_csv(session).encode(), code
    return None if code else export.onnx_model(scenario, session.state.values), code


def _exercise(scenario: Scenario, options: argparse.Namespace) -> str:
    from glassnet.scenarios.judge import exercises

    if options.blank:
        return exercises.blanked(scenario, options.iterations, options.blank)
    return exercises.planted(scenario, options.iterations, options.plant)


def _screen(scenario: Scenario, at: str, size: tuple[int, int]) -> bytes:
    """What the app shows at a prepared moment in a terminal of this size (columns, rows); needs no terminal."""
    from glassnet.tui.app import Glassnet
    from glassnet.tui.picture import picture

    app = Glassnet(scenario, at=at)

    async def shown() -> str:
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            while app.recalls:
                await pilot.pause(0.01)
            return picture(app)

    return asyncio.run(shown()).encode()


def _train(session: Session, iterations: int) -> int:
    """Train; returns the exit code."""
    with Interrupt() as interrupt, progress_bar(session.scenario.key, iterations) as show:
        reached = 0
        while reached < iterations and not (session.trouble or interrupt.asked):
            reached += session.run(iterations - reached, SLICE)
            show(reached, "")
    if session.trouble:
        print(f"glassnet: {session.trouble}", file=sys.stderr)
        return 1
    return INTERRUPTED if interrupt.asked else 0


def _names(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",")]
    if not all(names):
        raise argparse.ArgumentTypeError(f"takes names with commas between them, got {text!r}")
    return names
