"""The app: what is open, the panels, the keys and a run, put together, so that each is the only one to know its part.

A key finds its entry in the table (`keys/`), whose function (`actions/`) asks this class for what a `Playground` can.
Screens that ask or tell something are loaded when they are first opened, so that the first frame comes sooner.
"""

from __future__ import annotations

import gc
import importlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import ComposeResult, SystemCommand
from textual.screen import Screen

from glassnet.core.errors import GlassnetError
from glassnet.scenarios.base import Scenario
from glassnet.tui.actions import action
from glassnet.tui.actions.reading import when_read
from glassnet.tui.board import panel_kind
from glassnet.tui.drawing import plot
from glassnet.tui.drawing.cube import TRUE
from glassnet.tui.keys.keymap import DEFAULT, Keymap
from glassnet.tui.keys.table import TABLE
from glassnet.tui.messages import Chosen, Press, ScenarioName, TabName
from glassnet.tui.painting import FIRST, Paints
from glassnet.tui.panel import Panel
from glassnet.tui.panels import PANELS
from glassnet.tui.runs import Saved
from glassnet.tui.storage import storage
from glassnet.tui.targets import is_there
from glassnet.tui.telling import DEAF, Telling
from glassnet.tui.workspace import Workspace

if TYPE_CHECKING:
    from glassnet.tui.opening import Opening
    from glassnet.tui.playground import Playground

NOTES = 5  # sentences about the data that a notification tells


