"""Screens over the screen: the help, and the list of scenarios."""

from __future__ import annotations

from typing import ClassVar

from rich.columns import Columns
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static
from textual.widgets.option_list import Option

from glassnet.core.names import formula, meaning, shapes, signs
from glassnet.core.program import Program
from glassnet.scenarios.base import Scenario
from glassnet.tui.keys import file, offers
from glassnet.tui.keys.keymap import Keymap
from glassnet.tui.screens.choices import ChoiceList
from glassnet.tui.screens.modal import Help, Modal

MARKS = (
    ("·", "not computed yet in this iteration"),
    ("0", "exactly zero"),
    ("●  ○", "written, read by the step just done"),
    ("[ ]  ‹ ›", "the cursor; the operands of the number shown in full"),
    ("▸", "the chosen sample, a row that stays; beside the batch: not in this one, evaluated as one of n rows"),
    ("before update", "of the weights that the iteration began with; W and the edges are the new ones already"),
    ("off, dead", "a relu unit that is 0 for this sample (z ≤ 0, where its slope is 0); for every sample"),
    ("sat", "tanh or σ so far out that its slope is exactly 0 for this sample"),
    ("~", "saturated: the activation is nearly flat on 9 of 10 rows, so hardly any gradient passes"),
    ("=", "beside a unit: it has the same weights as another one, and stays the same"),
    ("!!  !  ·", "of the diagnosis: a problem, a warning, a note; ! at a layer: its gradients vanish or explode"),
    ("RMS of dz", "root of the mean square of a layer's dz: how much of the gradient reaches it"),
    ("W moved", "how far this iteration's update moved W, as a share of W's own size"),
    ("─  ┄  ⋯  ∴", "loss plot: training or epoch, test, a run held with {hold}, single batches"),
    ("dots, │", "loss plot: dotted levels are losses it may stay at, the nearest named below; │ is this moment"),
    ("≈ 2·a[1]", "below a unit: all over the plane it says about so many times what unit 1 does, to within 3 %"),
    ("orange, blue", "positive, negative; negative edges are dashed"),
)


def glossary(program: Program) -> tuple[tuple[str, str], ...]:
    """What the names on the screen stand for: those of the first layer, as they are in all, and words of training."""
    names = ("x", "y", "W1", "b1", "z1", "a1", "loss", "da1", "dz1", "dW1", "db1", "lr")
    return (
        *((name, meaning(program, name)) for name in names if name in program.info),
        ("1, 2, …", "at the end of a name: the layer, counted from 1"),
        ("n", "the number of samples in the batch; N of all training samples"),
        ("iteration", "one forward pass, backward pass and update"),
        ("epoch", "one pass over all training samples; with all of them in one batch it is an iteration"),
    )


def signs_here(program: Program) -> tuple[tuple[str, str], ...]:
    """The signs of formulas, each with an example of this program, and the shapes where they do not stay."""
    rows = []
    for sign, words, step in signs(program):
        written = formula(program, step)
        met = f"   shapes  {shapes(program, step)}" if "@" in written or " = Σ" in written else ""
        rows.append((sign, f"{words}\n{written}{met}"))
    return tuple(rows)


MORE_KEYS = (
    ("mouse", "on a number, an edge, a step, a point: its name; a click chooses it, another one explains the number"),
    ("", "a click on a step, a place on the loss plot, a key in the last line: it goes there, or does it"),
    ("wheel", "shows other rows; with shift or ctrl other units; on the loss plot it goes through time"),
)
ELSEWHERE = "With no box open, {help} tells all other keys, and {palette} finds each thing by its name."


BAR = 40  # cells of one


def bar(share: float) -> str:
    """How much of something is done, as `━━━━────  50%`."""
    full = int(BAR * share)
    return f"{'━' * full}{'─' * (BAR - full)}  {int(100 * share):3}%"


class Sheet(VerticalScroll, can_focus=False):
    """The box that a screen over the screen is written on."""


class LongSheet(VerticalScroll, can_focus=True):
    """A sheet to read, which the arrow keys scroll."""


