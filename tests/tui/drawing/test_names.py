"""Names in little room: as short as they have to be, and never the same for two."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from glassnet.tui.drawing.cells import cell_len
from glassnet.tui.drawing.names import distinct

SPENT = [f"mean annual expenditure on {what} (USD)" for what in ("food", "housing", "health", "transport")]


@given(
    st.lists(st.text("ab_ 01é男", min_size=1, max_size=30), min_size=1, max_size=20, unique=True), st.integers(0, 34)
)
def test_different_names_stay_different_and_fit(names: list[str], width: int) -> None:
    short = distinct(names, width)
    assert len(short) == len(names)
    assert all(cell_len(text) <= width for text in short)
    if width >= 4:
        assert len(set(short)) == len(names)
    if max(map(cell_len, names)) <= width:
        assert list(short) == names


def test_what_they_share_goes_first() -> None:
    assert distinct(SPENT, 12) == ("m…food (USD)", "m…housing (…", "m…health (U…", "m…transport…")
    assert distinct(SPENT, 6) == ("m…foo…", "m…hou…", "m…hea…", "m…tra…")
    assert distinct(["sepal length", "sepal width", "petal length"], 6) == ("s…len…", "s…wid…", "petal…")
    assert distinct(["男性", "女性"], 3) == ("男…", "女…")


def test_beginnings_are_kept_where_they_differ() -> None:
    assert distinct(["setosa", "versicolor", "virginica"], 8) == ("setosa", "versico…", "virgini…")


def test_a_number_in_a_name_is_whole() -> None:
    assert distinct([f"feature number {k}" for k in (1, 12, 123)], 8) == ("featur…1", "featu…12", "feat…123")


def test_names_that_look_alike_are_numbered() -> None:
    assert distinct(["a", "a\u200b"], 5) == ("a#0", "a#1")
    assert distinct(["abcdefgh1x", "abcdefgh2x"], 2) == ("#0", "#1")


def test_many_long_names_take_no_time_to_speak_of() -> None:
    assert len(set(distinct([f"{'column ' * 12}{k}" for k in range(2000)], 12))) == 2000
