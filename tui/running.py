"""The side of the app that runs: a run begun, paused, and shown frame by frame (`runner.py` drives it)."""

from __future__ import annotations

import asyncio

from glassnet.core.errors import GlassnetError
from glassnet.tui.greeting import Greets
from glassnet.tui.runner import Runner
from glassnet.tui.telling import Telling

PAUSE, WORK = 0.02, 0.012  # seconds between two slices of computing the past, and of each
PAUSE_RUNNING, WORK_RUNNING = 0.15, 0.004
ANSWERS, ANSWERS_RUNNING = 0.02, 0.012  # seconds of a slice of answers of many rows


class Running(Greets):
    """An app in which a training may run. fps: frames a second at most meanwhile."""

    fps: float
    _telling: Telling

    def __init__(self) -> None:
        super().__init__()
        self._runner: Runner | None = None
        self._recalling = False  # whether the past of numbers on show is gone on with soon

    @property
    def rate(self) -> float:
        """Iterations a second, of a run."""
        return 0.0 if self._runner is None else self._runner.rate

    def ask_frame(self) -> bool:
        """Let a run's next frame come at once; False where nothing runs."""
        if self._runner is not None:
            self._runner.ask()
        return self._runner is not None

    @property
    def running(self) -> bool:
        return self._runner is not None

    def paused(self) -> bool:
        if self._runner is None:
            return False
        self._runner.stop()
        return True

    def paused_instead(self, asks: str, several: bool = False) -> bool:
        paused = self.paused()
        if paused:
            self._here.refuse(f"paused; {asks}", several)
        return paused

    def start_run(self, until: int | None = None) -> None:
        try:
            if self.asking is not None:
                self.asking.before_run()
            self._here.session.begin_run()
        except GlassnetError as error:
            self._here.warn(error)
            return
        self._telling.clear()  # they are of another moment
        self.greeted()
        self._runner = Runner(lambda: self._here.session, lambda: self.workspace.speed, self._frame, self.fps, until)
        self.run_worker(self._drive(self._runner), name="run", exclusive=True)

    async def _drive(self, runner: Runner) -> None:
        if self.workspace.choices.trail:
            self.workspace.leave_explanation()
            self._here.arrange()
            self._here.give_keys()
        session = self._here.session
        try:
            await runner.run()
        except GlassnetError as error:
            self._here.warn(error)
        finally:
            self._runner = None
        if self.asking is not None and self.asking.after_run(session):
            self.asking.show()
        elif session.halted and session is self._here.session:
            self._here.tell(session.halted, 6)
        self._here.moved()
        self.look_whether_over()

    async def _frame(self) -> None:
        """Show the moment; returns when it has been drawn."""
        drawn: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def told() -> None:
            if not drawn.done():
                drawn.set_result(None)

        if self.asking is not None:
            self.asking.follow()
        self._board.show()
        self.recall()
        self.call_after_refresh(told)
        await drawn

    # --- the past ---

    @property
    def recalls(self) -> bool:
        """Whether something on show is still being worked out, which comes with another frame."""
        return self._recalling

    def recall(self) -> None:
        """Go on with the past of the numbers on show, and with answers of many rows, in slices, until all is there."""
        pasts, answers = self._here.session.pasts, self._here.session.answers
        if not self._recalling and (pasts.missed() or pasts.waiting or answers.waiting):
            self._recalling = True
            self.set_timer(PAUSE_RUNNING if self.running else PAUSE, self._recall)

    def _recall(self) -> None:
        self._recalling = False
        session, seconds = self._here.session, WORK_RUNNING if self.running else WORK
        session.answers.work(ANSWERS_RUNNING if self.running else ANSWERS)
        if session.answers.waiting and not session.pasts.waiting:
            self.recall()  # nothing new is to be seen yet
        else:
            session.pasts.work(seconds)
            self._here.show()
