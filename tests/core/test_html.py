"""States and explanations in HTML: every number is there, what is marked is marked, and it fits any notebook."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import numpy as np
import pytest

from glassnet.core.explain import why
from glassnet.core.history import History
from glassnet.core.html import COLUMNS, ROWS
from glassnet.core.machine import State, advance, frozen, run
from glassnet.core.names import formula
from glassnet.core.numerals import brief
from glassnet.core.terms import label
from glassnet.scenarios import load

ALONE = {"meta", "br"}  # tags that need no end


class Page(HTMLParser):
    """What a page says: texts, the text of each element by its tag, and the styles; every tag must be closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self.marked: list[str] = []
        self.styles: list[str] = []
        self._marks: list[int] = []
        self.feed(page)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        style = dict(attributes).get("style") or ""
        self.styles.append(style)
        if tag not in ALONE:
            self.open.append(tag)
            self.texts.setdefault(tag, []).append("")
        if "outline" in style:
            self._marks.append(len(self.open))
            self.marked.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if self._marks and len(self.open) < self._marks[-1]:
            self._marks.pop()

    def handle_data(self, data: str) -> None:
        for tag in {*self.open}:
            self.texts[tag][-1] += data
        if self._marks:
            self.marked[-1] += data


def moments(scenario: str) -> list[State]:
    """All moments of two iterations."""
    program, state = load(scenario).begin()
    states = [state]
    for _ in range(2 * len(program.steps)):
        states.append(advance(program, states[-1]))
    return states


def html_of(thing: object) -> str:
    """As a notebook asks for it."""
    page = thing._repr_html_()  # type: ignore[attr-defined]
    assert isinstance(page, str)
    return page


@pytest.mark.parametrize("scenario", ["xor", "sensor", "digits", "deep-sigmoid"])
def test_the_step_just_done_is_marked_and_nothing_else_is(scenario: str) -> None:
    for state in moments(scenario):
        page = Page(html_of(state))
        if state.step is None:
            assert not page.marked
            continue
        (marked,) = page.marked
        assert marked.startswith(f"● {state.step.output} ")
        signs = "".join(page.texts["span"])
        assert signs.count("●") == 1
        assert signs.count("○") == len({*state.step.inputs} - {state.step.output})
        assert formula(state.program, state.step) in page.texts["p"][0]  # its > and < included


@pytest.mark.parametrize("scenario", ["xor", "sensor", "digits"])
def test_every_value_is_there_with_its_first_numbers(scenario: str) -> None:
    state = moments(scenario)[-1]
    page = Page(html_of(state))
    tables = page.texts["table"]
    assert len(tables) == len(state.values)
    wanted = []
    for value in state.values.values():
        grid = np.atleast_2d(value)[:ROWS, :COLUMNS]
        wanted.append([brief(number) for number in grid.ravel().tolist()])
    cells = page.texts["td"]
    assert sorted(cells) == sorted(number for numbers in wanted for number in numbers)
    assert [value.shape for value in state.values.values() if value.shape and max(value.shape) > COLUMNS] == [] or (
        "more" in html_of(state)
    )


def test_what_is_left_out_is_counted() -> None:
    state = moments("digits")[-1]
    smalls = Page(html_of(state)).texts["small"]
    assert f"… {1437 - ROWS:,} more rows, {64 - COLUMNS} more columns" in smalls


def test_what_is_not_computed_yet_is_a_dot() -> None:
    program, state = load("xor").begin()
    assert html_of(state).count("·") == len(program.computed)


@pytest.mark.parametrize("scenario", ["digits", "deep-sigmoid", "spiral"])
def test_it_is_small_however_large_the_network(scenario: str) -> None:
    program, state = load(scenario).begin()
    state = run(program, state, 2)
    assert len(html_of(state)) < 100_000
    for name in program.parameters:
        page = html_of(why(history_of(scenario), name, (0,) * state[name].ndim))
        assert len(page) < 20_000


def test_colours_suit_dark_and_light_pages() -> None:
    for style in Page(html_of(moments("sensor")[-1])).styles:
        colours = re.findall(r"background:[^;]*", style)
        assert all(re.fullmatch(r"background:rgba\(\d+,\d+,\d+,0\.\d+\)", colour) for colour in colours)
        assert not re.search(r"(^|;)color:", style)


def test_the_largest_number_is_the_hottest_and_zero_is_plain() -> None:
    state = moments("xor")[-1]
    W1 = state["W1"]
    shares = {brief(w): f"{0.55 * abs(w) / np.abs(W1).max():.2f}" for w in W1.ravel().tolist()}
    page = html_of(state)
    for text, share in shares.items():
        assert re.search(rf"<td style='background:rgba\([\d,]+,{share}\)'>{re.escape(text)}</td>", page)
    assert "<td>0</td>" in page


def test_numbers_that_are_none_are_told() -> None:
    program, state = load("xor").begin()
    bad = State(program, 1, 0, {**state.values, "b1": frozen([np.nan, np.inf, -np.inf, 1.0])})
    cells = Page(html_of(bad)).texts["td"]
    assert {"nan", "inf", "-inf"} <= {*cells}


def history_of(scenario: str) -> History:
    history = History(*load(scenario).begin())
    history.run(2)
    return history


@pytest.mark.parametrize("scenario", ["xor", "sensor", "digits"])
def test_an_explanation_has_its_formula_its_numbers_and_its_operands(scenario: str) -> None:
    history = history_of(scenario)
    for step in history.program.steps:
        found = why(history, step.output, (0,) * history.state[step.output].ndim)
        page = Page(html_of(found))
        assert page.texts["b"] == [f"{found.label} = {found.printed}"]
        heads, cells = page.texts["th"], page.texts["td"]
        for words, text in found.lines():
            assert words in heads
            assert text in cells
        for operand in found.operands[:12]:
            at = heads.index(label(operand.name, operand.index))
            assert cells[len(found.lines()) + 2 * (at - len(found.lines()))] == brief(operand.value)
        assert len(heads) == len(found.lines()) + min(12, len(found.operands))


def test_the_end_of_a_chain_says_where_it_was_given() -> None:
    history = history_of("xor")
    found = why(history, "W1", (0, 0), 0)
    page = Page(html_of(found))
    assert page.texts["td"] == ["an initial weight, before the first update"]
