"""Keys about settings: changing them, and going back to the runs with other ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from glassnet.core.errors import GlassnetError
from glassnet.tui.messages import Sample
from glassnet.tui.stage import Stage

if TYPE_CHECKING:
    from glassnet.scenarios.sessions.session import Session
    from glassnet.scenarios.settings.draft import Draft
    from glassnet.tui.screens.settings.screen import Applied, SettingsScreen


class SettingsKeys(Stage):
    """Settings, earlier runs, linear models, ghosts."""

    _settings: SettingsScreen | None = None  # while it is open

    def action_settings(self) -> None:
        from glassnet.tui.screens.settings.screen import SettingsScreen

        self._paused()
        try:
            self._settings = SettingsScreen(self.session, self.action_copy_command_line, self.collapse)
        except GlassnetError as error:  # a scenario of another version
            self._refuse(error)
            return
        self.push_screen(self._settings, self._apply)

    def _after_move(self) -> None:
        super()._after_move()
        if self._settings is not None:  # the run that they paused has come to its end
            self._settings.renew()

    def _apply(self, applied: Applied | None) -> None:
        from glassnet.scenarios.settings.outcome import go_on, outcome
        from glassnet.tui.screens.prompts import Confirm

        self._settings = None
        if applied is None:
            return
        draft, again = applied
        comes = outcome(draft, self.session, again)
        if not comes.goes_on:
            self._begin_again(draft)
            return

        def change() -> None:
            go_on(draft, self.session)
            self.notify(f"{comes.text}; ctrl+z undoes it", timeout=5, markup=False)

        def go(yes: bool | None) -> None:
            if yes:
                self._move(change)

        if self.session.ahead > 1:
            gone = f"{round(self.session.ahead)} recorded iterations after this moment would go"
            self.push_screen(Confirm(f"{comes.words} changes what follows: {gone}. Change it?"), go)
        else:
            go(True)

    def _begin_again(self, draft: Draft, what: str = "") -> None:
        from glassnet.scenarios.settings.outcome import outcome

        comes = outcome(draft, self.session, again=True)
        self.desk.begin_again(draft.made)
        back = "- or z brings" if what else "z brings"
        self._show_run(f"{what or comes.text}{f', {comes.text}' if what else ''}; {back} the earlier run back")

    def _show_run(self, words: str) -> None:
        """Another run of the scenario is on show now; a file that has the one before is not to be written over."""
        self.files.pop(self.desk.key, None)
        self._maximized = ""
        self._arrange()
        self._focus_first()
        self.notify(words, timeout=5, markup=False)

    def action_earlier(self) -> None:
        """Bring the run on show before this one back; again for the other way."""
        self.bring_back(-1)

    def bring_back(self, place: int) -> None:
        """Bring an earlier run back, by its place among them."""
        if self._paused():
            return
        try:
            self.desk.bring_back(place)
        except GlassnetError as error:
            self._warn(f"{error}; other settings (s) make one")
            return
        self._show_run(f"the earlier run, iteration {self.session.state.iteration:,}; z brings the other one back")

    def earlier_runs(self) -> list[tuple[int, str]]:
        """Places and descriptions of the earlier runs: what is another setting there, and how far they are."""
        from glassnet.scenarios.settings.differences import differences, in_words

        here, found = self.session.scenario, []
        for place, session in enumerate(self.desk.earlier):
            words = in_words(differences(here, session.scenario)) or "the same settings"
            found.append((place, f"{words}, iteration {session.state.iteration:,}"))
        return found

    # --- a linear model ---

    def action_linear(self) -> None:
        """The same without hidden layers; again brings the run with them back."""
        from glassnet.scenarios.settings.draft import Draft

        if self._paused():
            return
        try:
            draft = Draft.of(self.session.scenario)
            if draft.tables["network"]["hidden"]:
                self._to_linear(draft)
            else:
                self._from_linear()
        except GlassnetError as error:
            self._warn(error)

    def _to_linear(self, draft: Draft) -> None:
        from glassnet.scenarios.settings.rows import linear

        draft = linear(draft)
        place = self.desk.like(draft.made)
        if place is None:
            self._begin_again(draft, "a linear model")
        else:
            self.desk.bring_back(place)
            self._show_run(f"the linear model, iteration {self.session.state.iteration:,}; - brings the other run back")

    def _from_linear(self) -> None:
        deep = [at for at, session in enumerate(self.desk.earlier) if len(session.begun.network.layers) > 1]
        if not deep:
            raise GlassnetError("this is a linear model; settings (s) give it hidden layers")
        self.desk.bring_back(deep[-1])
        self._show_run(f"with hidden layers, iteration {self.session.state.iteration:,}; - goes to the linear model")

    def action_collapse(self) -> None:
        """The linear layers on show as one matrix."""
        try:
            self.collapse(self.session)
        except GlassnetError as error:
            self._warn(error)

    def collapse(self, session: Session) -> None:
        """The linear layers of the session on show, or of one that other settings would begin, as one matrix.

        Raises GlassnetError where a layer bends.
        """
        from glassnet.tui.screens.collapse import CollapseSheet

        sample, data = self.snapshot().sample, session.scenario.data
        rows = len(data.test_inputs if sample.test else data.inputs)
        sample = Sample(min(sample.row, rows - 1), sample.test) if rows else Sample(0)  # other data may have fewer
        weights = "" if session is self.session else "the weights that these settings begin with"
        x, y = data.row(sample.row, sample.test)
        self.push_screen(CollapseSheet(session, x, y, str(sample), weights))

    # --- comparing ---

    def action_hold(self) -> None:
        """Hold the run on show as a ghost, or drop the one that is held."""
        try:
            held = self.desk.hold()
        except GlassnetError as error:
            self._warn(error)
            return
        words = "held as a ghost: its loss stays in the plot while others train; K compares, k drops it"
        self.notify(words if held else "the ghost is gone", timeout=5, markup=False)
        self.show()

    def action_compare(self) -> None:
        """The ghost and the run on show in figures."""
        from glassnet.scenarios.settings.ghost import Ghost
        from glassnet.tui.screens.compare import CompareSheet

        if self._paused():
            return
        ghost = self.desk.ghost
        try:
            if ghost is None:
                raise GlassnetError("nothing to compare with yet; k holds the run on show as a ghost")
            self.push_screen(CompareSheet(ghost, Ghost.of(self.session)))
        except GlassnetError as error:
            self._warn(error)

    # --- sharing ---

    def action_copy_command_line(self) -> None:
        """What opens this experiment at this moment, to the clipboard."""
        try:
            line = self.desk.command_line()
        except GlassnetError as error:
            self._warn(error)
            return
        self.copy_to_clipboard(line)
        self.notify(f"copied: {line}", timeout=5, markup=False)
