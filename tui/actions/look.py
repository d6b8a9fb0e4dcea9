"""Keys that choose what to look at: sample, wrong answers, layer, scenario, panel, scale; copying; help."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from glassnet.core.errors import GlassnetError
from glassnet.tui.layout import DIAGNOSIS, has_tabs, tabs
from glassnet.tui.panel import Panel
from glassnet.tui.stage import Stage


class LookKeys(Stage):
    """What is on show."""

    def action_sample(self, by: int) -> None:
        self.desk.next_sample(by)
        self.show()

    def action_wrong(self, by: int) -> None:
        """To the next sample whose answer is wrong, back for -1."""
        self._look_at_predictions(lambda: self.desk.next_wrong(by))

    def action_confusion(self) -> None:
        """Table and map, or the confusion matrix of the training rows, of the test rows."""
        self._look_at_predictions(self.desk.next_confusion)

    def _look_at_predictions(self, look: Callable[[], None]) -> None:
        """Change what the predictions show, and bring them on the screen where something covers them."""
        if not self._has_room():
            return
        try:
            look()
        except GlassnetError as error:
            self._warn(error)
            return
        if self._is_shown("predictions"):
            self._give_keys("predictions")  # so that enter explains the answer that is looked at
            self.show()
            return
        self.desk.leave_explanation()
        self._maximized = ""
        if has_tabs(*self._room):
            self._tab = tabs(self._single_unit()).index("Loss" if self._single_unit() else "Network")
        self._ensure("predictions")
        self._arrange()
        self._give_keys("predictions")

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
        from glassnet.tui.screens.sheets import ScenarioList

        self._paused()
        self.push_screen(ScenarioList(self.desk.titles, self.desk.places, self.desk.key), self._switch)

    def action_panel(self, by: int) -> None:
        """To the next panel; in a small terminal, past the last panel of a tab to the next tab.

        Where one panel is alone on the screen, the next one is it then.
        """
        if not self._has_room():
            return
        alone, self._maximized = self._maximized, ""
        if alone:
            self._arrange()
        panels = self._focusable()
        at = panels.index(self.focused) if isinstance(self.focused, Panel) and self.focused in panels else -1
        if has_tabs(*self._room) and not 0 <= at + by < len(panels):
            self._tab = (self._tab + by) % len(tabs(self._single_unit()))
            self.desk.leave_explanation()
            self._arrange()
            panels = self._focusable()
            self.set_focus(panels[0 if by > 0 else -1])
        elif panels:
            self.set_focus(panels[(at + by) % len(panels)])
        if alone:
            self.action_maximize_panel()

    def action_maximize_panel(self) -> None:
        focused = self.focused
        self._maximized = "" if self._maximized or not isinstance(focused, Panel) else focused.id or ""
        self._arrange()

    def action_diagnose(self) -> None:
        """The diagnosis, in place of the list of steps; on a small terminal its tab. Again: back."""
        from glassnet.tui.panels.diagnosis.findings import first_evidence

        if not self._has_room():
            return
        self._ensure("diagnosis")
        names = tabs(self._single_unit())
        if has_tabs(*self._room):
            self._tab = 0 if names[self._tab % len(names)] == DIAGNOSIS else names.index(DIAGNOSIS)
            self.desk.leave_explanation()
        else:
            self._diagnosing = not self._diagnosing
        self._maximized = ""
        self._arrange()
        panel = self.query_one("#diagnosis")
        if panel.display:
            self._give_keys("diagnosis")
            if entry := first_evidence(self.snapshot()):  # so that enter explains a number of the first finding
                self.desk.choose(cursor=entry)
                self.show()
        else:
            self._focus_first()

    def action_scale(self) -> None:
        self.desk.choose(log=not self.desk.choices.log)
        self.show()

    def action_copy(self) -> None:
        """The number under the cursor in full precision to the clipboard; of an explanation, its formula too, and below
        them the command line that opens it."""
        snapshot, explanation = self.snapshot(), self.snapshot().explanation
        entry = self.desk.number_in_hand()
        number = snapshot.number(entry) if entry else None
        if explanation is not None:
            text = " = ".join(filter(None, (explanation.label, explanation.symbols(), explanation.numbers())))
            lines = [f"{text} = {explanation.value!r}"]
            with suppress(GlassnetError):  # what was made in the app comes from no file
                lines.append(self.desk.command_line())
            self.copy_to_clipboard("\n".join(lines))
            self.notify(f"copied the origin of {explanation.label}", markup=False)
        elif entry is None or number is None:
            self._warn("no number under the cursor yet; choose one with the arrow keys")
        else:
            self.copy_to_clipboard(repr(number))
            self.notify(f"copied {entry.label} = {number!r}", markup=False)

    def action_help(self) -> None:
        from glassnet.tui.screens.sheets import HelpSheet

        self._paused()
        self.push_screen(HelpSheet(self.session.scenario, self.session.program))
