"""A lesson being played: which step it is at, what it says there, hints, answers, and what is done.

The app (or a check) gives it what is on show and does what it says: it opens what a step begins with (`opens`), puts
`wait` among the session's `waits` while one is waited for, and tells `look` after everything that changes the screen.
Knows nothing of the screen, and changes no session.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from glassnet.core.deferred import dataclass
from glassnet.core.errors import GlassnetError
from glassnet.core.ops import Array
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.experiments.typed import typed
from glassnet.scenarios.lessons import conditions
from glassnet.scenarios.lessons.filling import Filled, KeyNames, filled
from glassnet.scenarios.lessons.lesson import Lesson, LessonStep
from glassnet.scenarios.lessons.progress import DONE, SHOWN, Progress
from glassnet.scenarios.lessons.questions import Given, Hidden, Question, question
from glassnet.scenarios.lessons.seen import Seen
from glassnet.scenarios.sessions.halts import Look

TRIES = 2
PATIENCE = 20_000  # iterations that a run may take where a wait has no `within`, and nobody is there to end it


@dataclass(frozen=True)
class Verdict:
    """What comes of an answer.

    right: whether it is. over: whether there are no more tries, or need be none. words: what to say of it.
    """

    right: bool
    over: bool
    words: str


class LessonWait:
    """What a step waits for, as a breakpoint of runs: it pauses the run at the very iteration at which it holds.

    view: what the screen shows, asked once a run. limit: iterations that the run may take; None for any number.
    """

    remembers = of_losses = False

    def __init__(self, step: LessonStep, began: Seen, view: Callable[[], Seen], limit: int | None) -> None:
        self._step, self._began, self._view, self._limit = step, began, view, limit
        self._seen = began

    def begin(self, look: Look) -> None:
        """Look at the screen before the run."""
        self._seen = self._view()

    def first(self, iteration: int, losses: Array) -> int | None:
        """Never asked for: it is not of losses alone."""
        raise NotImplementedError

    def holds(self, look: Look) -> str:
        """Why the run ends after this iteration, or an empty text."""
        if conditions.hold(self._step.wait, self._seen.during(look), self._began):
            return "what this step waits for"
        if self._limit is not None and look.iteration - self._began.finished >= self._limit:
            return f"{self._limit:,} iterations, and not yet what this step waits for"
        return ""


class Playing:
    """A lesson at one of its steps.

    progress: what was done before, by step id; it grows. at: which step, from 0; `len(lesson.steps)` when all are over.
    tries: wrong answers so far. hints: those given. question: what is asked, None for a step that waits.
    """

    def __init__(self, lesson: Lesson, progress: Progress, key_name: KeyNames) -> None:
        self.lesson, self.progress, self._key_name = lesson, progress, key_name
        over = progress.of(lesson.key)
        self.at = next((at for at, step in enumerate(lesson.steps) if step.id not in over), len(lesson.steps))
        self.began: Seen | None = None
        self.said = Filled("")
        self.question: Question | None = None
        self.tries = self.hints = 0

    @property
    def step(self) -> LessonStep | None:
        """The step it is at; None at the end."""
        return self.lesson.steps[self.at] if self.at < len(self.lesson.steps) else None

    @property
    def chapter(self) -> str:
        """The chapter it is in; empty where the lesson has none."""
        names = [step.chapter for step in self.lesson.steps[: self.at + 1] if step.chapter]
        return names[-1] if names else ""

    @property
    def opens(self) -> tuple[Scenario, str] | None:
        """What the step opens before it begins, with the moment as for --at; None where it goes on with what is there.

        Raises GlassnetError.
        """
        step = self.step
        if step is None or not step.start:
            return None
        with self.lesson.naming(step):
            try:
                return typed(step.start, self.lesson.folder), step.at
            except GlassnetError as error:
                raise GlassnetError(f"start: {error}") from error

    # --- a step ---

    def begin(self, seen: Seen) -> None:
        """Begin the step at what is on show. Raises GlassnetError where it makes no sense there."""
        step = self._there()
        self.began, self.tries, self.hints, self.question = seen, 0, 0, None
        with self.lesson.naming(step):
            if step.ask:
                self.question = question(step, seen)
            else:
                conditions.check(step.wait, seen)
            self.said = self.text(step.say, "say", marked=True)

    def text(self, text: str, key: str, marked: bool = False) -> Filled:
        """A text of the step, filled in at the moment where it began. Raises GlassnetError, which names the key."""
        try:
            return filled(text, self._seen(), self._key_name, marked)
        except GlassnetError as error:
            raise GlassnetError(f"{key}: {error}") from error

    def outcome(self, seen: Seen) -> Filled:
        """What is said once the step is over, at the moment that it has led to. Raises GlassnetError."""
        step = self._there()
        if not step.then:
            return self.said
        with self.lesson.naming(step):
            try:
                return filled(step.then, replace(seen, before=self._seen()), self._key_name, marked=True)
            except GlassnetError as error:
                raise GlassnetError(f"then: {error}") from error

    def look(self, seen: Seen) -> bool:
        """Whether what the step waits for holds; never where it asks."""
        step = self.step
        waits = step is not None and self.began is not None and not step.ask
        return waits and step is not None and conditions.hold(step.wait, seen, self._seen())

    def wait(self, seen: Callable[[], Seen], limit: bool = False) -> tuple[LessonWait, ...]:
        """What is to stand among the session's waits while this step lasts. limit: even without `within`."""
        step = self._there()
        if step.ask:
            return ()
        within = step.wait.get(conditions.WITHIN, PATIENCE if limit else None)
        return (LessonWait(step, self._seen(), seen, within),)

    @property
    def hidden(self) -> Hidden:
        """What the screen is not to show while the step lasts."""
        return Hidden() if self.question is None else self.question.hidden

    @property
    def place(self) -> tuple[int, int]:
        """Where was I: (iteration, steps done) where the step began."""
        state = self._seen().state
        return state.iteration, state.done

    @property
    def more_hints(self) -> int:
        """How many there are still."""
        return len(self._there().hint) - self.hints

    def hint(self) -> str:
        """The next hint; empty after the last, when `show` is what is left, if the lesson lets it."""
        step = self._there()
        if not self.more_hints:
            return ""
        self.hints += 1
        with self.lesson.naming(step):
            return self.text(step.hint[self.hints - 1], "hint").text

    def answer(self, given: Given) -> Verdict:
        """Grade an answer. Raises GlassnetError for what is none; it costs no try."""
        asked = self._asked()
        if wrong := asked.wrong(given):
            raise GlassnetError(wrong)
        if asked.grade(given):
            return Verdict(True, True, f"right: {asked.truth}")
        self.tries += 1
        key, step = asked.misses(given), self._there()
        with self.lesson.naming(step):
            why = "" if key is None else self.text((step.miss or {})[key], "miss").text
        if self.tries < TRIES:
            return Verdict(False, False, why or "not yet; once more")
        return Verdict(False, True, f"{why} {asked.told}".strip())

    # --- on ---

    def mark(self, shown: bool = False) -> None:
        """Note that the step is over. shown: it was shown rather than done."""
        self.progress.mark(self.lesson.key, self._there().id, SHOWN if shown else DONE)

    def over(self, shown: bool = False) -> None:
        """Go on to the next step. shown: this one was shown rather than done."""
        self.mark(shown)
        self.at += 1
        self.began, self.question, self.said = None, None, Filled("")

    def _there(self) -> LessonStep:
        if self.step is None:
            raise GlassnetError("the lesson is over")
        return self.step

    def _asked(self) -> Question:
        if self.question is None:
            raise GlassnetError("nothing is asked here")
        return self.question

    def _seen(self) -> Seen:
        if self.began is None:
            raise GlassnetError("the step has not begun")
        return self.began
