"""Keys that move in time: steps, phases, iterations, back, any moment, and running."""

from __future__ import annotations

from glassnet.core.errors import GlassnetError
from glassnet.scenarios.sessions.halts import Halt
from glassnet.tui.runner import Runner
from glassnet.tui.stage import Stage


class TimeKeys(Stage):
    """Forward and backward in time."""

    def action_step(self) -> None:
        self._move(self.session.step)

    def action_step_back(self) -> None:
        history = self.session.history
        action = dict(history.actions).get(history.tick)
        if action is not None and not self.running:
            words = f"before {action}; forward does it again, ctrl+z forgets it"
            self.notify(words, timeout=4, markup=False)
        self._move(self.session.back)

    def action_undo(self) -> None:
        """Take the last action back for good."""
        from glassnet.tui.screens.prompts import Confirm

        if self._paused():
            return
        session, undoable = self.session, self.session.undoable

        def go() -> None:
            session.undo()
            if undoable is not None:
                self.notify(f"undone: {undoable[1]}", timeout=3, markup=False)

        gone = 0.0 if undoable is None else session.recorded_after(undoable[0])
        if undoable is None or gone <= 1:
            self._move(go)
            return
        words = f"Undoing {undoable[1]} drops what followed: {round(gone)} recorded iterations would go. Undo it?"
        self.push_screen(Confirm(words), lambda yes: self._move(go) if yes else None)

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
        from glassnet.tui.screens.prompts import AskNumber

        if self._paused_instead("g again asks for the iteration"):
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
        self.clear_notifications()  # they are of another moment
        self._runner = Runner(lambda: self.session, lambda: self.desk.speed, self._frame, self._fps, until)
        self.run_worker(self._run(self._runner), name="run", exclusive=True)

    async def _run(self, runner: Runner) -> None:
        if self.desk.choices.trail:
            self.desk.leave_explanation()
            self._arrange()
            self._focus_first()
        session = self.session
        try:
            await runner.run()
        except GlassnetError as error:
            self._warn(error)
        finally:
            self._runner = None
        if session.halted and session is self.session:
            self.notify(self.session.halted, timeout=6, markup=False)
        self._after_move()

    def action_faster(self, by: int) -> None:
        self.desk.faster(by)
        if not self.running:
            self.notify(f"r runs at {self.desk.speed}", timeout=2)
        self.show()

    def action_halt(self) -> None:
        from glassnet.tui.screens.prompts import AskHalt

        self._paused()
        sample = self.snapshot().sample  # a breakpoint looks at training rows

        def keep(halts: tuple[Halt, ...] | None) -> None:
            if halts is not None:
                self.session.halts = halts
                words = "; or ".join(map(str, halts))
                self.notify(f"a run halts when {words}" if halts else "no breakpoints", timeout=3, markup=False)
                self.show()

        self.push_screen(AskHalt(self.session.halts, sample.row * (not sample.test)), keep)


def _whole(number: float) -> str:
    return "" if number >= 0 and number == int(number) else "a whole number of at least 0, please"
