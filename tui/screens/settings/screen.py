"""The settings: all keys of the tables, changed with arrow keys, with what a change leads to, and applied with one key.

Nothing happens to the training before that; the screen gives the draft, or None.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.geometry import Size
from textual.widgets import Static

from glassnet.core.errors import GlassnetError
from glassnet.scenarios.data.csv_data import NotRead, hurried
from glassnet.scenarios.data.csv_elsewhere import Reading, takes_time
from glassnet.scenarios.sessions.session import Session
from glassnet.scenarios.settings.draft import Draft
from glassnet.scenarios.settings.outcome import outcome
from glassnet.scenarios.settings.rows import Row, rows, stepped, with_layer
from glassnet.tui.screens.modal import Modal
from glassnet.tui.screens.prompts import AskText
from glassnet.tui.screens.reading import ReadingSheet
from glassnet.tui.screens.settings.lines import SettingLines

KEYS = "+ - layer  n next seed  b from the start  y copy command  w one matrix"
AROUND = 10  # lines of the screen that are not the list
WIDEST, BESIDE = 80, 12  # columns of a line of the list, and of what stands beside it


class Applied(NamedTuple):
    """What to do with the settings. again: start again where the training could go on."""

    draft: Draft
    again: bool


class SettingsSheet(Vertical):
    """The box of the settings; only the list in it scrolls."""


class SettingsScreen(Modal[Applied | None]):
    """Settings of the session on show. copy, collapse: what two of the keys do, which the app knows."""

    OPENED_BY = "settings"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", show=False),
        Binding("a", "apply(False)", show=False),
        Binding("b", "apply(True)", show=False),
        Binding("plus", "layer(1)", show=False),
        Binding("minus", "layer(-1)", show=False),
        Binding("n", "next_seed", show=False),
        Binding("y", "copy", show=False),
        Binding("w", "collapse", show=False),
    ]
    KEYS_HERE = (
        ("↑ ↓", "another setting"),
        ("← →", "the value before, the next one"),
        ("enter", "type a value; of a name, the next one"),
        ("+ -", "a layer more, a layer less"),
        ("n", "the next seed"),
        ("a", "apply: go on where the change allows it, else start again"),
        ("b", "apply, and start again in any case"),
        ("y", "copy the command line of what stands here"),
        ("w", "what a stack of linear layers comes down to"),
        ("esc q", "leave it, and nothing changes"),
    )

    def __init__(self, session: Session, copy: Callable[[], None], collapse: Callable[[Session], None]) -> None:
        super().__init__()
        self._session, self._copy, self._collapse = session, copy, collapse
        self.draft = Draft.of(session.scenario)
        self._before = {row.id: row.text for row in rows(self.draft)}

    def compose(self) -> ComposeResult:
        with SettingsSheet() as sheet:
            sheet.border_title = f"settings of {self._session.scenario.key}"
            sheet.border_subtitle = "← → change   enter type   a apply   esc leave it"
            yield SettingLines()
            yield Static("", id="help", markup=False)
            yield Static("", id="outcome", markup=False)
            yield Static(KEYS, id="keys", markup=False)

    def on_mount(self) -> None:
        self._fit(self.app.size)

    def on_resize(self, event: events.Resize) -> None:
        if self.query(SettingLines):  # the first size may come before the list is there
            self._fit(event.size)

    def _fit(self, size: Size) -> None:
        lines = self.query_one(SettingLines)
        lines.styles.max_height = max(4, size.height - AROUND)
        lines.room = min(WIDEST, size.width - BESIDE)
        self.show_again()

    # --- showing ---

    def show_again(self) -> None:
        """Show the draft as it is, and what comes of it at this moment."""
        self.query_one(SettingLines).show(rows(self.draft), self._before)
        self._tell()

    def _tell(self, wrong: str = "") -> None:
        row = self._row()
        help_static, outcome_static = self.query_one("#help", Static), self.query_one("#outcome", Static)
        help_static.set_class(bool(wrong), "wrong")
        help_static.update(wrong or (row.help if row else ""))
        outcome_static.update(outcome(self.draft, self._session).text)

    def _row(self) -> Row | None:
        option = self.query_one(SettingLines).highlighted_option
        return next((row for row in rows(self.draft) if option is not None and row.id == option.id), None)

    def on_option_list_option_highlighted(self) -> None:
        self._tell()

    # --- changing ---

    def _put(self, change: Callable[[], Draft]) -> None:
        """Take another draft, or say why there is none; a large file that it needs is read first."""
        try:
            with hurried(takes_time):
                self.draft = change()
        except GlassnetError as error:
            self._tell(str(error))
        except NotRead as needed:
            sheet = ReadingSheet(Reading(needed.request))
            self.app.push_screen(sheet, lambda read: self._put(change) if read else None)
        else:
            self.show_again()

    def on_setting_lines_changed(self, message: SettingLines.Changed) -> None:
        row = self._row()
        if row is not None:
            self._put(lambda: stepped(self.draft, row, message.by))

    def on_option_list_option_selected(self) -> None:
        """Enter or a click: names go on to the next one, all others are typed."""
        row = self._row()
        if row is None:
            return
        if row.item or row.named:
            self._put(lambda: stepped(self.draft, row, 1))
            return

        def wrong(text: str) -> str:
            try:
                with hurried(takes_time):
                    self.draft.put(row.path, row.read(text))
            except GlassnetError as error:
                return str(error)
            except NotRead:  # what is wrong is said when it is
                return ""
            return ""

        def typed(text: str | None) -> None:
            if text is not None:
                self._put(lambda: self.draft.put(row.path, row.read(text)))

        start = "" if row.value is None else row.flag.spelled(row.value) or ""
        live = row.flag.table != "csv"  # whose file would be read with every letter
        self.app.push_screen(AskText(row.name.strip(), row.help, start, wrong, live=live), typed)

    def action_layer(self, by: int) -> None:
        self._put(lambda: with_layer(self.draft, by))

    def action_next_seed(self) -> None:
        self._put(lambda: self.draft.put("seed", self.draft.tables["seed"] + 1))

    # --- done ---

    def action_apply(self, again: bool) -> None:
        if not again and not self.draft.changes:
            self._tell("nothing is changed yet; b starts again with the same settings")
            return
        self.dismiss(Applied(self.draft, again))

    def action_copy(self) -> None:
        """The command line of the settings as they stand here."""
        if not self.draft.changes:
            self._copy()
            return
        from glassnet.scenarios.experiments.command_line import command_line

        try:
            line = command_line(self.draft.made)
        except GlassnetError as error:
            self._tell(str(error))
            return
        self.app.copy_to_clipboard(line)
        self.app.notify(f"copied, not applied: {line}", timeout=5, markup=False)

    def action_collapse(self) -> None:
        """The one matrix of the network as it stands here: trained, or as it would begin."""
        try:
            goes_on = outcome(self.draft, self._session).goes_on
            self._collapse(self._session if goes_on else Session(self.draft.made))
        except GlassnetError as error:
            self._tell(str(error))
