"""What is wrong with a text that is no JSON, in words for somebody who filled in an answers file by hand.

Knows the text and where Python's parser stopped; knows nothing of arrays.
"""

from __future__ import annotations

import json
import re

from glassnet.core.errors import quoted

COMMA = "a number has a decimal point: 0.5, not 0,5"
_DECIMAL_COMMA = re.compile(r"(?<![\w.])-?\d+,\d+(?![\w.])")
_MISSING = {  # what the parser expected, by how its message begins
    "Expecting ',' delimiter": "a comma or a closing bracket is missing before {}",
    "Expecting ':' delimiter": "a colon is missing before {}",
    "Expecting value": "a number is missing before {}, or a comma is too many",
    "Expecting property name": "a name in quotation marks is missing before {}, or a comma is too many",
    "Illegal trailing comma": "a comma is too many before a closing bracket",
    "Unterminated string": "a quotation mark is missing after {}",
    "Invalid control character": "a quotation mark is missing on this line",
    "Extra data": "nothing may stand after the last closing bracket, and {} does",
}
MOST_SHOWN = 12  # characters of what stands there


def wrong_in(text: str, error: json.JSONDecodeError) -> str:
    """`line 4: a comma or a closing bracket is missing before 0.3`."""
    rest = text[error.pos :].lstrip()
    in_quotes = error.msg.startswith("Invalid control character")  # at the end of the line where they were opened
    after = error.pos if in_quotes else len(text) - len(rest)
    at = text.count("\n", 0, after) + 1
    line = (text.splitlines() or [""])[at - 1] if rest else ""
    if decimal := _DECIMAL_COMMA.search(line):
        return f"line {at}: {decimal[0]}: {COMMA}"
    here = quoted(rest.split("\n")[0][:MOST_SHOWN].rstrip()) if rest else "the end of the file"
    for begins, words in _MISSING.items():
        if error.msg.startswith(begins):
            return f"line {at}: {words.format(here)}"
    return f"line {at}: {error.msg}"
