"""What is kept of numbers without end: a few of many, the same ones however they came, and the last ones."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.core.errors import GlassnetError
from glassnet.scenarios.sessions import kept
from glassnet.scenarios.sessions.curve import Curve
from glassnet.scenarios.sessions.kept import Thinned, kept_count, which_are_kept

RANDOM = np.random.RandomState(5)


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, number in (("BOUND", 40), ("RECENT", 7), ("BLOCK", 4), ("WHOLE", 16)):
        monkeypatch.setattr(kept, name, number)


def in_chunks(values: np.ndarray, made: Thinned | None = None) -> Thinned:
    made, at = made or Thinned(), 0
    while at < len(values):
        some = int(RANDOM.choice([1, 2, 9, 100]))
        made.extend(values[at : at + some])
        at += some
    return made


def alike(one: Thinned, other: Thinned) -> bool:
    pairs = ((one.kept, other.kept), (one.lately, other.lately), *zip(one.extremes(), other.extremes(), strict=True))
    return one.count == other.count and all(np.array_equal(*pair) for pair in pairs)


def test_which_are_kept_is_a_matter_of_the_number_alone() -> None:
    numbers = [n for n in range(1, 5001) if n <= 40 or (n % 10 == 0 and n <= 400) or (n % 100 == 0 and n <= 4000)]
    numbers += [5000]
    assert which_are_kept(len(numbers)).tolist() == numbers
    for count in (0, 1, 39, 40, 41, 50, 399, 400, 401, 499, 500, 4000, 4999, 5000):
        assert kept_count(count) == sum(number <= count for number in numbers)


def test_what_is_kept_is_the_same_however_the_numbers_come() -> None:
    for count in (*range(0, 60, 7), 40, 41, 400, 401, 1234, 4567):
        values = RANDOM.rand(count)
        ways = [in_chunks(values) for _ in range(3)]
        assert all(alike(way, ways[0]) for way in ways)
        assert np.array_equal(ways[0].kept, values[which_are_kept(kept_count(count)).astype(int) - 1])
        assert np.array_equal(ways[0].lately, values[-7:])


def test_after_a_cut_and_a_reminder_it_is_as_if_nothing_had_followed() -> None:
    values = RANDOM.rand(3000)
    for count in (0, 3, 40, 44, 333, 1999, 2998):
        cut = in_chunks(values)
        cut.extremes()
        cut.cut(count)
        assert cut.is_short == (count > 40)
        if cut.is_short:
            cut.remind(values[:count][-7:])
        assert alike(cut, in_chunks(values[:count]))
        assert alike(in_chunks(values[count:], cut), in_chunks(values))


def test_memory_does_not_grow_with_the_numbers() -> None:
    assert kept_count(10**12) < 12 * 40
    made = Thinned()
    for _ in range(50):
        made.extend(np.arange(1e3))
    assert len(made._kept._room) < 3000


def test_what_was_given_out_never_changes() -> None:
    values = RANDOM.rand(500)
    made = in_chunks(values)
    given, copies = (made.kept, made.lately), (made.kept.copy(), made.lately.copy())
    made.cut(450)
    made.extend(np.ones(3000))
    assert all(np.array_equal(one, other) for one, other in zip(given, copies, strict=True))


def test_an_archive_comes_back_and_goes_on_alike() -> None:
    values = RANDOM.rand(777)
    again = Thinned.restored(in_chunks(values[:600]).archive())
    assert alike(in_chunks(values[600:], again), in_chunks(values))
    archive = in_chunks(values).archive()
    with pytest.raises(GlassnetError):
        Thinned.restored(kept.ThinnedArchive(archive.count + 100, archive.kept, archive.lately))


# --- curves ---


def curve(values: np.ndarray) -> Curve:
    made = in_chunks(values)
    last = np.arange(made.count - len(made.lately) + 1.0, made.count + 1)
    return Curve(which_are_kept(len(made.kept)), made.kept, (last, made.lately), made.extremes())


def test_a_value_is_the_right_one_or_none() -> None:
    values = RANDOM.rand(1234)
    whole = curve(values)
    there = {*which_are_kept(len(whole)).tolist(), *range(1228, 1235)}
    for iteration in range(0, 1300):
        assert whole.at(iteration) == (values[iteration - 1] if iteration in there else None)
    assert whole.last == (1234, values[-1])
    assert whole.up_to(1227) == (1200, values[1199])
    assert curve(values[:0]).last is None


def test_the_outline_has_every_extreme_in_order() -> None:
    values = RANDOM.rand(3000)
    values[RANDOM.randint(0, 3000, 100)] = np.nan
    whole = curve(values)
    parts = [whole, *(whole.part(*sorted(RANDOM.randint(0, 3100, 2))) for _ in range(60))]
    assert len(whole.outline[0]) < len(whole)
    for part in parts:
        at, found = part.outline
        assert (np.diff(at) > 0).all()
        assert np.array_equal(found, values[at.astype(int) - 1], equal_nan=True)
        iterations, there = part.whole
        assert len(at) <= len(iterations)
        if np.isfinite(there).any():
            assert (np.nanmin(found), np.nanmax(found)) == (np.nanmin(there), np.nanmax(there))
            assert part.least == (iterations[np.nanargmin(there)], np.nanmin(there))


def test_a_part_has_what_lies_between() -> None:
    values = RANDOM.rand(1000)
    whole = curve(values)
    there = [*which_are_kept(len(whole)).tolist(), *range(994, 1000)]
    for first, last in ((1, 1000), (1, 20), (30, 60), (500, 996), (700, 650), (1001, 2000)):
        at, found = whole.part(first, last).whole
        kept_ones = [n for n in there[:-6] if first <= n <= last]
        assert at.tolist() == kept_ones + [n for n in there[-6:] if max(first, *kept_ones[-1:], 0) <= n <= last]
        assert np.array_equal(found, values[at.astype(int) - 1])
    assert whole.until(30).lately[0].tolist() == list(range(24, 31))  # up to there each one is kept


def test_few_evenly_spaced_ones() -> None:
    values = RANDOM.rand(1000)
    assert np.array_equal(curve(values[:30]).evenly(30), values[:30])
    assert len(curve(values).evenly(12)) == 12
    assert len(curve(values[:0]).evenly(12)) == 0
