"""The app: puts the stage and the keys together, and answers to what panels point at and to the palette.

Screens that ask or tell something are loaded when they are first opened, so that the first frame comes sooner.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.app import SystemCommand
from textual.binding import BindingType
from textual.markup import escape
from textual.screen import Screen

from glassnet.core.errors import GlassnetError
from glassnet.tui import keys
from glassnet.tui.actions.files import FileKeys
from glassnet.tui.actions.look import LookKeys
from glassnet.tui.actions.number import NumberKeys
from glassnet.tui.actions.points import PointKeys
from glassnet.tui.actions.settings import SettingsKeys
from glassnet.tui.layout import EXPLAIN
from glassnet.tui.messages import Chosen, Entry, Iteration, Layer, Operand, Press, Removal, Sample, Spot
from glassnet.tui.targets import is_there
from glassnet.tui.themes import THEMES


class Glassnet(NumberKeys, LookKeys, SettingsKeys, FileKeys, PointKeys):
    """The playground; see `Stage` for its arguments."""

    CSS_PATH = "app.tcss"
    TITLE = "Glassnet"
    BINDINGS: ClassVar[list[BindingType]] = keys.BINDINGS

    # --- pointing ---

    def on_chosen(self, message: Chosen) -> None:
        """What was pointed at, if it is still there: the message may have been on its way while a key changed all."""
        snapshot = self.snapshot()
        of_another = message.program is not snapshot.program and not isinstance(message.target, Press)
        if of_another or not is_there(message.target, snapshot):
            return
        try:
            match message.target:
                case Entry() as entry:
                    self.desk.point_at(entry)
                case Sample() as sample:
                    self.desk.choose(sample=sample)
                case Layer(number):
                    self.desk.choose(layer=number)
                case Operand(place):
                    self.desk.choose(operand=place)
                case Iteration(number):
                    self._go_to(number)
                case Spot() as spot:
                    self.use_brush(spot)
                case Removal(row):
                    self._take(row)
                case Press(key):
                    self._press(key)
                    return
        except GlassnetError as error:
            self._warn(error)
        self.show()

    def _press(self, key: str) -> None:
        """A click that stands for a key."""
        if key.startswith("tab:"):
            name = key.removeprefix("tab:")
            if name != EXPLAIN:
                self.desk.leave_explanation()
                self._tab = self._tab_names().index(name)
            self._arrange()
            self._focus_first()
            return
        self._typed.end()
        if key.isdigit():  # of a scenario; as a key it might begin a number
            self.action_scenario(int(key))
        else:
            self.simulate_key(keys.NAMED.get(key, key))

    # --- palette ---

    def action_command_palette(self) -> None:
        from glassnet.tui.screens.palette import Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(id="--command-palette"))

    def action_help_quit(self) -> None:
        """What ctrl+c says, which in other programs ends them."""
        self.notify("q leaves Glassnet, and glassnet --resume comes back", markup=False)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        yield SystemCommand("Settings", "Of the network, the training, the data (s)", self.action_settings)
        yield SystemCommand("Earlier run", "The one before other settings, and back (z)", self.action_earlier)
        for place, words in self.earlier_runs():
            yield SystemCommand(f"Earlier run: {words}", "Bring it back", lambda place=place: self.bring_back(place))
        yield SystemCommand("Linear model", "Without hidden layers, and back (-)", self.action_linear)
        yield SystemCommand("One matrix", "What a stack of linear layers comes down to", self.action_collapse)
        yield SystemCommand("Hold as a ghost", "Keep this run's loss in the plot, or drop it (k)", self.action_hold)
        yield SystemCommand("Compare", "The ghost and this run in figures (K)", self.action_compare)
        yield SystemCommand("Copy command line", "What opens this experiment", self.action_copy_command_line)
        yield SystemCommand("Learning rate", "Change it from here on", self.action_learning_rate)
        yield SystemCommand("Undo", "The last change of a number, a setting or a point (ctrl+z)", self.action_undo)
        yield SystemCommand("Back to the beginning", "What is recorded stays (ctrl+r)", self.action_restart)
        yield SystemCommand("Drop what follows", "Forget what is recorded after this moment", self.action_drop_future)
        yield SystemCommand("Go to iteration", "Any one, computed or not (g)", self.action_goto)
        yield SystemCommand("Breakpoints: halt when", "Where runs stop (h)", self.action_halt)
        yield SystemCommand("Check gradients", "Against central differences (c)", self.action_check)
        yield SystemCommand("Diagnosis", "What keeps it from learning, and what to try (d)", self.action_diagnose)
        yield SystemCommand("Predict", "Say each number before it is shown (p)", self.action_predict)
        yield SystemCommand("Scenarios", "Choose another one (0)", self.action_scenarios)
        yield SystemCommand("Loss: linear or log scale", "The axis of the loss plot (v)", self.action_scale)
        yield SystemCommand(
            "Next wrong answer", "Training rows, then test rows (w, W back)", lambda: self.action_wrong(1)
        )
        yield SystemCommand(
            "Confusion matrix", "What was taken for what: training, test rows (x)", self.action_confusion
        )
        yield SystemCommand("Draw points", "With the mouse on the map, class by class (t)", self.action_brush)
        yield SystemCommand("Add a point", "By its numbers and its class", self.action_add_point)
        yield SystemCommand("Delete the sample", "From the training rows (delete)", self.action_take_away)
        yield SystemCommand("Save", "The experiment, its past and this moment (ctrl+s)", self.action_save)
        yield SystemCommand("Save as", "The same, into another file", self.action_save_as)
        yield SystemCommand("Export", "To NumPy, PyTorch, ONNX, CSV, SVG (ctrl+e)", self.action_export)
        yield SystemCommand("Theme: light or dark", "Change the colours", self._change_theme)
        yield SystemCommand("Copy number", "The number under the cursor, full precision (y)", self.action_copy)
        yield SystemCommand("Help", "All keys, and what this scenario is about (?)", self.action_help)
        if self.can_suspend:
            yield SystemCommand(
                "Suspend", "To the shell that it was started from; fg comes back", self.action_suspend_process
            )
        yield SystemCommand("Quit", "Leave Glassnet (q)", self.action_quit)
        for name, title in self.desk.titles.items():
            told, more = escape(f"Scenario: {name}"), escape(title)  # names from files are no markup
            yield SystemCommand(told, more, lambda name=name: self._switch(name))

    def _change_theme(self) -> None:
        self.theme = THEMES[self.current_theme.dark].name
