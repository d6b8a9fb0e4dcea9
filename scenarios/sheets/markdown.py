"""Blocks of a page as Markdown, as most readers of it take it (tables with |). Knows no exercise."""

from __future__ import annotations

import re
from collections.abc import Iterable

from glassnet.scenarios.sheets.page import Block, Code, Heading, Origins, Owner, Picture, Table, Text, Words

BOX = "      "


def markdown(blocks: Iterable[Block], picture: str) -> str:
    """The page as text. picture: the path of the drawing, as it is seen from the page's file."""
    return "\n\n".join(_block(block, picture) for block in blocks) + "\n"


def _block(block: Block, picture: str) -> str:
    match block:
        case Heading(text, level):
            return f"{'#' * level} {_plain(text)}"
        case Text(words) | Owner(words):
            return _words(words)
        case Picture():
            return f"![the network](<{picture}>)"
        case Table():
            return _table(block)
        case Origins(lines):
            return "\n".join(f"- {' = '.join(map(_code, line))}" for line in lines)


def _table(table: Table) -> str:
    columns = range(len(table.rows[0]))
    head = f"| {table.name} | {' | '.join(map(str, columns))} |"
    line = f"|---|{'---:|' * len(columns)}"
    rows = [
        f"| {'' if table.vector else at} | {' | '.join(cell or BOX for cell in row)} |"
        for at, row in enumerate(table.rows)
    ]
    lead = [_words(table.lead), ""] if table.lead else []
    return "\n".join([*lead, head, line, *rows])


def _words(words: Words) -> str:
    return "".join(_code(part.text) if isinstance(part, Code) else _plain(part) for part in words)


def _code(text: str) -> str:
    ticks = "``" if "`" in text else "`"
    return f"{ticks}{text}{ticks}"


def _plain(text: str) -> str:
    """Text without anything that Markdown takes for a sign of its own."""
    return re.sub(r"([\\`*_\[\]<>#|~&$])", r"\\\1", text)
