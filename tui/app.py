"""The app: binds keys to what they do on the desk, arranges the panels, and shows one snapshot after each change.

Screens that ask or tell something are loaded when they are first opened, so that the first frame comes sooner.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import ClassVar

from textual import events
from textual.app import App, ComposeResult, SystemCommand
from textual.binding import BindingType
from textual.geometry import Size
from textual.screen import Screen

from core.errors import GlassnetError
from core.history import Edit
from core.terms import label
from scenarios.base import Scenario
from scenarios.halts import Halt
from scenarios.session import Session
from tui import keys
from tui.desk import Desk
from tui.drawing.palette import DARK, LIGHT
from tui.layout import EXPLAIN, LEAST_HEIGHT, LEAST_WIDTH, arrange, has_tabs, tabs
from tui.messages import Chosen, Entry, Iteration, Layer, Operand, Press, Sample
from tui.panel import Look, Panel
from tui.panels.bars import Footer, Header, Tabs
from tui.panels.curves import CurvesPanel
from tui.panels.explain.panel import ExplainPanel
from tui.panels.loss import LossPanel
from tui.panels.matrices.panel import MatricesPanel
from tui.panels.network.panel import NetworkPanel
from tui.panels.neuron import NeuronPanel
from tui.panels.now import NowPanel
from tui.panels.predictions.panel import PredictionsPanel
from tui.panels.steps import StepsPanel, line_count
from tui.runner import Runner
from tui.snapshot import Snapshot
from tui.themes import THEMES

PANELS: dict[str, type[Panel]] = {
    "header": Header,
    "now": NowPanel,
    "tabs": Tabs,
    "explain": ExplainPanel,
    "neuron": NeuronPanel,
    "network": NetworkPanel,
    "predictions": PredictionsPanel,
    "curves": CurvesPanel,
    "matrices": MatricesPanel,
    "steps": StepsPanel,
    "loss": LossPanel,
    "footer": Footer,
}


class Glassnet(App[None]):
    """The playground.

    scenario: the one to open, by name or made from a file. seed: of its initial weights, where not the scenario's own.
    plain: without braille. fps: frames a second at most while running. at: a prepared moment, `120:dW1[0,2]`.
    """

    CSS_PATH = "app.tcss"
    TITLE = "Glassnet"
    BINDINGS: ClassVar[list[BindingType]] = keys.BINDINGS

    def __init__(
        self,
        scenario: str | Scenario = "neuron",
        seed: int | None = None,
        plain: bool = False,
        fps: float = 60.0,
        at: str = "",
    ) -> None:
        super().__init__()
        self.desk = Desk(scenario, seed)
        if at:
            self.desk.open_at(at)
        self._plain, self._fps = plain, fps
        self._tab = 0
        self._maximized = ""
        self._predicting = False
        self._runner: Runner | None = None
        self._room = Size(0, 0)

    @property
    def session(self) -> Session:
        """The session on show."""
        return self.desk.session

    @property
    def running(self) -> bool:
        """Whether a run is going on."""
        return self._runner is not None

    # --- showing ---

    def compose(self) -> ComposeResult:
        for name, panel in PANELS.items():
            yield panel(id=name)

    def on_mount(self) -> None:
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = THEMES[0].name
        self._room = self.size
        self._arrange()
        self._focus_first()

    def snapshot(self) -> Snapshot:
        """The moment on show."""
        return self.desk.snapshot(self.running, self._runner.rate if self._runner else 0.0)

    def show(self) -> None:
        """Give all visible panels a new snapshot."""
        snapshot, look = self.snapshot(), Look(DARK if self.current_theme.dark else LIGHT, self._plain)
        for panel in self.query(Panel):
            if panel.display:
                panel.show(snapshot, look)
        self.query_one(Footer).offer(keys.hints(snapshot, self._room.width))

    def _single_unit(self) -> bool:
        return self.session.program.config.network.sizes[1:] == (1,)

    def _tab_names(self) -> tuple[str, ...]:
        return (*tabs(self._single_unit()), *([EXPLAIN] if self.desk.choices.trail else []))

    def _arrange(self) -> None:
        """Put every panel where it belongs for this size, scenario, tab and explanation."""
        names, explaining = self._tab_names(), bool(self.desk.choices.trail)
        tab = EXPLAIN if explaining else names[self._tab % len(names)]
        lines = line_count([step.heading for step in self.session.program.steps])
        width, height = self._room
        boxes = arrange(width, height, self._single_unit(), lines, tab, self._maximized, explaining)
        header = self.query_one(Header)
        header.notice = "" if boxes else f"{LEAST_WIDTH}×{LEAST_HEIGHT} needed, this is {width}×{height}"
        for panel in self.query(Panel):
            box = boxes.get(panel.id or "") if boxes else ((0, 0, width, 1) if panel is header else None)
            panel.display = box is not None
            if box is not None:
                panel.styles.offset = (box[0], box[1])
                panel.styles.width, panel.styles.height = box[2], box[3]
        self.query_one(Tabs).choose(names, tab)
        self.show()

    def on_resize(self, event: events.Resize) -> None:
        self._room = event.size
        if self.query(Panel):
            self._arrange()
            self._focus_first()

    def watch_theme(self, theme: str) -> None:
        if self.is_running and self.query(Panel):
            self.show()

    def _focusable(self) -> list[Panel]:
        return [panel for panel in self.query(Panel) if panel.display and panel.can_focus]

    def _focus_first(self) -> None:
        focusable = self._focusable()
        if focusable and (self.focused is None or not self.focused.display):
            focusable[0].focus()

    def _warn(self, words: object) -> None:
        self.notify(str(words), severity="warning", timeout=6, markup=False)

    # --- keys: time ---

    def _paused(self) -> bool:
        """Pause a run that is going on; such a key press does nothing else."""
        if self._runner is None:
            return False
        self._runner.stopping = True
        return True

    def _move(self, move: Callable[[], object]) -> None:
        """Go somewhere in time; an explanation on show is asked anew there."""
        if self._paused():
            return
        try:
            move()
        except GlassnetError as error:
            self._warn(error)
        self._after_move()

    def _after_move(self) -> None:
        if self.session.trouble:
            self._warn(self.session.trouble)
        if self.desk.choices.trail and not self.desk.explain_again():
            self._arrange()
            self._focus_first()
        self.show()

    def action_step(self) -> None:
        if self._predicting and not self.running:
            self._ask_prediction()
        else:
            self._move(self.session.step)

    def action_back(self) -> None:
        self._move(self.session.back)

    def action_to(self, phase: str) -> None:
        self._move(lambda: self.session.to_end_of(phase))

    def action_to_start(self, phase: str) -> None:
        self._move(lambda: self.session.back_to_start_of(phase))

    def action_iteration_back(self) -> None:
        self._move(self.session.back_iteration)

    def action_epoch(self) -> None:
        self._move(self.session.to_end_of_epoch)

    def action_epoch_back(self) -> None:
        self._move(self.session.back_epoch)

    def action_restart(self) -> None:
        self._move(lambda: self.session.goto(0))

    def action_goto(self) -> None:
        from tui.screens.prompts import AskNumber

        if self._paused():
            return
        last = self.snapshot().last
        words = f"An iteration; 0 is before anything, {last} is the last one computed.\nA later one is run to."
        ask = AskNumber("go to iteration", words, str(self.session.state.iteration), _whole, "goes there")
        self.push_screen(ask, lambda number: None if number is None else self._go_to(int(number)))

    def _go_to(self, iteration: int) -> None:
        """To the end of an iteration; one that is not computed yet is run to."""
        if iteration <= self.snapshot().last and self.session.history.tick_of(iteration) is not None:
            self._move(lambda: self.session.goto(iteration))
        elif not self._paused():
            self._start(until=iteration)

    def action_run(self) -> None:
        if not self._paused():
            self._start()

    def _start(self, until: int | None = None) -> None:
        try:
            self.session.begin_run()
        except GlassnetError as error:
            self._warn(error)
            return
        self._runner = Runner(lambda: self.session, lambda: self.desk.speed, self._frame, self._fps, until)
        self.run_worker(self._run(self._runner), name="run", exclusive=True)

    async def _run(self, runner: Runner) -> None:
        if self.desk.choices.trail:
            self.desk.leave_explanation()
            self._arrange()
            self._focus_first()
        try:
            await runner.run()
        except GlassnetError as error:
            self._warn(error)
        finally:
            self._runner = None
        if self.session.halted:
            self.notify(self.session.halted, timeout=10, markup=False)
        self._after_move()

    async def _frame(self) -> None:
        """Show the moment; returns when it has been drawn."""
        drawn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.show()
        self.call_after_refresh(lambda: drawn.done() or drawn.set_result(None))
        await drawn

    def action_faster(self, by: int) -> None:
        self.desk.faster(by)
        if not self.running:
            self.notify(f"r runs at {self.desk.speed}", timeout=2)
        self.show()

    def action_halt(self) -> None:
        from tui.screens.prompts import AskHalt

        self._paused()

        def keep(halts: tuple[Halt, ...] | None) -> None:
            if halts is not None:
                self.session.halts = halts
                words = "; or ".join(map(str, halts))
                self.notify(f"a run halts when {words}" if halts else "no breakpoints", markup=False)

        self.push_screen(AskHalt(self.session.halts, self.snapshot().row), keep)

    # --- keys: origin, change, check ---

    def action_explain(self) -> None:
        """Where the number under the cursor comes from; in an explanation, into the chosen operand."""
        if self._paused():
            return
        opened = bool(self.desk.choices.trail)
        try:
            if opened and isinstance(self.focused, ExplainPanel):
                self.desk.into()
            elif isinstance(self.focused, PredictionsPanel):
                self.desk.explain_prediction(self.snapshot().row)
            else:
                entry = self.desk.number_in_hand()
                if entry is None:
                    raise GlassnetError("no number yet; space computes the first one")
                self.desk.explain(entry)
        except GlassnetError as error:
            self._warn(error)
            return
        self._arrange()
        if not opened:
            self.query_one(ExplainPanel).focus()

    def action_out(self) -> None:
        if self.desk.choices.trail:
            self.desk.out()
            self._arrange()
            self._focus_first()
        elif self._maximized:
            self.action_maximize_panel()

    def action_all_terms(self) -> None:
        if self.desk.choices.trail:
            self.desk.choose(full=not self.desk.choices.full)
            self.show()

    def action_edit(self) -> None:
        if self._paused():
            return
        entry = self.desk.number_in_hand()
        number = self.snapshot().number(entry) if entry else None
        if entry is None or number is None:
            self._warn("no number under the cursor; choose a weight, bias, input or target with the arrow keys")
            return
        self._ask_edit(entry, number)

    def action_learning_rate(self) -> None:
        self._ask_edit(Entry("lr"), float(self.session.state.values["lr"]))

    def _ask_edit(self, entry: Entry, number: float) -> None:
        from tui.screens.prompts import AskNumber

        try:
            self.session.can_edit(Edit(*entry, number))
        except GlassnetError as error:
            self._warn(error)
            return

        def wrong(value: float) -> str:
            try:
                self.session.can_edit(Edit(*entry, value))
            except GlassnetError as error:
                return str(error)
            return ""

        def change(value: float | None) -> None:
            if value is not None:
                self._edit(Edit(*entry, value))

        words = "What follows from it in this iteration is computed again; before the update it becomes · at once."
        self.push_screen(AskNumber(f"change {label(*entry)}", words, repr(number), wrong), change)

    def _edit(self, edit: Edit) -> None:
        from tui.screens.prompts import Confirm

        ahead = self.session.ahead

        def go(yes: bool | None) -> None:
            if yes:
                self._move(lambda: self.session.edit(edit))
                if self.session.state.pending:
                    self.notify(f"{edit} from iteration {self.session.state.iteration + 1} on", markup=False)

        if ahead > 1:
            gone = f"{round(ahead)} recorded iterations after this moment would go"
            words = f"{edit} changes what follows: {gone}. Change it?"
            self.push_screen(Confirm(words), go)
        else:
            go(True)

    def action_drop_future(self) -> None:
        self._move(self.session.drop_future)

    def action_check(self) -> None:
        from tui.screens.checks import CheckSheet

        if self._paused():
            return
        snapshot = self.snapshot()
        entry = self.desk.number_in_hand()
        self.push_screen(CheckSheet(self.session, snapshot.layer, entry))

    def action_predict(self) -> None:
        """Predict mode on or off."""
        self._predicting = not self._predicting
        right, asked = self.desk.score
        note = f"predict {right} of {asked} right" if self._predicting else ""
        self.desk.choose(note=note)
        if self._predicting:
            self.notify("predict: space asks for the next number before it shows it; p ends it", timeout=4)
        self.show()

    def _ask_prediction(self) -> None:
        from tui.screens.predict import Question
        from tui.screens.prompts import AskNumber

        question = Question.of(self.desk.snapshot())

        def answered(number: float | None) -> None:
            if number is None:
                return
            right = question.is_right(number)
            self.desk.answered(right)
            self._move(self.session.step)
            self.desk.point_at(question.entry)
            self.notify(
                question.verdict(number), severity="information" if right else "warning", timeout=8, markup=False
            )
            self.show()

        self.push_screen(AskNumber(f"predict {label(*question.entry)}", question.words, enter="answers"), answered)

    # --- keys: looking ---

    def action_sample(self, by: int) -> None:
        self.desk.next_sample(by)
        self.show()

    def action_layer(self, by: int) -> None:
        self.desk.next_layer(by)
        self.show()

    def action_scenario(self, digit: int) -> None:
        names = list(self.desk.titles)
        if digit > len(names):
            self._warn(f"there is no scenario {digit}; 0 lists them")
            return
        self._switch(names[digit - 1])

    def _switch(self, name: str | None) -> None:
        if name is None or name == self.desk.key:
            return
        self._paused()
        self.desk.open(name)
        self._tab, self._maximized = 0, ""
        self._arrange()
        self._focus_first()

    def action_scenarios(self) -> None:
        from tui.screens.sheets import ScenarioList

        self._paused()
        self.push_screen(ScenarioList(self.desk.titles, self.desk.key), self._switch)

    def action_panel(self, by: int) -> None:
        """To the next panel; in a small terminal, past the last panel of a tab to the next tab."""
        panels = self._focusable()
        at = panels.index(self.focused) if isinstance(self.focused, Panel) and self.focused in panels else -1
        if has_tabs(*self._room) and not self._maximized and not 0 <= at + by < len(panels):
            self._tab = (self._tab + by) % len(tabs(self._single_unit()))
            self.desk.leave_explanation()
            self._arrange()
            panels = self._focusable()
            panels[0 if by > 0 else -1].focus()
        elif panels:
            panels[(at + by) % len(panels)].focus()

    def action_maximize_panel(self) -> None:
        focused = self.focused
        self._maximized = "" if self._maximized or not isinstance(focused, Panel) else focused.id or ""
        self._arrange()

    def action_scale(self) -> None:
        self.desk.choose(log=not self.desk.choices.log)
        self.show()

    def action_copy(self) -> None:
        """The number under the cursor in full precision to the clipboard; of an explanation, its formula too."""
        snapshot, explanation = self.snapshot(), self.snapshot().explanation
        entry = self.desk.number_in_hand()
        number = snapshot.number(entry) if entry else None
        if explanation is not None:
            text = " = ".join(filter(None, (explanation.label, explanation.symbols(), explanation.numbers())))
            self.copy_to_clipboard(f"{text} = {explanation.value!r}")
            self.notify(f"copied the origin of {explanation.label}", markup=False)
        elif entry is None or number is None:
            self._warn("no number under the cursor yet; choose one with the arrow keys")
        else:
            self.copy_to_clipboard(repr(number))
            self.notify(f"copied {label(*entry)} = {number!r}", markup=False)

    def action_help(self) -> None:
        from tui.screens.sheets import HelpSheet

        self._paused()
        self.push_screen(HelpSheet(self.session.scenario))

    def on_chosen(self, message: Chosen) -> None:
        try:
            match message.target:
                case Entry() as entry:
                    self.desk.point_at(entry)
                case Sample(row):
                    self.desk.choose_row(row)
                case Layer(number):
                    self.desk.choose(layer=number)
                case Operand(place):
                    self.desk.choose(operand=place)
                case Iteration(number):
                    self._go_to(number)
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
        self.simulate_key(keys.NAMED.get(key, key))

    # --- palette ---

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        yield SystemCommand("Learning rate", "Change it from here on", self.action_learning_rate)
        yield SystemCommand("Back to the beginning", "What is recorded stays (ctrl+r)", self.action_restart)
        yield SystemCommand("Drop what follows", "Forget what is recorded after this moment", self.action_drop_future)
        yield SystemCommand("Go to iteration", "Any one, computed or not (g)", self.action_goto)
        yield SystemCommand("Halt when", "Breakpoints for runs (h)", self.action_halt)
        yield SystemCommand("Check gradients", "Against central differences (c)", self.action_check)
        yield SystemCommand("Predict", "Say each number before it is shown (p)", self.action_predict)
        yield SystemCommand("Scenarios", "Choose another one (0)", self.action_scenarios)
        yield SystemCommand("Loss: linear or log scale", "The axis of the loss plot (v)", self.action_scale)
        yield SystemCommand("Light or dark", "Change the colours", self._change_theme)
        yield SystemCommand("Copy number", "The number under the cursor, full precision (y)", self.action_copy)
        yield SystemCommand("Help", "All keys, and what this scenario is about (?)", self.action_help)
        yield SystemCommand("Quit", "Leave Glassnet (q)", self.action_quit)
        for name, title in self.desk.titles.items():
            yield SystemCommand(f"Scenario: {name}", title, lambda name=name: self._switch(name))

    def _change_theme(self) -> None:
        self.theme = THEMES[self.current_theme.dark].name


def _whole(number: float) -> str:
    return "" if number >= 0 and number == int(number) else "a whole number of at least 0, please"
