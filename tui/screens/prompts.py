"""Screens that ask for something: a number, yes or no, a breakpoint. All typing happens here."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static
from textual.widgets.option_list import Option

from glassnet.core.errors import quoted
from glassnet.core.numerals import brief
from glassnet.scenarios.sessions.halts import KINDS, Halt
from glassnet.tui.screens.choices import ChoiceList
from glassnet.tui.screens.modal import Answer, Modal
from glassnet.tui.screens.sheets import Sheet

OFF = "off "  # before the place of a breakpoint that is set, as the id of its line


def read_number(text: str) -> float:
    """A finite number as people write it, with a point or a comma. Raises ValueError, which says what is wrong."""
    try:
        number = float(text.strip().replace(",", ".").replace("−", "-"))
    except ValueError as error:
        raise ValueError(f"{quoted(text)} is not a number") from error
    if not math.isfinite(number):
        raise ValueError(f"{quoted(text)} is {'too large' if any(map(str.isdigit, text)) else 'not a finite number'}")
    return number


class _Ask(Modal[Answer | None]):
    """One line of input: `read` makes of its text what is asked for, or raises ValueError with what is wrong.

    live: what is wrong is said with every letter. begun: the value is the first letters of what is being typed, and no
        proposal that gives way to it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", show=False)]
    KEYS_HERE = (("enter", "take what is typed, if it can be taken"), ("esc", "leave it, and nothing changes"))

    def __init__(
        self,
        title: str,
        words: str,
        value: str,
        read: Callable[[str], Answer],
        enter: str,
        live: bool = False,
        begun: bool = False,
    ) -> None:
        super().__init__()
        self._title, self._words, self._value, self._enter = title, words, value, enter
        self._read, self._live, self._begun = read, live, begun

    def compose(self) -> ComposeResult:
        with Sheet() as sheet:
            sheet.border_title = self._title
            sheet.border_subtitle = f"enter {self._enter}, esc leaves it"
            yield Static(self._words, markup=False)
            yield Input(self._value, select_on_focus=not self._begun)
            yield Static("", id="wrong", markup=False)

    def on_input_changed(self, event: Input.Changed) -> None:
        wrong = ""
        if self._live:
            try:
                self._read(event.value)
            except ValueError as error:
                wrong = str(error)
        self._tell(wrong)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        try:
            self.dismiss(self._read(event.value))
        except ValueError as error:
            self.refused = True
            self._tell(str(error))

    def _tell(self, wrong: str) -> None:
        for line in self.query("#wrong").results(Static):  # which has gone before its screen
            line.update(wrong)


class AskNumber(_Ask[float]):
    """One number. check: says what is wrong with a value, or an empty text."""

    def __init__(
        self,
        title: str,
        words: str,
        value: str = "",
        check: Callable[[float], str] = lambda number: "",
        enter: str = "sets it",
    ) -> None:
        super().__init__(title, words, value, lambda text: _checked(read_number(text), check), enter)


class AskText(_Ask[str]):
    """One line of text. check: says what is wrong with it, or an empty text. live, begun: see `_Ask`."""

    def __init__(
        self,
        title: str,
        words: str,
        value: str,
        check: Callable[[str], str],
        enter: str = "sets it",
        live: bool = False,
        begun: bool = False,
    ) -> None:
        super().__init__(title, words, value, lambda text: _checked(text.strip(), check), enter, live, begun)


def _checked(value: Answer, check: Callable[[Answer], str]) -> Answer:
    if wrong := check(value):
        raise ValueError(wrong)
    return value


class Confirm(Modal[bool]):
    """Yes or no; no is what happens by itself."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,enter", "answer(True)", show=False),
        Binding("n,escape,q", "answer(False)", show=False),
    ]
    KEYS_HERE = (("y enter", "yes"), ("n esc q", "no, and nothing changes"))

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words

    def compose(self) -> ComposeResult:
        with Sheet() as sheet:
            sheet.border_subtitle = "y yes, n no"
            yield Static(self._words, markup=False)

    def action_answer(self, yes: bool) -> None:
        self.dismiss(yes)


class AskHalt(Modal[tuple[Halt, ...] | None]):
    """When a run shall stop: the conditions that are set, to be taken off one by one, and those that can be added.

    Gives all that are set then.
    """

    OPENED_BY = "halt"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", show=False),
        Binding("delete,backspace", "clear", show=False),
    ]
    KEYS_HERE = (
        ("↑ ↓", "another line"),
        ("enter", "add what is said there, or take it off"),
        ("bksp delete", "take all off"),
        ("esc q", "leave it"),
    )

    def __init__(self, halts: tuple[Halt, ...], sample: int) -> None:
        super().__init__()
        self._halts, self._sample = halts, sample

    def compose(self) -> ComposeResult:
        halts = [Option(f"take off: {halt}", id=f"{OFF}{place}") for place, halt in enumerate(self._halts)]
        kinds = [Option(kind.words.format("…"), id=name) for name, kind in KINDS.items()]
        with Sheet() as sheet:
            sheet.border_title = "halt a run when"
            sheet.border_subtitle = (
                "enter adds or takes off, backspace clears all, esc leaves it" if halts else "enter adds, esc leaves it"
            )
            yield ChoiceList(*halts, *kinds)

    def on_mount(self) -> None:
        self.query_one(ChoiceList).highlighted = len(self._halts)

    def on_option_list_option_selected(self, event: ChoiceList.OptionSelected) -> None:
        chosen = event.option.id or ""
        if chosen.startswith(OFF):
            place = int(chosen.removeprefix(OFF))
            self.dismiss((*self._halts[:place], *self._halts[place + 1 :]))
            return
        kind = KINDS[chosen]

        def add(number: float | None) -> None:
            if number is not None:
                self.dismiss((*self._halts, Halt(kind.name, number)))

        if not kind.asks:
            add(kind.start)
            return
        start = self._sample if kind.name == "flips" else kind.start
        self.app.push_screen(AskNumber("halt when", kind.words.format("…"), brief(start), enter="adds it"), add)

    def action_clear(self) -> None:
        self.dismiss(())
