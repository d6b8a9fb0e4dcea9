"""Dates and times in the cells of a CSV file: which day each is, and what a network can learn from it.

`03/04/2020` is read only where other cells of the column show which part is the day. Knows no columns and no files.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date

import numpy as np
from numpy.typing import NDArray

from glassnet.core.deferred import dataclass
from glassnet.scenarios.data.csv_cells import LONGEST, NUMBERS

Floats = NDArray[np.float64]
TRIED = 40  # different cells that are looked at before all are
OLDEST, NEWEST = 1500, 2300  # years: others are more likely no dates
MONTHLY = 6  # different months from which on dates with the day 1 are monthly
PIVOT = 30  # two digits from here on are of 19.., as spreadsheets have it
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTHS = {name: at for at, name in enumerate(_NAMES, start=1)}
AMBIGUOUS = "dates of which the day and the month cannot be told apart (write them as 2020-12-31)"

_ZONE = r"(?:Z|UTC|GMT|[+-]\d\d:?\d\d)?"
_TIME = rf"(?P<h>\d{{1,3}}):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d)(?:[.,]\d+)?)?\s*(?P<half>[ap]\.?m\.?)?\s*{_ZONE}"
_AT = rf"(?:(?:T|,?\s+){_TIME})?"
_DAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
_NAME = rf"(?P<name>{'|'.join(MONTHS)})[a-z]*\.?"
_YEAR = r"(?P<y>\d{4})"
_ANY_YEAR = r"(?P<y>\d{4}|\d\d)"
_FORMS = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_YEAR}(?P<sep>[-/.])(?P<mo>\d\d?)(?P=sep)(?P<d>\d\d?){_AT}",
        rf"(?P<one>\d\d?)(?P<sep>[-/.])(?P<two>\d\d?)(?P=sep){_ANY_YEAR}{_AT}",
        rf"{_DAY}(?P<d>\d\d?)[-/. ]+{_NAME}[-/., ]+{_ANY_YEAR}{_AT}",
        rf"{_DAY}{_NAME}[-/. ]+(?P<d>\d\d?)(?:[,-]\s*|\s+){_YEAR}{_AT}",
        rf"{_NAME}[-/. ]*{_YEAR}",
        rf"{_YEAR}[-/.](?P<mo>\d\d?)",
        rf"{_YEAR}[- ]?m(?P<mo>\d\d?)",
        rf"(?P<mo>\d\d?)/{_ANY_YEAR}",
        rf"{_YEAR}[-: ]?q(?P<q>[1-4])",
        rf"q(?P<q>[1-4])[-/ ]{_YEAR}",
        r"(?P<y>\d{4})(?P<mo>\d\d)(?P<d>\d\d)",
    )
]
_CLOCK = re.compile(_TIME, re.IGNORECASE)


@dataclass(frozen=True)
class Dates:
    """The dates of a column: days since `first`, by cell; None for what is none. example: of reading one.

    first is None where the cells are times alone; then they count hours.
    """

    first: date | None
    days: Mapping[str, float | None]
    example: str


def looks_like_date(cell: str) -> bool:
    """Whether a cell could be a date or a time."""
    text = cell.strip()
    if not 4 <= len(text) <= LONGEST or not any(map(str.isdigit, text)):
        return False
    return _CLOCK.fullmatch(text) is not None or any(form.fullmatch(text) for form in _FORMS[:-1])


def read_dates(cells: Mapping[str, int]) -> Dates | str | None:
    """The dates in these different cells, each with how often it comes; None where too few are dates.

    A text says why dates cannot be read.
    """
    tried = list(cells)[:TRIED]
    if any(len(cell) > LONGEST for cell in tried):
        return None
    forms = [_CLOCK, *_FORMS]
    counts = [sum(form.fullmatch(cell.strip()) is not None for cell in tried) for form in forms]
    best = int(np.argmax(counts))
    if not tried or counts[best] < NUMBERS * len(tried):
        return None
    short = [cell for cell in cells if len(cell) <= LONGEST]
    found = {cell: match for cell in short if (match := forms[best].fullmatch(cell.strip()))}
    if forms[best] is _CLOCK:
        read: dict[str, float | None] = {cell: 24 * _part_of_day(match) for cell, match in found.items()}
        first = None
    else:
        order = _order(list(found.values()))
        if order is None:
            return AMBIGUOUS
        ordinals = {cell: _ordinal(match, order) for cell, match in found.items()}
        known = [ordinal for ordinal in ordinals.values() if ordinal is not None]
        if not known or _seasons(found):
            return None
        first = date.fromordinal(min(known))
        parts_of_day = {cell: _part_of_day(match) for cell, match in found.items()}
        read = {
            cell: None if at is None else at - first.toordinal() + parts_of_day[cell] for cell, at in ordinals.items()
        }
    if sum(cells[cell] for cell, at in read.items() if at is not None) < NUMBERS * sum(cells.values()):
        return None
    return Dates(first, {cell: read.get(cell) for cell in cells}, _example(read, first))


def compact_dates(numbers: Floats) -> Dates | None:
    """Whole numbers as 20201231 as dates; None where not all are, or fewer than three differ."""
    different = np.unique(numbers)
    if len(different) < 3 or different[0] < OLDEST * 10000 or different[-1] >= NEWEST * 10000:
        return None
    months, days = different // 100 % 100, different % 100
    if not ((months >= 1) & (months <= 12) & (days >= 1) & (days <= 31) & (different == np.rint(different))).all():
        return None
    found = read_dates({str(int(number)): 1 for number in different})
    return found if isinstance(found, Dates) and None not in found.days.values() else None


def parts(days: Floats, first: date | None) -> list[tuple[str, str, Floats]]:
    """What can be learned from days (n,) since the first: (name, words, numbers (n,)); nan stays nan.

    The days themselves; weekday, month and hour where they differ.
    """
    if first is None:
        return [("", "hours", days)]
    made = [("days", f"days since {first.isoformat()}", days)]
    whole = np.floor(days)
    different, places = np.unique(whole[~np.isnan(days)], return_inverse=True)
    dates = [date.fromordinal(first.toordinal() + int(at)) for at in different]
    found = {
        "weekday": ("weekday (Monday 1 to Sunday 7)", [day.isoweekday() for day in dates]),
        "month": ("month", [day.month for day in dates]),
    }
    if all(day.day == 1 for day in dates):  # months or quarters
        del found["weekday"]
    for name, (words, values) in found.items():
        if len(set(values)) > 1:
            column = np.full(len(days), np.nan)
            column[~np.isnan(days)] = np.array(values, dtype=np.float64)[places]
            made.append((name, words, column))
    hours = 24 * (days - whole)
    if np.nanmin(hours) < np.nanmax(hours):
        made.append(("hour", "hour", hours.round(6)))
    return made


def _part_of_day(match: re.Match[str]) -> float:
    """The time as a part of a day, 0 where there is none."""
    if not match.groupdict().get("h"):
        return 0.0
    hours = int(match["h"])
    if half := match["half"]:
        hours = hours % 12 + 12 * half.lower().startswith("p")
    return (hours + int(match["m"]) / 60 + int(match["s"] or 0) / 3600) / 24


def _ordinal(match: re.Match[str], order: tuple[str, str]) -> int | None:
    """The day counted as `date.toordinal` does; None for one that there is not."""
    group = match.groupdict()
    if order[0]:
        group |= {order[0]: group["one"], order[1]: group["two"]}
    year = int(group["y"])
    if len(group["y"]) == 2:
        year += 1900 if year >= PIVOT else 2000
    if group.get("name"):
        month = MONTHS[group["name"].lower()]
    else:
        month = int(group.get("mo") or 3 * int(group.get("q") or 1) - 2)
    try:
        day = date(year, month, int(group.get("d") or 1))
    except ValueError:
        return None
    return day.toordinal() if OLDEST <= year < NEWEST else None


def _order(matches: Collection[re.Match[str]]) -> tuple[str, str] | None:
    """Which part the first two numbers of `12/31/2020` are; ("", "") for other forms, None where nothing tells."""
    groups = [match.groupdict() for match in matches]
    if "one" not in groups[0]:
        return "", ""
    one, two = (max(int(group[part]) for group in groups) for part in ("one", "two"))
    if two > 12:
        return ("mo", "d") if one <= 12 else None
    ones = {part: {int(group[part]) for group in groups} for part in ("one", "two")}
    for part, other, order in (("one", "two", ("d", "mo")), ("two", "one", ("mo", "d"))):
        if ones[part] == {1} and len(ones[other]) > MONTHLY:  # the first of each month, not some days of January alone
            return order
    dots = all(group["sep"] == "." for group in groups)
    full = any(len(group["y"]) == 4 or int(group["y"]) > 31 for group in groups)  # else it may be the day
    return ("d", "mo") if dots or (one > 12 and full) else None


def _seasons(found: Mapping[str, re.Match[str]]) -> bool:
    """Whether `2001-02` is a season of two years rather than a February."""
    groups = [match.groupdict() for match in found.values()]
    months = [(int(group["y"]), group["mo"]) for group in groups if group.get("mo") and "d" not in group]
    return len(months) == len(groups) and len(months) > 1 and all(int(mo) == (y + 1) % 100 for y, mo in months)


def _example(read: Mapping[str, float | None], first: date | None) -> str:
    """` ("25/11/63" is 1963-11-25)`, and nothing for dates that are written so already."""
    cell, at = next((cell, at) for cell, at in read.items() if at is not None)
    said = f"{at:.6g} hours" if first is None else date.fromordinal(first.toordinal() + int(at)).isoformat()
    return "" if cell.strip().startswith(said) else f' ("{cell.strip()}" is {said})'
