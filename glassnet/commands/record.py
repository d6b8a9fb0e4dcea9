"""`glassnet record`: a training as a moving picture."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from glassnet.commands.arguments import size, whole
from glassnet.commands.experiments import experiment_parser, opened, parsed
from glassnet.commands.interrupt import Interrupt
from glassnet.commands.output import output
from glassnet.commands.progress import progress_bar
from glassnet.scenarios.sessions import MOST_ITERATIONS
from glassnet.tui.recording import LARGEST, MOST_FRAMES, USUAL
from glassnet.tui.remembered import THEMES

if TYPE_CHECKING:
    from glassnet.tui.recording.recording import Recording

DESCRIPTION = """\
A training as a moving picture: the network and how its answers bend, with iteration, loss and how many are right.
Each frame is a moment right before an update; there are more of them where the answers move. Where the samples lie in
no plane the loss stands beside the network.

  .svg    plays in a browser and in a README, for ever: no script, no address; who wants no motion sees the last frame
  .cast   plays in a terminal: asciinema play NAME.cast

The same arguments give the same file, to the byte. No file is larger than 1 MB: it has fewer frames then."""
EXAMPLES = """\
examples:
  glassnet record xor --until 300 --out xor.svg
  glassnet record spiral --until 2000 --theme light --size 120x34 --out spiral.svg
  glassnet record xor --seed 7 --activation tanh --until 1000 --frames 40 --out tanh.cast
"""


def run(arguments: list[str]) -> int:
    """Write the picture. Raises GlassnetError for what cannot be read or written."""
    made = experiment_parser("record", DESCRIPTION, EXAMPLES)
    made.add_argument("--until", type=whole(1, MOST_ITERATIONS), required=True, metavar="N", help="the last iteration")
    made.add_argument("--out", required=True, metavar="FILE", help=".svg or .cast, which is replaced when all is made")
    made.add_argument(
        "--size", type=size(LARGEST), default=USUAL, metavar="WxH", help="columns and rows, 100x26 unless given"
    )
    made.add_argument("--theme", choices=THEMES, default=THEMES[0], help="its colours, dark unless given")
    made.add_argument(
        "--frames",
        type=whole(2, MOST_FRAMES),
        default=MOST_FRAMES,
        metavar="N",
        help="at most so many, 60 unless given",
    )
    made.add_argument("--plain", action="store_true", help="edges and curves without braille characters")
    options = parsed(made, arguments)
    from glassnet.tui.drawing.cube import TRUE, palette_for
    from glassnet.tui.recording.recording import Form, Recording, kind_of
    from glassnet.tui.workspace import Workspace

    palette = palette_for(options.theme == "dark", TRUE)
    form = Form(kind_of(options.out), options.size, palette, options.frames, options.plain)
    workspace = Workspace(opened(options))
    recording = Recording(workspace.session, workspace.choices.sample, options.until, form)
    with output(options.out, binary=True) as out:  # which says at once where nothing can be written
        if not _make(recording, workspace.key):
            raise KeyboardInterrupt
        out.write(recording.content)
    if recording.left_out:
        print(
            f"note: {len(recording.frames)} frames; {recording.left_out} more would not go into 1 MB", file=sys.stderr
        )
    if recording.trouble:
        last = recording.frames[-1].iteration
        print(f"glassnet: {recording.trouble}; the picture ends with iteration {last:,}", file=sys.stderr)
    return 1 if recording.trouble else 0


def _make(recording: Recording, name: str) -> bool:
    """Make it, with a bar; False after ctrl-c."""
    with Interrupt() as interrupt, progress_bar(name, 100) as show:
        for done in recording:
            show(round(100 * done), "")
            if interrupt.asked:
                return False
    return True
