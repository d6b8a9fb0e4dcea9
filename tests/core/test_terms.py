"""Terms by hand: what a number is made of, how it is printed, and how long sums are cut."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from glassnet.core.numerals import brief
from glassnet.core.ops import affine, affine_db
from glassnet.core.terms import (
    Term,
    Terms,
    apply,
    calculate,
    constant,
    enough_digits,
    entry,
    in_numbers,
    in_symbols,
    label,
    parse_label,
    shortened,
)


def terms(name: str, array: list[Any]) -> Terms:
    items = np.empty(np.shape(array), dtype=object)
    for index, value in np.ndenumerate(np.array(array)):
        items[index] = entry(value, name, index)
    return Terms(items)


A, B, C = entry(2.0, "a", ()), entry(-3.0, "b", (1,)), entry(0.5, "c", (0, 2))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("W1", ("W1", ())),
        ("dW1[0,2]", ("dW1", (0, 2))),
        (" v_b2 [ 10 ] ", ("v_b2", (10,))),
        ("x[1,2,3,4]", ("x", (1, 2, 3, 4))),
        ("x[999999999]", ("x", (999_999_999,))),
    ],
)
def test_labels_are_read(text: str, found: tuple[str, tuple[int, ...]]) -> None:
    assert parse_label(text) == found
    assert parse_label(label(*found)) == found


@pytest.mark.parametrize(
    "text", ["", "W1[", "W1[]", "W1[-1]", "W1[0,]", "a b", "x[1,2,3,4,5]", "x[1234567890]", "W1[0]x"]
)
def test_what_is_no_label_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a name like"):
        parse_label(text)


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.0, 4, "0"),
        (-0.0, 4, "0"),
        (0.0215849, 4, "0.02158"),
        (-0.00003, 4, "-3e-5"),
        (123456.0, 4, "123456"),
        (1234567.0, 4, "1.235e6"),
        (1e-12, 4, "1e-12"),
        (1e120, 4, "1e120"),
        (2 / 3, 2, "0.67"),
        (math.inf, 4, "inf"),
        (12.0, 4, "12"),
    ],
)
def test_numbers_in_brief(value: float, digits: int, text: str) -> None:
    assert brief(value, digits) == text


def test_operations_on_plain_numbers() -> None:
    assert calculate("sum", [1.0, 2.0, 4.0]) == 7.0
    assert calculate("max", [1.0, 4.0, 2.0]) == 4.0
    assert calculate(np.subtract, [1.0, 4.0]) == -3.0
    assert apply(np.multiply, A, B).value == -6.0


def test_entries_in_the_order_of_the_formula_each_once() -> None:
    whole = apply("sum", apply(np.multiply, A, B), apply(np.multiply, C, A), constant(1.0), B)
    assert [each.name for each in whole.entries()] == ["a", "b", "c"]
    other = entry(7.0, "c", (0, 3))
    assert [each.index for each in apply(np.add, C, other).entries()] == [(0, 2), (0, 3)]
    assert list(constant(1.0).entries()) == []


def test_magnitude_is_what_is_added_up_without_signs() -> None:
    assert apply("sum", A, B, C).magnitude() == 5.5
    assert apply(np.add, A, B).magnitude() == apply(np.subtract, A, B).magnitude() == 5.0
    assert apply(np.multiply, A, B).magnitude() == 6.0
    assert apply("sum", apply(np.subtract, A, B), B).magnitude() == 8.0
    assert B.magnitude() == 3.0


@pytest.mark.parametrize(
    ("term", "symbols", "numbers"),
    [
        (apply(np.multiply, A, B), "a·b[1]", "2·(-3)"),
        (apply(np.multiply, B, A), "b[1]·a", "-3·2"),
        (apply("sum", A, apply(np.multiply, C, B)), "a + c[0,2]·b[1]", "2 + 0.5·(-3)"),
        (apply("sum", apply(np.multiply, A, C)), "a·c[0,2]", "2·0.5"),
        (apply(np.multiply, A, apply("sum", B, C)), "a·(b[1] + c[0,2])", "2·(-3 + 0.5)"),
        (apply("max", A, B), "max(a, b[1])", "max(2, -3)"),
        (apply(np.subtract, A, apply(np.subtract, B, C)), "a - (b[1] - c[0,2])", "2 - (-3 - 0.5)"),
        (apply(np.square, B), "b[1]²", "(-3)²"),
        (apply(np.square, apply(np.subtract, A, B)), "(a - b[1])²", "(2 - (-3))²"),
        (apply(np.negative, A), "-a", "-2"),
        (apply(np.negative, apply(np.add, A, B)), "-(a + b[1])", "-(2 + (-3))"),
        (apply(np.absolute, B), "|b[1]|", "|-3|"),
        (apply(np.true_divide, A, apply(np.multiply, B, C)), "a / (b[1]·c[0,2])", "2 / (-3·0.5)"),
        (apply(np.power, C, A), "c[0,2]^a", "0.5^2"),
        (apply(np.multiply, constant(2.0), A), "2·a", "2·2"),
        (apply(np.maximum, A, constant(0.0)), "max(a, 0)", "max(2, 0)"),
    ],
)
def test_how_a_term_is_written(term: Term, symbols: str, numbers: str) -> None:
    assert in_symbols(term) == symbols
    assert in_numbers(term) == numbers


def test_a_function_that_has_a_name_can_be_unfolded() -> None:
    slope = apply(np.greater, A, constant(0.0))
    named = Term(slope.value, slope.made_by, slope.parts, written="relu′({})", argument=A)
    assert in_symbols(named) == "relu′(a)"
    assert in_numbers(named) == "relu′(2)"
    assert in_symbols(named, unfold=True) == "a > 0"
    assert in_numbers(named, unfold=True) == "2 > 0"


def test_long_sums_keep_their_largest_terms_in_order() -> None:
    parts = [entry(value, "v", (i,)) for i, value in enumerate((1.0, -9.0, 2.0, 8.0, -3.0, 0.5))]
    whole = apply("sum", *parts)
    cut = shortened(whole, 3)
    assert in_symbols(cut) == "v[1] + v[3] + v[4] + … 3 more terms"
    assert in_numbers(cut) == "-9 + 8 + (-3) + … 3 more terms, together 3.5"
    assert cut.value == whole.value
    assert in_symbols(shortened(whole, 5)) == in_symbols(whole)  # one more would be longer than the term itself
    assert in_symbols(shortened(whole, 4)) == "v[1] + v[2] + v[3] + v[4] + … 2 more terms"
    inside = apply(np.true_divide, whole, A)
    assert in_symbols(shortened(inside, 3)) == "(v[1] + v[3] + v[4] + … 3 more terms) / a"
    assert shortened(apply(np.add, A, B), 1).parts == (A, B)


def test_as_many_digits_as_it_takes() -> None:
    close = apply(np.subtract, entry(1.0001234, "a", ()), entry(1.0001, "b", ()))  # 2.34e-5
    assert enough_digits(close) == 8
    assert enough_digits(apply(np.add, A, C)) == 4
    assert enough_digits(apply(np.add, A, C), least=6) == 6
    assert enough_digits(apply(np.subtract, entry(1 + 2**-52, "a", ()), entry(1.0, "b", ()))) == 17


# --- arrays of terms ---


def test_a_product_of_matrices_is_sums_of_products() -> None:
    x, W, b = terms("x", [[1.0, 2.0]]), terms("W", [[3.0, 4.0], [5.0, 6.0]]), terms("b", [10.0, 20.0])
    z = affine(x, W, b)
    assert in_symbols(z.items[0, 1]) == "x[0,0]·W[0,1] + x[0,1]·W[1,1] + b[1]"
    assert [[term.value for term in row] for row in z.items] == [[23.0, 36.0]]
    turned = terms("W", [[3.0, 4.0, 1.0], [5.0, 6.0, 2.0]]).mT
    assert turned.items.shape == turned.shape == (3, 2)
    assert turned.items[2, 0].index == (0, 2)


def test_a_transpose_leaves_leading_axes_where_they_are() -> None:
    cube = terms("W", [[[1.0, 2.0, 3.0]], [[4.0, 5.0, 6.0]]])
    assert cube.mT.items.shape == cube.mT.shape == (2, 3, 1)
    assert cube.mT.items[1, 2, 0].value == 6.0


def test_sums_along_axes() -> None:
    dz = terms("dz", [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    assert [in_symbols(each) for each in affine_db(dz).items] == [
        "dz[0,0] + dz[1,0] + dz[2,0]",
        "dz[0,1] + dz[1,1] + dz[2,1]",
    ]
    rows = np.add.reduce(dz, axis=-1, keepdims=True)  # type: ignore[call-overload]
    assert rows.items.shape == (3, 1)
    assert in_symbols(rows.items[2, 0]) == "dz[2,0] + dz[2,1]"
    assert np.maximum.reduce(dz, axis=-1, keepdims=True).items[0, 0].value == 2.0  # type: ignore[call-overload]
    both = np.add.reduce(dz, axis=(-2, -1))  # type: ignore[call-overload]
    assert both.items[()].value == 21.0


def test_rows_are_picked_by_number() -> None:
    data, rows = terms("X", [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), terms("rows", [2.0, 0.0])
    picked = data[..., rows, :]
    assert [[term.value for term in row] for row in picked.items] == [[5.0, 6.0], [1.0, 2.0]]
    assert picked.items[0, 1].index == (2, 1)


def test_what_is_made_of_a_part_entry_by_entry_knows_the_length_of_the_whole() -> None:
    part = Terms(np.array([[entry(3.0, "y", (1, 0))]], dtype=object), (4, 1))
    assert (0 * part).shape == (part - 2.0).shape == (4, 1)
