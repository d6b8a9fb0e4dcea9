"""Blocks of a page as HTML that prints: pages of paper, no colour needed, nothing asked for from anywhere.

One document has one page or many, each beginning on a sheet of paper of its own. Knows no exercise.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from glassnet.scenarios.sheets.page import Block, Code, Heading, Origins, Owner, Picture, Table, Text, Words

STYLE = """\
@page { margin: 12mm 14mm; }
:root { color-scheme: light; }
body { font: 15px/1.35 system-ui, sans-serif; color: #000; background: #fff; max-width: 46rem; margin: 1rem auto; }
section + section { break-before: page; border-top: 1px solid #999; margin-top: 2rem; padding-top: 1rem; }
h1 { font-size: 1.4em; margin: .1em 0 .2em; }
h2 { font-size: 1.15em; margin: .5em 0 .1em; break-after: avoid; }
p { margin: .3em 0; }
.small { font-size: .85em; color: #333; }
code { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .93em; overflow-wrap: anywhere; }
svg { display: block; max-width: 100%; height: auto; max-height: 54mm; margin: .1em auto; break-inside: avoid; }
figure, .origin { break-inside: avoid; }
.arrays { display: flex; flex-wrap: wrap; gap: 0 1.5em; }
.blanks > figure { flex: 1 1 22%; padding-bottom: 11mm; }
figure { margin: .2em 0 .3em; max-width: 100%; }
figcaption { margin-bottom: .15em; break-after: avoid; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
.paper { width: 100%; table-layout: fixed; }
.paper > * > tr > td { padding: 0; vertical-align: top; }
.paper > thead > tr > td { padding: 0 0 .4em; border-bottom: 1px solid #000; }
figure th, figure td { padding: .05em .45em; text-align: right; }
figure th { font-weight: normal; font-size: .8em; color: #333; }
figure td { border: 1px solid #000; min-width: 2.2em; }
figure td.box { min-width: 4.6em; padding: 0; height: 2em; }
.wide td, .wide th { padding: .12em .22em; min-width: 0; font-size: .8em; }
.wide td.box { min-width: 2.4em; }
.tall td, .tall th { padding: 0 .5em; font-size: .8em; }
.origin { margin: .15em 0 .15em 1.6em; text-indent: -1.2em; }
@media print {
  body { font-size: 10pt; margin: 0; max-width: none; }
  section + section { border-top: none; margin-top: 0; padding-top: 0; }
}
"""
MANY = 12  # columns, or rows, of a table that is set smaller


def html(title: str, pages: Iterable[tuple[Iterable[Block], str]]) -> str:
    """A document of these pages, each with its drawing as SVG."""
    sections = "\n".join(f"<section>\n{_page(blocks, drawing)}\n</section>" for blocks, drawing in pages)
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
        f'<meta name="viewport" content="width=device-width">\n<style>\n{STYLE}</style>\n</head>\n<body>\n'
        f"{sections}\n</body>\n</html>\n"
    )


def _page(blocks: Iterable[Block], drawing: str) -> str:
    """The blocks in a table of one cell: what stands in its head is printed on every sheet of paper."""
    owner, made = "", list[str]()
    arrays: list[str] = []  # which stand side by side
    blank = False  # whether they are to be filled in
    for block in blocks:
        if isinstance(block, Table):
            arrays.append(_table(block))
            blank = block.blank
            continue
        if isinstance(block, Owner):
            owner = _words(block.words)
            continue
        if arrays:
            made.append(_side_by_side(arrays, blank))
            arrays = []
        made.append(_block(block, drawing))
    made += [_side_by_side(arrays, blank)] if arrays else []
    return (
        f'<table class="paper"><thead><tr><td>{owner}</td></tr></thead>\n<tbody><tr><td>\n'
        + "\n".join(made)
        + "\n</td></tr></tbody></table>"
    )


def _side_by_side(arrays: list[str], blank: bool) -> str:
    """Tables beside each other; with room for working where they are to be filled in."""
    return f'<div class="arrays{" blanks" if blank else ""}">\n' + "\n".join(arrays) + "\n</div>"


def _block(block: Heading | Text | Picture | Origins, drawing: str) -> str:
    match block:
        case Heading(text, level):
            return f"<h{level}>{escape(text)}</h{level}>"
        case Text(words, small):
            return f"{'<p class=small>' if small else '<p>'}{_words(words)}</p>"
        case Picture():
            return drawing
        case Origins(lines):
            return "\n".join(f'<p class="origin">{" = ".join(map(_code, line))}</p>' for line in lines)


def _table(table: Table) -> str:
    columns = range(len(table.rows[0]))
    head = "".join(f'<th scope="col">{column}</th>' for column in columns)
    rows = "\n".join(
        f'<tr><th scope="row">{"" if table.vector else at}</th>{"".join(map(_cell, row))}</tr>'
        for at, row in enumerate(table.rows)
    )
    lead = f"<figcaption>{_words(table.lead)}</figcaption>" if table.lead else ""
    wide = ' class="wide"' if len(columns) >= MANY else ' class="tall"' if len(table.rows) >= MANY else ""
    return f"<figure{wide}>{lead}\n<table>\n<tr><th>{escape(table.name)}</th>{head}</tr>\n{rows}\n</table></figure>"


def _cell(text: str) -> str:
    return f"<td>{escape(text)}</td>" if text else '<td class="box"></td>'


def _words(words: Words) -> str:
    return "".join(_code(part.text) if isinstance(part, Code) else escape(part) for part in words)


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"
