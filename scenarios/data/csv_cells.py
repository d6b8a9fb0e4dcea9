"""What single cells say: no value, or a number in one of the spellings that people and spreadsheets use.

Knows the spellings, and how the cells of one column decide between two readings of `1,234`; knows no columns.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from glassnet.core.deferred import dataclass

NUMBERS = 0.9  # of the cells that have a value must be numbers in a column of numbers; the others are slips
_WORDS = ("", "na", "n/a", "#n/a", "n.a.", "n.a", "<na>", "nan", "nat", "null", "(null)", "?")
_ERRORS = ("#div/0!", "#value!", "#ref!", "#num!", "#name?", "#null!", "#error!")  # of spreadsheets
MISSING = frozenset((*_WORDS, *_ERRORS))
NO_NUMBER = frozenset(("none", "missing", "unknown", "undefined", "not available", "n/d", "nil"))  # among texts: kinds
_DOTS = re.compile(r"[.·…*_–—-]+")
_CODES = "USD|EUR|GBP|CHF|JPY|CNY|INR|SEK|NOK|DKK|AUD|CAD"
_CURRENCY = rf"(?:US|A|C|R|HK|S|NZ)?\$|[€£¥₹₩₽₺₫฿₪₴]|(?-i:{_CODES}|Rs\.?|kr\.?)(?=[\s\d])"
_LETTERS = r"[^\W\d_]"
_UNIT = rf"[%‰]|[€$£¥₹₩₽₺₫฿₪₴]|(?:°\s?)?{_LETTERS}{{1,8}}[²³]?(?:[/·]{_LETTERS}{{1,8}}[²³]?)?\.?|°"
_CELL = re.compile(
    rf"(?P<open>\()?\s*(?P<sign>[-+−–]?)\s*(?P<before>{_CURRENCY})?\s*(?P<sign2>[-−–]?)"
    rf"(?P<core>\d[\d.,'’\s]*|[.,]\d+)(?P<power>e[-+−]?\d+)?\s*(?P<after>{_UNIT})?\s*(?P<close>\))?",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"[-+−–]?(\d[\d.,]*|[.,]\d+)(e[-+]?\d+)?", re.IGNORECASE)
_WITH_POINTS = re.compile(r"(?:US|HK|NZ|S)?\$|[£¥₹]|USD|GBP|JPY|CNY|INR|AUD")  # that stands before its numbers
_GROUPS = {mark: re.compile(rf"[1-9]\d{{0,2}}({re.escape(mark)}\d{{3}})+") for mark in ",."}
_SPACED = re.compile(r"\d{1,3}([\s'’]\d{3})+")
_SPACES = re.compile(r"[\s'’]")
LONGEST = 60  # characters of a number or a date with all that stands around it: longer ones would be slow to tell
_ONCE = 2  # examples that a sentence gives


@dataclass(frozen=True)
class Marks:
    """What stands before the decimals of a file's numbers.

    comma: whether `1,234` is taken for a number with decimals, where it could be either.
    example: a number of the file that can be read in no other way; beside `0,5`, `1.234` has no decimals.
    """

    comma: bool = False
    example: str = ""

    @property
    def sure(self) -> bool:
        """Whether commas stand before decimals beyond doubt."""
        return bool(self.example)


@dataclass(frozen=True)
class Numbers:
    """The cells of a column as numbers; values: by cell, None for a slip. examples: how unusual ones were read."""

    values: Mapping[str, float | None]
    examples: tuple[str, ...]


def spelled(cell: str) -> re.Match[str] | None:
    """The parts of a number in some spelling, with or without a unit; None for what is none."""
    text = cell.strip()
    return _CELL.fullmatch(text) if len(text) <= LONGEST else None


def is_missing(cell: str, number: bool = False) -> bool:
    """Whether a cell says that there is no value; number: in a column of numbers or dates, where more words do."""
    text = cell.strip().lower()
    return text in MISSING or (number and (text in NO_NUMBER or _DOTS.fullmatch(text) is not None))


def is_dots(cell: str) -> bool:
    """Whether a cell is nothing but dots, dashes or stars, as those that stand for no value are."""
    return _DOTS.fullmatch(cell.strip()) is not None


def looks_like_number(cell: str) -> bool:
    """Whether a cell is a number in some spelling: `-3`, `1,5`, `1.234,5`, `1e-3`, `$1,234.50`, `12.5%`, `(3.2)`.

    Not one with a unit in letters: `2nd` may as well be a name.
    """
    text = cell.strip()
    if _PLAIN.fullmatch(text):
        return True
    found = spelled(text)
    return found is not None and not (found["after"] or "")[:1].isalpha()


def marks_of(columns: Iterable[Iterable[str]], semicolons: bool) -> Marks:
    """The decimal mark that some cells of a file show beyond doubt, else what goes with its delimiter."""
    commas: list[str] = []
    points: list[str] = []
    for cells in columns:
        known = [cell for cell in cells if not is_missing(cell, number=True)]
        found = [match for cell in known if (match := spelled(cell))]
        if len(found) >= NUMBERS * len(known):
            commas += [match[0] for match in found if _decimal(match["core"], ",", ".")]
            points += [match[0] for match in found if _decimal(match["core"], ".", ",")]
    if commas and not points:
        return Marks(comma=True, example=commas[0])
    return Marks(comma=semicolons and not (points and not commas))


def _decimal(core: str, mark: str, other: str) -> bool:
    """Whether this mark can only stand before decimals here."""
    if core.count(mark) != 1 or (other in core and core.rfind(other) > core.rfind(mark)):
        return False
    return other in core or not _GROUPS[mark].fullmatch(core)


def read_numbers(cells: Mapping[str, int], marks: Marks) -> Numbers | None:
    """The numbers in these different cells, each with how often it comes; None where too many are none."""
    values: dict[str, float | None] = {}
    odd: dict[str, re.Match[str]] = {}
    for cell in cells:
        try:
            values[cell] = float(cell)
        except ValueError:
            values[cell] = None
            if found := spelled(cell):
                odd[cell] = found
    total = sum(cells.values())
    if not total or _count(cells, values, odd) < NUMBERS * total:
        return None
    unit = _unit(cells, odd, total)
    odd = {cell: found for cell, found in odd.items() if _affix(found) in ("", unit)}
    if _count(cells, values, odd) < NUMBERS * total:
        return None
    dotted = {cell: found for cell in values if "." in cell and cell not in odd and (found := spelled(cell))}
    with_points = all(_WITH_POINTS.fullmatch(found["before"] or "") for found in odd.values())
    group, point = _spelling([found["core"] for found in (*odd.values(), *dotted.values())], marks, with_points)
    read = {**odd, **dotted} if point == "," else odd
    values |= {cell: _value(found, group, point) for cell, found in read.items()}
    if unit == "%":  # 0.5 beside 12 %: whether it is 50 % nobody knows
        values |= {cell: None for cell, value in values.items() if value and not _affix_of(cell)}
    if _count(cells, values, {}) < NUMBERS * total:
        return None
    return Numbers(values, _examples(read, values, marks))


def _count(cells: Mapping[str, int], values: Mapping[str, float | None], odd: Mapping[str, object]) -> int:
    return sum(count for cell, count in cells.items() if values[cell] is not None or cell in odd)


def _affix(found: re.Match[str]) -> str:
    return found["before"] or (found["after"] or "").strip()


def _affix_of(cell: str) -> str:
    found = spelled(cell)
    return _affix(found) if found else ""


def _unit(cells: Mapping[str, int], odd: Mapping[str, re.Match[str]], total: int) -> str:
    """What stands before or behind the numbers: a currency, or what most of them have."""
    affixes: Counter[str] = Counter()
    for cell, found in odd.items():
        affixes[_affix(found)] += cells[cell]
    del affixes[""]
    if not affixes:
        return ""
    unit, count = affixes.most_common(1)[0]
    return unit if 2 * count >= total or re.fullmatch(_CURRENCY, unit) else ""


def _spelling(cores: list[str], marks: Marks, with_points: bool) -> tuple[str, str]:
    """(what groups thousands, what stands before decimals) in these numbers of one column: `1,234.5` or `1.234,5`.

    with_points: whether all are of a currency with a decimal point, so that `$250,000` is no number with decimals.
    """
    for core in cores:
        commas, dots = core.count(","), core.count(".")
        if commas and dots:
            return (",", ".") if core.rfind(".") > core.rfind(",") else (".", ",")
        if max(commas, dots) > 1:
            return (",", ".") if commas else (".", ",")
    with_comma, with_dot = ([core.strip() for core in cores if mark in core] for mark in ",.")
    if with_comma and (with_points or not marks.comma) and all(map(_GROUPS[","].fullmatch, with_comma)):
        return ",", "."
    if with_comma or (marks.sure and with_dot and all(map(_GROUPS["."].fullmatch, with_dot))):
        return ".", ","
    return "", "."


def _value(found: re.Match[str], group: str, point: str) -> float | None:
    whole, has_point, decimals = found["core"].strip().partition(point)
    if _SPACES.search(whole):
        if not _SPACED.fullmatch(whole):
            return None
        whole = _SPACES.sub("", whole)
    if group and group in whole:
        if not _GROUPS[group].fullmatch(whole):
            return None
        whole = whole.replace(group, "")
    try:
        size = float(f"{whole}{'.' if has_point else ''}{decimals}{(found['power'] or '').replace('−', '-')}")
    except ValueError:
        return None
    if bool(found["open"]) != bool(found["close"]) or (found["open"] and found["sign"]):
        return None
    negative = bool(found["open"]) or (found["sign"] or found["sign2"]) in ("-", "−", "–")
    return -size if negative else size


def _examples(read: Mapping[str, re.Match[str]], values: Mapping[str, float | None], marks: Marks) -> tuple[str, ...]:
    """`"$5,488.14" is read as 5488.14`, `"(3.2)" is read as -3.2`: one of each unusual spelling."""
    told: dict[tuple[object, ...], str] = {}
    for cell, found in read.items():
        value = values[cell]
        if value is None:
            continue
        core = found["core"]
        simple = (
            bool(_affix(found)),
            bool(found["open"]),
            "−" in cell or "–" in cell,
            bool(_SPACES.search(core.strip())),
        )
        grouped = "." in core if marks.comma and marks.sure else "," in core
        if (any(simple) or grouped) and len(told) < _ONCE and not any(_within(simple, other[:4]) for other in told):
            told[(*simple, grouped)] = f'"{cell.strip()}" is read as {value:.15g}'
    return tuple(told.values())


def _within(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    """Whether the other spelling shows all that is unusual in this one."""
    return all(theirs or not ours for ours, theirs in zip(one, other, strict=True))
