"""The compiled kernels give what NumPy's calls give, and touch no memory but what a table may.

Skipped where they are not there. `bash .ci/sanitize` runs tables of noise with AddressSanitizer.
"""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.core import compiled
from glassnet.core.compiled import COMPILED, LARGE, NARROW, NUMPY, UFUNCS, Engine, Table, entry_of, kernels
from glassnet.core.machine import run
from tests.conftest import COMBINATIONS, make

pytestmark = pytest.mark.skipif(kernels() is None, reason="the compiled kernels are not here")

TINY = np.nextafter(0, 1)
SPECIAL = (0.0, -0.0, np.inf, -np.inf, np.nan, 1.0, -1.0, TINY, -TINY, 1e-310, 1e308, -745.2, 709.9, 0.625, 1e-9, 20.0)
INVERSE = {np.log, np.sqrt}  # of what is not below 0

numbers = st.one_of(st.sampled_from(SPECIAL), st.floats(-50, 50), st.floats(allow_nan=True, allow_infinity=True))
layouts = st.sampled_from(["rows", "columns", "part", "backward", "every other"])


def laid_out(values: np.ndarray, layout: str) -> np.ndarray:
    """The same numbers as memory may have them."""
    rows, columns = values.shape
    if layout == "columns":
        return np.asfortranarray(values)
    if layout == "part":
        room = np.full((rows + 2, columns + 3), 7.0)
        room[1 : rows + 1, 2 : columns + 2] = values
        return room[1 : rows + 1, 2 : columns + 2]
    if layout == "backward":
        return np.ascontiguousarray(values[:, ::-1])[:, ::-1]
    if layout == "every other":
        room = np.full((2 * rows, 2 * columns), 7.0)
        room[::2, ::2] = values
        return room[::2, ::2]
    return np.array(values)


