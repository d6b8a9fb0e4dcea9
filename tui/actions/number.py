"""Keys about one number: where it comes from, changing it, doubting it, predicting the next one."""

from __future__ import annotations

from glassnet.core.actions import Edit
from glassnet.core.errors import GlassnetError
from glassnet.core.movers import check_changeable
from glassnet.core.program import BATCH
from glassnet.tui.actions.time import TimeKeys
from glassnet.tui.messages import Entry
from glassnet.tui.typed import BEGINS

CHOOSE = "choose a weight, bias, input or target with the arrow keys"
CHANGE = "weights, biases and training rows can be changed"


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
            self._maximized = ""
            self._arrange()

    def action_all_terms(self) -> None:
        if self.desk.choices.trail:
            self.desk.choose(full=not self.desk.choices.full)
            self.show()

    def action_edit(self) -> None:
        if self._paused_instead("= again changes the number"):
            return
        snapshot, entry = self.snapshot(), self.desk.number_in_hand()
        if self._has_keys("predictions") and not self._on_show(snapshot.choices.cursor):
            entry = Entry(f"a{snapshot.program.layers}")  # what stands there is the network's answer
        try:
            if entry is None:
                raise GlassnetError(f"no number under the cursor; {CHOOSE}")
            if entry.sample is not None and entry.sample.test:
                raise GlassnetError(f"{entry.sample} is not trained on and stays as it is; {CHANGE}")
            check_changeable(snapshot.program, entry.name)
            if entry.sample is not None:  # a row of the data
                entry = Entry(entry.name.upper(), (entry.sample.row, *entry.index[1:]))
            number = snapshot.number(entry)
            if number is None:
                whole = len(entry.index) < len(snapshot.shape(entry.name))
                what = f"{entry.name} is more than one number" if whole else f"{entry.label} is not there yet"
                raise GlassnetError(f"{what}; {CHOOSE}")
        except GlassnetError as error:
            self._refuse(error)
            return
        self._ask_edit(entry, number)

    def action_learning_rate(self) -> None:
        if self._paused_instead("choose it again to change the learning rate"):
            return
        self._ask_edit(Entry("lr"), float(self.session.state.values["lr"]))

    def _ask_edit(self, entry: Entry, number: float) -> None:
        from glassnet.tui.screens.prompts import AskNumber

        try:
            words = self._follows(self.session.can_edit(Edit(entry.name, entry.index, number)).done)
        except GlassnetError as error:
            self._refuse(error)
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
                self.notify(f"{edit} from iteration {self.session.state.iteration + 1:,} on", markup=False)

        self._dropping(str(edit), go)

    def action_drop_future(self) -> None:
        self._move(self.session.drop_future)

    def action_check(self) -> None:
        from glassnet.tui.screens.checks import CheckSheet

        if self._paused():
            return
        snapshot = self.snapshot()
        entry = self.desk.number_in_hand()
        self.push_screen(CheckSheet(self.session, snapshot.layer, entry))

    def action_predict(self) -> None:
        """Predict mode on or off."""
        self._predicting = not self._predicting
        right, asked = self.desk.score
        self.desk.note = f"predict {right} of {asked} right" if self._predicting else ""
        if self._predicting:
            self.notify("predict: type the next number, or space for the question; p ends it", timeout=4)
        self.show()

    def action_step(self) -> None:
        if self._predicting and not self.running:
            self._ask_prediction()
        else:
            super().action_step()

    def _begins(self, key: str) -> bool:
        """In predict mode a number is an answer: its first letter opens the box for it."""
        begins = self._predicting and key in BEGINS
        if begins and not self._paused():
            self._ask_prediction(BEGINS[key])
        return begins

    def _ask_prediction(self, begun: str = "") -> None:
        """Ask for a number of the next step. begun: what is typed of the answer already."""
        from glassnet.tui.screens.predict import Question, wrong_number
        from glassnet.tui.screens.prompts import AskText

        following = self.snapshot().next_step
        if following.heading == BATCH:  # nothing to be worked out
            if begun:
                self._refuse(f"no question: {following.output} is looked up in the data; space takes it")
            else:
                self._move(self.session.step)
            return
        question = Question.of(self.desk.snapshot())

        def answered(answer: str | None) -> None:
            if answer is None:
                return
            right = question.is_right(answer)
            self.desk.answered(right)
            self._move(self.session.step)
            self.desk.point_at(question.entry)
            self.notify(
                question.verdict(answer), severity="information" if right else "warning", timeout=6, markup=False
            )
            self.show()

        title = f"predict {question.entry.label}"
        ask = AskText(title, question.words, begun, wrong_number, "answers", begun=bool(begun))
        self.push_screen(ask, answered)
