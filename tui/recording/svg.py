"""A moving picture as SVG that plays by itself wherever pictures do: no script, no address, no font from elsewhere.

Each frame is a group that holds what is other than in the frame before and lies over it from its second on, by CSS
alone. Where nothing moves (animations are not known, or the reader wants none) all of them lie there: the last frame.
Half blocks, lines and braille are shapes, so that they meet whatever the reader's font is; texts are drawn out to
their cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

import numpy as np
from numpy.typing import NDArray

from glassnet.tui.drawing.canvas import BOLD, DIM, UNDERLINE, Canvas
from glassnet.tui.drawing.palette import blend
from glassnet.tui.picture import FONTS
from glassnet.tui.recording import shapes
from glassnet.tui.recording.changes import Span, changed, spans
from glassnet.tui.recording.frames import Frame
from glassnet.tui.recording.pace import length, starts

CELL = 8, 16  # pixels
FONT_SIZE, BASELINE = 13, 12  # pixels; of a line of text from the top of its cell
_EVEN = "[!-~\u00a1-\u03ff\u2010-\u2026\u2190-\u2193\u2212]+"  # letters that most fonts have, all of one width
_PARTS = re.compile(f"({_EVEN}(?: {_EVEN})*)|[^ ]")  # words of these; other signs stand each in the middle of its cell

HEAD = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">
<title>{title}</title>
<path fill="{ground}" d="M0 0h{width}v{height}H0z"/>
"""
STYLE = """\
<style>
text{{font:{size}px {fonts},monospace}}
g path,text{{fill:currentColor}}
.p{{shape-rendering:crispEdges}}
g .l,g .d{{fill:none;stroke:currentColor;stroke-width:.28}}
g .d{{stroke-width:.6;stroke-linecap:round}}
.m{{text-anchor:middle}}
.b{{font-weight:700}}
.u{{text-decoration:underline}}
g{{animation:{length:g}s step-end infinite}}
g g{{animation:none}}
{colours}
{moments}
@media (prefers-reduced-motion:reduce){{g{{animation:none!important}}}}
</style>
</svg>
"""
MOMENT = (
    "@keyframes f{at}{{0%{{visibility:hidden}}{percent:.4g}%,to{{visibility:visible}}}}#f{at}{{animation-name:f{at}}}"
)


def svg(frames: Sequence[Frame], title: str) -> Iterator[str]:
    """The frames one after the other, then a rest, and again from the first one: the text of the file, in parts."""
    rows, columns = frames[0].canvas.chars.shape
    ground = _hex(int(frames[0].canvas.bg[-1, -1]))
    yield HEAD.format(width=columns * CELL[0], height=rows * CELL[1], title=escape(title), ground=ground)
    colours: dict[int, str] = {}
    before = None
    for at, frame in enumerate(frames):
        yield f'<g id="f{at}">\n{_group(frame.canvas, before, colours)}</g>\n'
        before = frame.canvas
    whole = length(len(frames))
    moments = (
        MOMENT.format(at=at, percent=100 * second / whole) for at, second in enumerate(starts(len(frames))) if at
    )
    yield STYLE.format(
        size=FONT_SIZE,
        fonts=",".join(f"'{name.strip()}'" for name in FONTS.split(",")),
        length=whole,
        colours="\n".join(f".{name}{{color:{_hex(colour)}}}" for colour, name in colours.items()),
        moments="\n".join(moments),
    )


def _group(canvas: Canvas, before: Canvas | None, colours: dict[int, str]) -> str:
    """What is other than in the frame before: grounds and half blocks, then lines and dots, then texts."""
    where = changed(canvas, before)
    inked = ~np.isin(canvas.chars, list(shapes.HALVES))
    lines: dict[int, list[str]] = {}
    dots: dict[int, list[str]] = {}
    texts: list[str] = []
    for span in spans(canvas, where & inked):
        colour = blend(span.bg, span.fg, 0.5) if span.attrs & DIM else span.fg
        rest = []
        for x, char in enumerate(span.cells, start=span.x):
            if path := shapes.line(char, x, span.y):
                lines.setdefault(colour, []).append(path)
            elif path := shapes.dots(char, x, span.y):
                dots.setdefault(colour, []).append(path)
            rest.append(" " if path else char)
        texts += _texts(span._replace(cells=rest), _name(colour, colours))
    return "".join(
        [
            *_grouped("scale(8)", _grounds(canvas, before, where, colours)),
            *_grouped("scale(4)", _paths("l", lines, colours)),
            *_grouped("matrix(4 0 0 4 2 2)", _paths("d", dots, colours)),
            *texts,
        ]
    )