def both(call: partial[Any], out: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What NumPy makes of a call, and the kernels."""
    entry = entry_of(call)
    assert entry is not None
    with np.errstate(all="ignore"):
        call()
    expected = out.copy()
    out[...] = 3.0
    Table([entry])()
    return expected, out.copy()


@pytest.mark.parametrize("ufunc", UFUNCS, ids=lambda ufunc: ufunc.__name__)
@given(data=st.data())
@settings(max_examples=25)
def test_elementwise(ufunc: Any, data: st.DataObject) -> None:
    rows, columns = data.draw(st.integers(1, 5)), data.draw(st.integers(1, 9))
    inputs = []
    for _ in range(ufunc.nin):
        shape = data.draw(st.sampled_from([(rows, columns), (1, columns), (rows, 1), (1, 1)]))
        drawn = data.draw(st.lists(numbers, min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]))
        inputs.append(laid_out(np.array(drawn).reshape(shape), data.draw(layouts)))
    out = laid_out(np.zeros((rows, columns)), data.draw(layouts))
    expected, found = both(partial(ufunc, *inputs, out=out), out)
    np.testing.assert_array_equal(np.isnan(found), np.isnan(expected))
    exact = ufunc not in (np.exp, np.tanh, np.log, np.log1p, np.power)
    np.testing.assert_allclose(found, expected, rtol=0 if exact else 1e-15, atol=0 if exact else TINY)
    if exact and ufunc not in (np.maximum, np.minimum, np.sign):  # of two zeros either is the larger
        known = ~np.isnan(expected)  # nan has no sign that means anything
        np.testing.assert_array_equal(np.signbit(found)[known], np.signbit(expected)[known])


@pytest.mark.parametrize(("ufunc", "within"), [(np.exp, 2), (np.tanh, 3)])
def test_curves_to_the_last_bits(ufunc: Any, within: int) -> None:
    """Within so many units in the last place, all over where they are neither 0 nor at their end."""
    x = np.concatenate([np.linspace(-707, 709, 40_001), np.linspace(-1, 1, 20_001), np.geomspace(1e-300, 30, 10_001)])
    x, out = x[None, :].copy(), np.zeros((1, len(x)))
    expected, found = both(partial(ufunc, x, out=out), out)
    assert np.all(np.abs(found - expected) <= within * np.spacing(np.abs(expected)))


@given(
    sizes=st.tuples(st.integers(1, 9), st.integers(1, 11), st.integers(1, 13)),
    order=st.tuples(layouts, layouts, st.sampled_from(["rows", "columns"])),
    seed=st.integers(0, 1000),
)
@settings(max_examples=60)
def test_products(sizes: tuple[int, int, int], order: tuple[str, str, str], seed: int) -> None:
    (m, k, n), random = sizes, np.random.RandomState(seed)
    left, right = random.standard_normal((m, k)), random.standard_normal((k, n))
    if seed % 5 == 0:
        left[0, -1] = SPECIAL[seed % len(SPECIAL)]
    a, b = laid_out(left, order[0]), laid_out(right, order[1])
    out = np.zeros((m, n))
    call: Any = partial(a.dot, b, out)
    if order[2] == "columns":
        out = np.zeros((n, m)).T
        call = partial(b.T.dot, a.T, out.T)
    expected, found = both(call, out)
    with np.errstate(invalid="ignore"):
        size = np.abs(left) @ np.abs(right)
    finite = np.isfinite(expected)
    assert np.all(np.abs(found[finite] - expected[finite]) <= 1e-14 * size[finite])
    np.testing.assert_array_equal(np.isnan(found), np.isnan(expected))


@pytest.mark.parametrize("terms", [1, 3, 4, 9, 64])
def test_inner_products_rows_and_largest(terms: int) -> None:
    random = np.random.RandomState(terms)
    a, b, one = random.standard_normal(terms), random.standard_normal(terms), np.zeros(())
    np.testing.assert_allclose(*both(partial(a.dot, b, one), one), rtol=1e-13)
    table, out = np.asfortranarray(random.standard_normal((6, terms))), np.zeros((terms, 4))
    rows = np.array([5, -3, 0, 17])  # those that there are not are the nearest ones
    np.testing.assert_array_equal(*both(partial(table.T.take, rows, 1, out, "clip"), out))
    most = np.zeros((1, 6))
    table[2, 0] = np.nan
    call = partial(np.maximum.reduce, table.T, 0, None, most, True)
    np.testing.assert_array_equal(*both(call, most))


def test_what_the_kernels_have_no_code_for_stays_a_call() -> None:
    x, out = np.ones((2, 2)), np.zeros((2, 2))
    wide = np.ones((LARGE, 1))
    calls = [
        partial(np.add, x, x, out),
        partial(np.cos, x, out),
        partial(wide.T.dot, wide @ np.ones((1, 2)), np.zeros((1, 2))),
        partial(np.add, np.ones((2, 2), dtype=np.float32), x, out),
        lambda: None,
        partial(np.negative, out, out),
        partial(np.exp, out, out),
    ]
    found = Engine(calls, COMPILED).fused(calls)
    assert [isinstance(call, Table) for call in found] == [True, False, False, False, False, True]
    assert Engine(calls, NUMPY).fused(calls) == calls


def test_where_the_processor_is_narrow_what_is_large_stays_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    small, large = (partial(np.negative, np.ones((2, n)), np.zeros((2, n))) for n in (8, NARROW))
    left, right = np.ones((40, 40)), np.ones((40, 1))
    product = partial(left.dot, right, np.zeros((40, 1)))
    calls = [small, large, product]
    monkeypatch.setattr(compiled, "is_wide", lambda: True)
    assert [type(call) for call in Engine(calls, COMPILED).fused(calls)] == [Table]
    monkeypatch.setattr(compiled, "is_wide", lambda: False)
    assert [type(call) for call in Engine(calls, COMPILED).fused(calls)] == [partial] * 3  # all of them or none
    assert [type(call) for call in Engine(calls[:1], COMPILED).fused(calls[:1])] == [Table]


def test_a_table_that_reaches_beyond_its_memory_is_not_run() -> None:
    x, out = np.ones((2, 3)), np.zeros((2, 3))
    entry = entry_of(partial(np.negative, x, out))
    assert entry is not None
    for wrong in (
        entry._replace(sizes=(1, 7, 1)),
        entry._replace(code=len(compiled.CODES)),
        entry._replace(places=(entry.places[0], entry.places[1], entry.places[2]._replace(first=-1))),
        entry._replace(places=(entry.places[0]._replace(steps=(0, 2)), *entry.places[1:])),
    ):
        with pytest.raises(RuntimeError, match="beyond its memory"):
            Table([wrong])
    out.flags.writeable = False
    with pytest.raises(RuntimeError, match="beyond its memory"):
        Table([entry])


@pytest.mark.parametrize("number", range(0, len(COMBINATIONS), 3))
@pytest.mark.parametrize("batch_size", ["full", 3])
def test_both_engines_walk_alike(number: int, batch_size: int | str) -> None:
    programs = []
    for engine in (NUMPY, COMPILED):
        program, first = make(*COMBINATIONS[number], batch_size=batch_size, engine=engine)
        assert program.engine == engine
        programs.append(run(program, first, 12))
    for name in programs[0].values:
        one, other = (state.values[name] for state in programs)
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12, err_msg=name)


def test_which_engine_runs_is_decided_by_the_environment() -> None:
    code = "from glassnet.core.compiled import engine, told; print(engine(), told())"
    for value, says in (("numpy", "numpy NumPy engine, as GLASSNET_ENGINE says"), ("", "compiled compiled engine")):
        done = subprocess.run(
            [sys.executable, "-c", code], env={"GLASSNET_ENGINE": value}, capture_output=True, text=True, check=True
        )
        assert done.stdout.startswith(says)
