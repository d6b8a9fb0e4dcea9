"""A lesson on the screen: it begins its steps, looks whether what they wait for holds, and keeps what is done.

The app tells it of every key when that is done. Knows nothing of how it is painted.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import numpy as np

from glassnet.core.errors import GlassnetError
from glassnet.scenarios.lessons import Lesson, Playing, Progress, Seen
from glassnet.scenarios.lessons.expressions import names_in, numbers_of
from glassnet.scenarios.lessons.filling import Filled
from glassnet.scenarios.lessons.playing import Verdict
from glassnet.scenarios.lessons.questions import Hidden, Question
from glassnet.scenarios.sessions.halts import Halt
from glassnet.scenarios.sessions.session import Session
from glassnet.tui.app import Glassnet
from glassnet.tui.lessons.asking import Asking
from glassnet.tui.lessons.doing import WORKER
from glassnet.tui.lessons.helping import RUNS, came_of, comes_to, instead_of
from glassnet.tui.lessons.line import MARK, Line
from glassnet.tui.lessons.locks import locked
from glassnet.tui.lessons.replay import answer_step, begin_step, come_to, do_step
from glassnet.tui.lessons.showing import MATRICES, bring_forward, key_names, place_of, seen_on
from glassnet.tui.messages import Entry, Sample

LOOKS = {"explained", "panel", "checked"}  # conditions that something must be open for, and stay open


class Course(Asking):
    """A lesson being played in an app."""

    def __init__(self, app: Glassnet, lesson: Lesson, progress: Progress) -> None:
        super().__init__(app, Playing(lesson, progress, key_names(app.keys)))
        if self.playing.step is None:  # all of it was done before: once more
            self.playing.at = 0
        self.locked = locked(lesson)
        self._session: Session | None = None  # of the step
        self._waiting: list[Session] = []
        self._shown = False  # whether the step that is over was shown rather than done
        self._outcome = Filled("")  # what is said of a step that is over
        self._over: Seen | None = None  # the moment that this is of
        self._cursor: Entry | None = None  # where the step began
        self._held = False  # whether it held where the step began: the next key ends it, so that its text is read

    # --- a step ---

    def open(self) -> None:
        """Begin where somebody left it."""
        if self.playing.at and self.playing.step is not None and not self.playing.step.start:
            self._play(lambda: come_to(self.app, self.playing))
        else:
            self._begin()

    def _fresh(self) -> None:
        self.note, self.typed, self.told, self._shown = "", "", False, False

    def _begin(self) -> None:
        self._fresh()
        if self.playing.step is not None:
            begin_step(self.app, self.playing)
        self._begins()

    def _begins(self) -> None:
        """The step has begun."""
        step = self.playing.step
        if step is None:  # what came of the last one stays on the screen
            self.show()
            return
        question = self.playing.question
        asks = question is not None and (question.pointing or question.hidden != Hidden())
        if (step.start or asks) and self.app.workspace.choices.trail:  # else it may be what is spoken of
            self.app.workspace.leave_explanation()
            self.app.arrange()  # what stood in the place of the explanation
            self.app.give_keys()
        self._session, self._held = self.app.session, self.playing.look(seen_on(self.app))
        self._bring_forward()
        if question is not None and question.pointing:
            seen = seen_on(self.app)
            if names_in(step.ask["of"]) <= seen.state.values.keys():  # so that the arrows go on from there
                bring_forward(self.app, next(iter(numbers_of(step.ask["of"], seen))))
        self._cursor = self.app.workspace.choices.cursor
        self.show()

    def look(self) -> None:
        """Something was done: say so where what the step waits for holds."""
        if self.busy:
            return
        if self.told or self._held or not self.playing.look(seen_on(self.app)):
            self.follow()
        else:
            self._rest(f"{MARK}{came_of(self.app, self.playing)}")

    def follow(self) -> None:
        """What is on show has changed: what is said of a moment that has gone is said to be so."""
        if self.line() != self.app.workspace.line:
            self.show()

    def _rest(self, note: str, shown: bool = False) -> None:
        """The step is over; what came of it stays to be looked at."""
        self._over = seen_on(self.app)
        try:
            self._outcome = self.playing.outcome(self._over)
        except GlassnetError as error:
            self.app.leave_lesson()
            self.app.warn(error)
            return
        self.note, self.told, self._shown = note, True, shown
        self.playing.mark(shown)
        self._keep()
        if not self._looks():
            self._bring_forward()
        self.show()

    def _looks(self) -> bool:
        """Whether the step is over for what was opened, which stays open to be looked at."""
        return self.told and self.playing.step is not None and bool(LOOKS & set(self.playing.step.wait))

    def takes(self, key: str) -> bool:
        """Whether a key belongs to the answer, and is to do nothing else."""
        self._held = False
        return super().takes(key)

    def _is_none(self, question: Question, key: str) -> bool:
        """A key that is meant as an answer and is none; enter too, but on a number that the learner has gone to."""
        choices = self.app.workspace.choices
        stays = choices.cursor == self._cursor and not choices.trail
        return super()._is_none(question, key) or (key == "enter" and stays and not question.pointing)

    def _next(self, shown: bool, here: bool) -> None:
        """To the next step. here: whether it can begin with what is on show."""
        self._forget_waits()
        self.playing.over(shown)
        self._keep()
        if not here:
            self._fresh()
            self._play(lambda: come_to(self.app, self.playing))
            return
        try:
            self._begin()
        except GlassnetError as error:
            self.app.leave_lesson()
            self.app.warn(error)

    def _keep(self) -> None:
        try:
            self.playing.progress.keep()
        except GlassnetError as error:
            self.app.warn(f"what is done of the lesson is not kept: {error}")

    def _bring_forward(self) -> None:
        """The numbers that are spoken of on the screen: their layer, their sample, the tab that has them."""
        app, marked, step = self.app, self._wanted(), self.playing.step
        if not marked:
            if step is not None and step.start and not self.told:
                app.workspace.choose(layer=None)
            runs = step is not None and RUNS & set(step.wait) and not app.view.picture
            if runs and app.has_tabs and not app.is_shown("predictions"):
                app.arrange(maximized="", picture="", tab=app.content.tab_of_predictions())  # where a run is to be seen
                app.give_keys()
            return
        snapshot = app.snapshot()
        layers = (snapshot.program.info[each.name].layer for each in marked)
        app.workspace.choose(layer=next(filter(None, layers), None))
        asked = {(number.name, number.index) for number in self.playing.hidden.numbers}
        sampled = [each for each in marked if snapshot.sampled(each.name) and each.name not in ("x", "y")]
        if sampled:  # of what is asked, where that is of a sample
            row = next((each for each in sampled if (each.name, each.index) in asked), sampled[0]).index[0]
            app.workspace.choose(sample=Sample(int(snapshot.samples.rows[row])))
        self.show()
        app.call_after_refresh(self._look_for, marked)

    def _look_for(self, marked: list[Entry]) -> None:
        """Change what is on show until all of these numbers are."""
        app = self.app
        if marked != self._wanted() or self._looks() or self._explained(marked) or all(map(app.prints, marked)):
            return
        app.workspace.leave_explanation()
        app.arrange(maximized="", picture="", **({"tab": MATRICES} if app.has_tabs else {}))
        app.give_keys()

    def _explained(self, marked: list[Entry]) -> bool:
        """Whether a question is about numbers of the explanation that is open."""
        explained = self.app.snapshot().explanation
        if explained is None or self.playing.question is None:
            return False
        read = {(each.name, each.index) for each in explained.operands} | {(explained.name, explained.index)}
        return all((each.name, each.index) in read for each in marked)

    def _said(self) -> Filled:
        """What is said now."""
        return self._outcome if self.told else self.playing.said

    def _spoken_of(self) -> Seen | None:
        """The moment that this is said of."""
        return self._over if self.told else self.playing.began

    def _gone(self) -> Seen | None:
        """The moment that this is said of, where it is not so at the one on show."""
        of = self._spoken_of()
        here = of is None or of.state is self.app.session.state
        return None if here or self._said().holds(seen_on(self.app)) else of

    def _marked(self) -> list[Entry]:
        """The numbers that are spoken of."""
        return [Entry(*number) for number in self._said().numbers]

    def _wanted(self) -> list[Entry]:
        """The numbers that are to be on the screen: those, and those that are asked; else of what sizes are told of."""
        asked = sorted(number for number in self.playing.hidden.numbers if number.index)
        found = list(dict.fromkeys([*self._marked(), *(Entry(*number) for number in asked)]))
        return found or [Entry(name, (0, 0)) for name in self._said().values if self._in_a_layer(name)]

    def _in_a_layer(self, name: str) -> bool:
        """Whether a value is there, as a matrix of a layer."""
        value, info = self.app.session.state.get(name), self.app.session.program.info.get(name)
        return value is not None and value.ndim == 2 and info is not None and bool(info.layer)

    # --- answers, hints ---

    def answered(self, verdict: Verdict) -> None:
        """A question is over: perform the steps that it asked about, and go on where it was right."""
        if not self._come_back():
            self._play(lambda: self._answer_there(verdict))
            return
        self._answered(verdict)

    async def _answer_there(self, verdict: Verdict) -> None:
        await come_to(self.app, self.playing)
        self._answered(verdict)

    def _answered(self, verdict: Verdict) -> None:
        answer_step(self.app, self.playing)
        self._rest(f"{MARK}{verdict.words}" if verdict.right else self.note, shown=not verdict.right)

    def go_on(self) -> None:
        """What came of the step has been looked at: the next one begins where it ended, whatever was done since."""
        following = self.playing.lesson.steps[self.playing.at + 1 : self.playing.at + 2]
        goes_on = any(not step.start for step in following)
        self._next(self._shown, self._come_back() if goes_on else True)

    def hint(self) -> None:
        """The next hint; after the last one the step is shown."""
        step = self.playing.step
        if step is None or self.told or self.busy:
            return
        if text := self.playing.hint():
            self.note = f"hint {self.playing.hints} of {len(step.hint)}: {text}"
            self.show()
        elif self.playing.lesson.skip:
            self._play(self._show_step)
        else:
            self.app.tell("there are no more hints, and this lesson shows nothing")

    async def _show_step(self) -> None:
        question = self.playing.question
        if not self._come_back():
            await come_to(self.app, self.playing)
        await do_step(self.app, self.playing, shows=True)
        self._rest(f"{MARK}shown" if question is None else question.told, shown=True)

    def where_was_i(self) -> None:
        """Back to the moment where the step began, with its text; of one that is over, to what came of it."""
        if self.busy or self.playing.step is None:
            return
        self.app.paused()
        if self.told:
            self._come_back()
            self._bring_forward()
            self.show()
        elif self._come_back():
            self.note = ""
            self._begins()
        else:
            self._play(lambda: come_to(self.app, self.playing))

    def _come_back(self) -> bool:
        """Go to the moment that the text is of in its session, as it was; whether that is possible."""
        app, began = self.app, self._spoken_of()
        if began is None or self._session is not app.session:
            return False
        iteration, done = began.state.iteration, began.state.done
        if (app.session.state.iteration, app.session.state.done) != (iteration, done):
            try:
                app.session.goto(iteration, done)
            except GlassnetError:
                return False
            app.moved()
        here, then = app.session.state.values, began.state.values
        same = (np.array_equal(here[name], then[name], equal_nan=True) for name in then)
        return here.keys() == then.keys() and all(same)

    def _play(self, plays: Callable[[], Awaitable[None]]) -> None:
        """Do something that presses keys itself."""

        async def play() -> None:
            at, tries, hints = self.playing.at, self.playing.tries, self.playing.hints
            self.busy = True
            try:
                await plays()
            except GlassnetError as error:
                self.app.leave_lesson()
                self.app.warn(error)
                return
            finally:
                self.busy = False
            if self.app.asking is not self:  # it was left meanwhile
                return
            if self.playing.at == at:  # it has come back to where it was
                self.playing.tries, self.playing.hints = tries, hints
            if self.told:  # what came of it stays as it is
                self._session = self.app.session
                self.show()
            else:
                self._begins()

        self.app.run_worker(play(), name=WORKER, group=WORKER)

    # --- runs ---

    def before_run(self) -> None:
        """A run begins: let it pause where what the step waits for holds."""
        if self.busy or self.told or self.playing.step is None:
            return
        session = self.app.session
        session.waits = self.playing.wait(lambda: seen_on(self.app))
        self._waiting.append(session)

    def after_run(self, session: Session) -> bool:
        """Whether a run was ended by what the step waits for, which the line tells."""
        if not session.halted or isinstance(session.halted_by, Halt) or self.busy:
            return False
        self.note = session.halted
        return True

    def _forget_waits(self) -> None:
        for session in self._waiting:
            session.waits = ()
        self._waiting = []

    def close(self) -> None:
        """The lesson is left."""
        self._forget_waits()
        self.app.workspace.choose(layer=None)

    # --- the line ---

    def line(self) -> Line:
        """What there is to be seen of it."""
        playing, keys, said = self.playing, self.app.keys, self._said().text
        lesson = playing.lesson
        step, total = playing.step, len(lesson.steps)
        titles = (lesson.title, playing.chapter)
        title: tuple[str, ...] = (": ".join(filter(None, titles)), playing.chapter or lesson.title)
        if step is None:
            words = keys.say("That was the whole of it. {lessons} has the others, {leave_lesson} leaves this one.")
            return Line(title, (total, total), lesson.about, words)
        if self.busy:
            return Line(title, (playing.at + 1, total), said, note="one moment …")
        if (of := self._gone()) is not None:
            then = f"as it was {place_of(of.state)}: {keys.name('where_was_i')} goes back"
            title = f"{title[0]}, {then}", f"{title[1]}, {then}", then
        more, hints = playing.more_hints, keys.name("hint")
        words = f"{hints} hint {playing.hints} of {len(step.hint)}" if more else f"{hints} show me"
        return self.asked(
            Line(
                title,
                (playing.at + 1, total),
                said,
                self.note or ("" if self.told else instead_of(self.app, playing)),
                asks="" if self.told else comes_to(self.app, playing),
                hints=words if not self.told and (more or lesson.skip) else "",
                marked=frozenset(self._marked()),
            )
        )