def _paths(kind: str, found: dict[int, list[str]], colours: dict[int, str]) -> Iterator[str]:
    for colour, path in found.items():
        yield f'<path class="{kind} {_name(colour, colours)}" d="{"".join(path)}"/>\n'


def _grouped(transform: str, paths: Iterator[str]) -> list[str]:
    """Paths in units of their own; nothing where there are none."""
    inside = list(paths)
    return [f'<g transform="{transform}">\n', *inside, "</g>\n"] if inside else []


def _grounds(canvas: Canvas, before: Canvas | None, where: NDArray[np.bool_], colours: dict[int, str]) -> Iterator[str]:
    """The halves of cells that have to be painted, as one path for each colour."""
    now = _halves(canvas)
    if before is None:
        paint = now != canvas.bg[-1, -1]
    else:
        covered = ~np.isin(before.chars, list(shapes.HALVES)) & where  # by signs that go, or are others now
        paint = (now != _halves(before)) | np.repeat(covered, 2, axis=0)
    for colour in np.unique(now[paint]).tolist():
        path, at = [], (0, 0)
        for x, y, width, height in _rectangles(paint & (now == colour)):
            path.append(f"m{x - at[0]} {y - at[1]}h{width}v{height}h{-width}z")  # from where the one before began
            at = x, y
        yield f'<path class="p {_name(colour, colours)}" d="{"".join(path)}"/>\n'


def _halves(canvas: Canvas) -> NDArray[np.int32]:
    """The colours of the upper and lower halves of all cells, (2 · height, width)."""
    found = np.repeat(canvas.bg, 2, axis=0)
    for char, inked in shapes.HALVES.items():
        for half in inked:
            np.copyto(found[half::2], canvas.fg, where=canvas.chars == char)
    return found


def _rectangles(where: NDArray[np.bool_]) -> Iterator[tuple[int, int, int, int]]:
    """Column, row, width and height of rectangles that cover what `where` names: runs, and equal ones below them."""
    open_: dict[tuple[int, int], int] = {}
    for y in range(len(where) + 1):
        row = where[y].astype(np.int8) if y < len(where) else np.zeros(0, dtype=np.int8)
        edges = np.flatnonzero(np.diff(row, prepend=0, append=0)).tolist()
        runs = set(zip(edges[0::2], edges[1::2], strict=True))
        for x0, x1 in sorted(open_.keys() - runs):
            top = open_.pop((x0, x1))
            yield x0, top, x1 - x0, y - top
        for run in sorted(runs - open_.keys()):
            open_[run] = y


def _texts(span: Span, colour: str) -> Iterator[str]:
    """The words of a run, each over its own cells."""
    marks = f"{' b' * bool(span.attrs & BOLD)}{' u' * bool(span.attrs & UNDERLINE)}"
    columns = [x for x, cell in enumerate([*span.cells, " "], start=span.x) for _ in cell]  # of each character
    y = span.y * CELL[1] + BASELINE
    for found in _PARTS.finditer("".join(span.cells)):
        begin, end = columns[found.start()], columns[found.end()]
        text, width = escape(found[0]), end - begin
        if found[1] is None:
            x = CELL[0] * (begin + max(1, width) / 2)
            yield f'<text class="{colour}{marks} m" x="{x:g}" y="{y}">{text}</text>\n'
        else:
            drawn = f' textLength="{width * CELL[0]}"' if width > 1 else ""
            yield f'<text class="{colour}{marks}" x="{begin * CELL[0]}" y="{y}"{drawn}>{text}</text>\n'


def _name(colour: int, colours: dict[int, str]) -> str:
    """The class of a colour: c0, c1, …"""
    return colours.setdefault(colour, f"c{len(colours)}")


def _hex(colour: int) -> str:
    return f"#{colour:06x}"
