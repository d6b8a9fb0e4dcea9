"""Keys about one number: where it comes from, changing it, doubting it, predicting the next one."""

from __future__ import annotations

from core.actions import Edit
from core.errors import GlassnetError
from tui.actions.time import TimeKeys
from tui.messages import Entry


class NumberKeys(TimeKeys):
    """Origin, edit, check, predict."""

    def action_explain(self) -> None:
        """Where the number under the cursor comes from; in an explanation, into the chosen operand."""
        if self._paused() or not self._has_room():
            return
        opened = bool(self.desk.choices.trail)
        try:
            if opened and self._has_keys("explain"):
                self.desk.into()
            elif self._has_keys("predictions"):
                self.desk.explain_prediction(self.snapshot().sample)
            else:
                entry = self.desk.number_in_hand()
                if entry is None:
                    raise GlassnetError("no number yet; space computes the first one")
                self.desk.explain(entry)
        except GlassnetError as error:
            self._warn(error)
            return
        if self._maximized != "explain":
            self._maximized = ""  # what is alone on the screen would cover it
        self._ensure("explain")
        self._arrange()
        if not opened:
            self.query_one("#explain").focus()

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
        entry, snapshot = self.desk.number_in_hand(), self.snapshot()
        if entry is not None and entry.sample is not None and entry.sample.test:
            self._warn(f"{entry.sample} is not trained on; its numbers stay as they are")
            return
        if entry is not None and entry.sample is not None and entry.name in ("x", "y"):  # a row of the data
            entry = Entry(entry.name.upper(), (entry.sample.row, *entry.index[1:]))
        number = snapshot.number(entry) if entry else None
        if entry is None or number is None:
            self._warn("no number under the cursor; choose a weight, bias, input or target with the arrow keys")
            return
        self._ask_edit(entry, number)

    def action_learning_rate(self) -> None:
        if self._paused():
            return
        self._ask_edit(Entry("lr"), float(self.session.state.values["lr"]))

    def _ask_edit(self, entry: Entry, number: float) -> None:
        from tui.screens.prompts import AskNumber

        try:
            words = self._follows(self.session.can_edit(Edit(entry.name, entry.index, number)).done)
        except GlassnetError as error:
            self._warn(error)
            return

        def wrong(value: float) -> str:
            try:
                self.session.can_edit(Edit(entry.name, entry.index, value))
            except GlassnetError as error:
                return str(error)
            return ""

        def change(value: float | None) -> None:
            if value is not None:
                self._edit(Edit(entry.name, entry.index, value))

        self.push_screen(AskNumber(f"change {entry.label}", words, repr(number), wrong), change)

    def _follows(self, done: int) -> str:
        """What an edit here does to the iteration on show. done: the step that it leads to."""
        here = self.session.state.done
        if here > self.session.program.starts["update"]:
            return "This iteration stays as it was computed; the next one reads it."
        if done == here:
            return "No step of this iteration has read it yet; those to come will."
        return f"What follows from it in this iteration is computed again: it goes back to step {done}."

    def _edit(self, edit: Edit) -> None:
        def go() -> None:
            before = self.session.state.done
            self.session.edit(edit)
            done = self.session.state.done
            if done < before:
                reader = self.session.program.steps[done].output
                reads = "the batch" if reader == edit.name else reader  # an input of a batch is a row of the data
                self.notify(f"back at step {done}: {reads} reads {edit.name}", timeout=4, markup=False)
            if self.session.state.pending:
                self.notify(f"{edit} from iteration {self.session.state.iteration + 1} on", markup=False)

        self._dropping(str(edit), go)

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

    def action_step(self) -> None:
        if self._predicting and not self.running:
            self._ask_prediction()
        else:
            super().action_step()

    def _ask_prediction(self) -> None:
        from tui.screens.predict import Question, wrong_number
        from tui.screens.prompts import AskText

        question = Question.of(self.desk.snapshot())

        def answered(answer: str | None) -> None:
            if answer is None:
                return
            right = question.is_right(answer)
            self.desk.answered(right)
            self._move(self.session.step)
            self.desk.point_at(question.entry)
            self.notify(
                question.verdict(answer), severity="information" if right else "warning", timeout=8, markup=False
            )
            self.show()

        ask = AskText(f"predict {question.entry.label}", question.words, "", wrong_number, "answers")
        self.push_screen(ask, answered)