class Glassnet(Paints):
    """The playground: a `Playground` of the screen.

    scenario: the one to open, by name or made from a file, or sessions that were saved. seed: of its initial weights,
        where not the scenario's own. plain: without braille. fps: frames a second at most while running.
    at: a prepared moment, `120:dW1[0,2]`. file: where the sessions were saved. keys: where not those of the table.
    theme: of `remembered.THEMES`. remember: keeps another one that is chosen; says what went wrong.
    depth: how many colours are shown, TRUE or CUBE; None asks the terminal. big: for a lecture, see `PanelView`.
    """

    CSS_PATH = "app.tcss"
    TITLE = "Glassnet"
    ENABLE_COMMAND_PALETTE = False  # Textual's key for it; ours opens it too, and can be another one
    NOTIFICATION_TIMEOUT = 3  # seconds for what only confirms; what says more stays longer

    def __init__(
        self,
        scenario: str | Scenario | Saved = FIRST,
        seed: int | None = None,
        plain: bool = False,
        fps: float = 60.0,
        at: str | None = None,
        file: str = "",
        keys: Keymap = DEFAULT,
        theme: str = "dark",
        remember: Callable[[str], str] = lambda theme: "",
        depth: int | None = TRUE,
        big: bool = False,
    ) -> None:
        super().__init__(theme, remember, depth, plain, big)
        self.keys = keys
        self.workspace = Workspace(scenario, seed)
        self.storage = storage(self._deliver)
        if file:
            self.workspace.files[self.workspace.key] = file
        if at is not None:
            from glassnet.tui.opening import open_at

            open_at(self.workspace, at)
        self.remarks: tuple[str, ...] = ()  # about what was asked for, to be told once
        self.later: Opening | None = None  # what takes the place of the first scenario as soon as it is read
        self.refused = ""  # why that could not be opened, which ends the app
        self._hovering = False  # whether the mouse is on something that is named
        self.fps = fps
        self._telling = Telling(self)

    # --- the keys ---

    def on_key(self, event: events.Key) -> None:
        """A key that no screen over this one has taken: it closes notifications, and escape does no more than that.

        Letters of a number that nothing asks for do nothing at all.
        """
        if len(self.screen_stack) > 1:
            if self._telling.tells:
                self._telling.clear()
            return
        if self._hovering:
            self._board.forget_hovered()
        told, id_ = self._telling.tells, self.keys.id_of(event.key)
        if self._telling.typed.takes(event.key):
            event.prevent_default()
            if not told:
                self.warn(f"no box is open: {DEAF}")
            return
        with self._one_key():
            if (told and event.key == "escape") or self.takes_answer(event.key):
                event.prevent_default()
            elif id_ is not None:
                event.prevent_default()
                self.do(id_)

    def do(self, id_: str) -> None:
        """What a key does, by its id in the table; nothing where what asks has switched it off."""
        app: Playground = self
        if self.is_taken(id_):
            return
        action(TABLE[id_].does)(app, *TABLE[id_].args)

    @contextmanager
    def _one_key(self) -> Iterator[None]:
        self._telling.begin()
        try:
            yield
            self.look_whether_over()
        finally:
            self._telling.end()

    def action_help_quit(self) -> None:
        """What ctrl+c says, which in other programs ends them."""
        back = "" if self.is_web else ", and glassnet --resume comes back"
        self.tell(f"{self.keys.name('quit')} leaves Glassnet{back}")

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        from glassnet.tui.screens.palette import commands

        return commands(self)

    # --- pointing ---

    def on_chosen(self, message: Chosen) -> None:
        """What was pointed at, if it is still there: the message may have been on its way while a key changed all."""
        target, snapshot = message.target, self.snapshot()
        if isinstance(target, Press | ScenarioName | TabName):
            self._telling.typed.end()
            with self._one_key():
                action("pointing:press")(self, target)
        elif message.program is snapshot.program and is_there(target, snapshot):
            try:
                action("pointing:point_at")(self, target)
            except GlassnetError as error:
                self.warn(error)
            self.pointed()

    def on_hovered(self) -> None:
        self._hovering = self._board.name_hovered()

    # --- telling and asking ---

    def tell(self, words: str, seconds: float = NOTIFICATION_TIMEOUT) -> None:
        self._telling.tell(words, seconds, "information")

    def warn(self, words: object) -> None:
        self._telling.tell(str(words), 5, "warning")

    def refuse(self, words: object, several: bool = False) -> None:
        """Who did not look types on, and a digit alone would open a scenario."""
        self._telling.typed.refused(several)
        self.warn(f"{words}; {DEAF}")

    def ask(self, screen: Screen[Any], answered: Callable[[Any], object] = lambda answer: None) -> None:
        def given(answer: Any) -> None:
            if answer is None and getattr(screen, "refused", False):
                self.refuse("nothing was entered")
            answered(answer)
            self.look_whether_over()

        self.push_screen(screen, given)

    def push_screen(self, *args: Any, **options: Any) -> Any:
        """Open a screen over this one; notifications would cover it."""
        self._telling.clear()
        if self._hovering:
            self._board.forget_hovered()
        return super().push_screen(*args, **options)

    def open_palette(self) -> None:
        from glassnet.tui.screens.palette import Palette

        self.push_screen(Palette(id="--command-palette"))

    def tell_keys(self, rows: tuple[tuple[str, str], ...]) -> None:
        """The keys of the screen on top, over it."""
        from glassnet.tui.screens.sheets import KeysSheet

        self.push_screen(KeysSheet(rows, self.keys))

    def copy(self, text: str) -> None:
        self.copy_to_clipboard(text)

    def _deliver(self, name: str, content: bytes) -> None:
        """Hand a file to the browser that shows this app."""
        self.deliver_binary(BytesIO(content), save_directory="", save_filename=name)

    def picture(self) -> str:
        from glassnet.tui.picture import picture

        return picture(self)

    # --- time ---

    def move(self, go: Callable[[], object]) -> None:
        if self.paused():
            return
        try:
            go()
        except GlassnetError as error:
            self.warn(error)
        self.moved()

    def moved(self) -> None:
        """Show another moment of what is open."""
        if self.session.trouble:
            self.warn(self.session.trouble)
        if self.workspace.touched:
            self.greeted()
        if self.workspace.choices.trail and not self.workspace.explain_again():
            self.arrange()
            self.give_keys()
        self.show()
        for screen in self.screen_stack[1:]:  # such as the settings, when the run that they paused has come to its end
            getattr(screen, "renew", lambda: None)()

    # --- the first frame, and after it ---

    def compose(self) -> ComposeResult:
        self._board.room = self.size
        self.get_ready()
        yield from self._board.first()

    def on_mount(self) -> None:
        self.arrange()
        self.give_keys()
        self.call_after_refresh(self._settle)
        if self.later is None:
            self._remark()
        else:
            when_read(self, self.later.tables, self._open_later, self.exit, alone=True)

    def _open_later(self) -> None:
        assert self.later is not None
        try:
            self.workspace, remarks = self.later.opened()
        except GlassnetError as error:
            self.refused = str(error)
            self.exit(return_code=2)
            return
        self.remarks = (*remarks, *self.remarks)
        self.arrange()
        self.give_keys()
        self._remark()

    def _remark(self) -> None:
        for remark in self.remarks:
            self.warn(remark)
        self.tell_notes()

    def tell_notes(self) -> None:
        opened = self.session.scenario
        if opened.csv is not None and (notes := opened.notes):
            more = f"\n… {self.keys.name('help')} shows {len(notes) - NOTES} more" if len(notes) > NOTES else ""
            self.notify("\n".join(notes[:NOTES]) + more, title="the data", timeout=8, markup=False)

    def _settle(self) -> None:
        """What can wait until the first frame is on screen."""
        plot.load()
        importlib.import_module("numpy.random")  # for which the first scenario that draws weights would wait
        for name in PANELS:
            panel_kind(name)
        for entry in TABLE.values():  # whose first key press would wait for their modules
            if entry.does:
                action(entry.does)
        self.begin_lesson()
        self.greet()
        if not gc.isenabled():
            gc.freeze()  # what is loaded by now is never looked through: it would hold up a frame for three
            gc.enable()

    def on_resize(self, event: events.Resize) -> None:
        if event.size == self._board.room:  # the first one says what was known when the app began
            return
        self._board.room = event.size
        for panel in self.query(Panel):
            panel.leave()  # what the mouse was on is elsewhere
        if self.query(Panel):
            self.arrange()
            self.give_keys()

    def on_placed(self) -> None:
        self._board.placed()
        if self.session.pasts.missed():  # by a panel that has only now been painted
            self.show()
        self.recall()
