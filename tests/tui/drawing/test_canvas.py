import itertools
import random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len as rich_len

from glassnet.tui.drawing.canvas import BOLD, UNDERLINE, Canvas, Hit, Run
from glassnet.tui.drawing.cells import cell_len
from glassnet.tui.messages import Entry, Press

INK, PAPER = 0xDDDDDD, 0x111111
ALL, TARGET = Press("a"), Entry("W1", (0, 0))
place = st.integers(-30, 30)
size = st.integers(-3, 40)


def blank(width: int = 12, height: int = 4) -> Canvas:
    return Canvas(width, height, INK, PAPER)


def test_text_returns_where_it_ends_and_keeps_the_background() -> None:
    canvas = blank()
    canvas.fill(0, 0, 12, 1, bg=0x222222)
    assert canvas.text(1, 0, "ab", fg=1, bold=True, underline=True) == 3
    assert canvas.lines()[0] == " ab         "
    assert next(canvas.rows()) == [
        Run(" ", INK, 0x222222, 0),
        Run("ab", 1, 0x222222, BOLD | UNDERLINE),
        Run(" " * 9, INK, 0x222222, 0),
    ]


@given(place, place, st.text(max_size=20), size, size)
def test_nothing_raises_or_leaks_outside(x: int, y: int, text: str, width: int, height: int) -> None:
    canvas = blank()
    part = canvas.view(2, 1, 5, 2)
    part.text(x, y, text, target=TARGET)
    part.right(x, y, text)
    part.centre(x, y, width, text)
    part.fill(x, y, width, height, bg=1, fg=2, char="#")
    part.frame(x, y, width, height, 3, text, text, text, text)
    part.hit(x, y, width, height, TARGET)
    part.stamp(x, y, np.full((3, 4), "o"), np.zeros((3, 4), np.int32), np.zeros((3, 4), np.int32))
    part.view(x, y, width, height).fill(-99, -99, 999, 999, bg=4)
    part.target_at(x, y)
    outside = np.ones((4, 12), dtype=bool)
    outside[1:3, 2:7] = False
    assert (canvas.chars[outside] == " ").all()
    assert (canvas.bg[outside] == PAPER).all()
    assert all(hit.x >= 2 and hit.x + hit.width <= 7 for hit in canvas.hits)
    assert all(hit.y >= 1 and hit.y + hit.height <= 3 for hit in canvas.hits)
    assert all(rich_len(line) == 12 and line.isprintable() for line in canvas.lines())


@given(place, place, place, place)
def test_a_view_draws_what_its_parent_would(x: int, y: int, dx: int, dy: int) -> None:
    """Also a view of a view, wherever it is cut off."""
    direct, through = blank(), blank()
    direct.text(x + dx + 1, y + dy, "hello", target=TARGET)
    through.view(x, y, 50, 50).view(dx, dy, 50, 50).text(1, 0, "hello", target=TARGET)
    # The views begin at their own corners: only what lies left of or above them is missing.
    seen = np.zeros((4, 12), dtype=bool)
    seen[max(0, y, y + dy) :, max(0, x, x + dx) :] = True
    assert (np.where(seen, direct.chars, " ") == through.chars).all()
    if seen.all():
        assert direct.hits == through.hits


def test_targets_the_last_registered_wins_and_views_translate() -> None:
    canvas = blank()
    canvas.hit(0, 0, 12, 4, ALL)
    part = canvas.view(3, 1, 6, 2)
    part.text(1, 0, "W1", target=TARGET)
    assert canvas.hits[-1] == Hit(4, 1, 2, 1, TARGET)
    assert canvas.target_at(5, 1) == part.target_at(2, 0) == TARGET
    assert canvas.target_at(6, 1) == part.target_at(3, 0) == ALL
    assert canvas.target_at(12, 0) is None
    assert part.target_at(6, 0) is None


def test_right_and_centre() -> None:
    canvas = blank(10, 2)
    assert canvas.right(10, 0, "abc") == 7
    assert canvas.centre(0, 1, 10, "abcd") == 7
    assert canvas.lines() == ["       abc", "   abcd   "]