class HelpSheet(Modal[None]):
    """What this scenario is about, all keys and all marks."""

    OPENED_BY = "help"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,space,enter", "dismiss", show=False)]

    def __init__(self, scenario: Scenario, program: Program, keys: Keymap) -> None:
        super().__init__()
        self._scenario, self._program, self._keys = scenario, program, keys

    def compose(self) -> ComposeResult:
        scenario = self._scenario
        about = Text.assemble(
            (f"{scenario.key}: {scenario.title}\n", "bold"),
            f"{scenario.problem}\n\n",
            ("What to watch  ", "bold"),
            f"{self._keys.say(scenario.watch)}\n\n",
            ("What to try  ", "bold"),
            f"{self._keys.say(scenario.attempt)}\n",
        )
        if scenario.notes:
            about.append("\nThe data\n", "bold")
            about.append("".join(f"{note}\n" for note in scenario.notes))
        with LongSheet() as sheet:
            sheet.border_title = "help"
            sheet.border_subtitle = "esc closes"
            yield Static(about)
            yield Static(_table((*offers.help_lines(self._keys), *MORE_KEYS)))
            yield Static("")
            yield Static(_table(tuple((mark, self._keys.say(words)) for mark, words in MARKS)))
            yield Static("")
            yield Static(
                _table((("signs", "of formulas, each with a step of this network"), *signs_here(self._program)))
            )
            yield Static("")
            yield Static(_table(glossary(self._program)))
            yield Static("")
            names = [f"{id_} {self._keys.names(id_)}".strip() for id_ in self._keys.keys]
            yield Static(Columns([Text(name) for name in names], padding=(0, 3), column_first=True))
            if not self.app.is_web:  # where nobody has a file of keys
                yield Static(_own_keys(self._keys), markup=False)


def _own_keys(keys: Keymap) -> str:
    """How to give keys other places."""
    return f'Other keys: a line such as step = "n" for each, in {file.place()}; the names and the keys now are above.'


def _table(rows: tuple[tuple[str, str], ...]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    for key, does in rows:
        table.add_row(key, does)
    return table


class KeysSheet(Modal[None]):
    """The keys of a screen that stands over the panels, over it."""

    OPENED_BY = "help"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,space,enter", "dismiss", show=False)]

    def __init__(self, rows: Help, keys: Keymap) -> None:
        super().__init__()
        self._rows, self._keys = rows, keys

    def compose(self) -> ComposeResult:
        with LongSheet() as sheet:
            sheet.border_title = "keys here"
            sheet.border_subtitle = "esc closes"
            yield Static(_table(self._rows))
            yield Static("")
            yield Static(self._keys.say(ELSEWHERE), markup=False)


class ScenarioList(Modal[str | None]):
    """All scenarios, and where those stand that were open; gives the name of the chosen one."""

    OPENED_BY = "scenarios"
    KEYS_HERE = (
        ("↑ ↓", "another scenario"),
        ("enter", "open it, as it was left"),
        ("1 2 3 4 5 6 7 8 9", "open it by its number"),
        ("esc q", "leave it"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", show=False),
        *(Binding(str(digit), f"number({digit})", show=False) for digit in range(1, 10)),
    ]

    def __init__(self, titles: dict[str, str], places: dict[str, str], current: str) -> None:
        super().__init__()
        self._titles, self._places = titles, places
        self._current = current

    def compose(self) -> ComposeResult:
        options = []
        for number, (name, title) in enumerate(self._titles.items(), start=1):
            place = self._places.get(name, "")
            text = Text.assemble((f"{number:>2}  ", "dim"), (f"{name:<14} ", "bold"), f"{title:<28} ", (place, "dim"))
            options.append(Option(text, id=name))
        with Sheet() as sheet:
            sheet.border_title = "scenarios"
            sheet.border_subtitle = "enter opens, esc closes"
            yield ChoiceList(*options)

    def on_mount(self) -> None:
        self.query_one(ChoiceList).highlighted = list(self._titles).index(self._current)

    def on_option_list_option_selected(self, event: ChoiceList.OptionSelected) -> None:
        self.dismiss(event.option.id)

    def action_number(self, digit: int) -> None:
        names = list(self._titles)
        if digit <= len(names):
            self.dismiss(names[digit - 1])


class ExportList(Modal[str | None]):
    """Where to take the session on show; gives the kind of export."""

    KEYS_HERE = (("↑ ↓", "another kind"), ("enter", "choose it; the file is asked for then"), ("esc q", "leave it"))
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "dismiss", show=False)]

    def compose(self) -> ComposeResult:
        from glassnet.tui.exports import EXPORTS

        with Sheet() as sheet:
            sheet.border_title = "export"
            sheet.border_subtitle = "enter chooses, esc closes"
            yield ChoiceList(
                *(Option(Text.assemble((f"{name:<6} ", "bold"), kind.words), id=name) for name, kind in EXPORTS.items())
            )

    def on_option_list_option_selected(self, event: ChoiceList.OptionSelected) -> None:
        self.dismiss(event.option.id)