def test_wide_characters_take_two_cells_and_nothing_hides() -> None:
    canvas = blank(9, 1)
    assert canvas.text(0, 0, "a\x1b[31m界e\u0301", target=ALL) == 9
    assert canvas.lines() == ["a?[31m界é"]
    assert canvas.hits == [Hit(0, 0, 9, 1, ALL)]
    assert canvas.right(9, 0, "男性", fg=1) == 5
    assert canvas.lines() == ["a?[31男性"]
    assert [run.text for run in next(canvas.rows())] == ["a?[31", "男性"]
    canvas.text(6, 0, "x", fg=2)  # over the second half of the first one
    assert canvas.lines() == ["a?[31 x性"]
    canvas.view(0, 0, 8, 1).text(7, 0, "界")  # half of it has room
    assert cell_len(canvas.line(0)) == 9


@given(st.lists(st.tuples(place, st.text(max_size=9), st.integers(0, 2)), max_size=8))
def test_a_row_is_always_as_wide_as_the_canvas(texts: list[tuple[int, str, int]]) -> None:
    """As the library counts that sends it to the terminal, whatever was drawn over what."""
    canvas = blank()
    for x, text, colour in texts:
        canvas.view(1, 0, 9, 1).text(x, 0, text, fg=colour)
    row = canvas.line(0)
    assert rich_len(row) == 12
    assert row.isprintable()
    assert "".join(run.text for run in next(canvas.rows())) == row


def test_frame() -> None:
    canvas = blank(34, 3)
    canvas.frame(0, 0, 34, 3, 1, "now: step 12", "next: db1", "left", "right", title_fg=2, note_fg=3)
    assert canvas.lines() == [
        "╭─ now: step 12 ───── next: db1 ─╮",
        "│" + " " * 32 + "│",
        "╰─ left " + "─" * 17 + " right ─╯",
    ]
    assert canvas.fg[0, 0] == 1
    assert canvas.fg[0, 3] == 2
    assert canvas.fg[0, 22] == 3


@given(st.text("abc", max_size=30), st.text("xyz", max_size=30), st.integers(2, 50))
def test_a_border_keeps_its_corners_and_drops_the_right_text_first(title: str, note: str, width: int) -> None:
    canvas = blank(width, 2)
    canvas.frame(0, 0, width, 2, 1, title, note)
    top = canvas.lines()[0]
    assert top[0] == "╭"
    assert top[-1] == "╮"
    assert len(top) == width
    if width >= 4:
        assert top[1] == top[-2] == "─"
    if title and note:
        both = len(title) + len(note) + 9 <= width
        assert (f" {note} ─╮" in top) == both
        assert (f"╭─ {title} ─" in top) == (len(title) + 6 <= width)


def test_rows_rebuild_the_canvas() -> None:
    random.seed(0)
    canvas = blank(30, 5)
    for _ in range(60):
        fg, bg = random.choices(range(3), k=2)
        canvas.text(random.randrange(30), random.randrange(5), "abc", fg, bg, bold=random.random() < 0.5)
    for y, runs in enumerate(canvas.rows()):
        cells = [(char, run.fg, run.bg, run.attrs) for run in runs for char in run.text]
        expected = zip(canvas.chars[y], canvas.fg[y], canvas.bg[y], canvas.attrs[y], strict=True)
        assert cells == [(str(c), int(f), int(b), int(a)) for c, f, b, a in expected]
        assert all(one[1:] != other[1:] for one, other in itertools.pairwise(runs))


def test_an_empty_canvas() -> None:
    assert list(Canvas(0, 2, 0, 0).rows()) == [[], []]
    assert list(Canvas(-1, -1, 0, 0).rows()) == []


def test_changed_rows_are_those_with_another_cell() -> None:
    before, after = blank(), blank()
    assert after.changed(before) == []
    after.text(3, 1, "é")
    after.fill(0, 2, 1, 1, bg=1)
    assert after.changed(before) == [1, 2]
    before.text(3, 1, "é", bold=True)
    before.fill(0, 2, 1, 1, bg=1)
    assert after.changed(before) == [1]
    assert after.changed(blank(11)) == after.changed(None) == [0, 1, 2, 3]


def test_rows_wanted_are_those_of_all_rows() -> None:
    canvas = blank()
    canvas.text(2, 0, "ab", fg=1)
    canvas.text(5, 3, "⠟x", bold=True)
    every = list(canvas.rows())
    assert list(canvas.rows([3, 0])) == [every[3], every[0]]
