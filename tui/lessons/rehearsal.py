"""A lesson rehearsed: the real app, without a terminal, goes through it as its `do` says, and every claim is tried.

What is not so is one line with the file and the step. Knows the app; how a lesson looks on the screen it does not.
"""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict

import numpy as np

from glassnet.core.config import Config
from glassnet.core.errors import GlassnetError
from glassnet.core.ops import Array
from glassnet.scenarios.grading import is_right
from glassnet.scenarios.lessons import conditions
from glassnet.scenarios.lessons.expressions import read
from glassnet.scenarios.lessons.filling import BRACES, check_fits, expressions_in
from glassnet.scenarios.lessons.lesson import Lesson, LessonStep
from glassnet.scenarios.lessons.playing import Playing
from glassnet.scenarios.lessons.progress import Progress
from glassnet.scenarios.lessons.questions import Question
from glassnet.scenarios.lessons.seen import Number, Seen
from glassnet.tui.app import Glassnet
from glassnet.tui.keys.keymap import DEFAULT
from glassnet.tui.lessons.doing import id_of
from glassnet.tui.lessons.locks import locked
from glassnet.tui.lessons.replay import begin_step, do_step
from glassnet.tui.lessons.showing import key_names, place_of, seen_on

SIZE = (80, 24)  # the smallest terminal that a lesson is for
GAP = 4  # cells before a choice
SAID = re.compile(r"(\w+\[[\d,]+\])(?: is| was|:| =) (-?\d*\.?\d+)")  # a number that is typed beside its name
TYPED = re.compile(r"(?<![\w.{])-?\d*\.\d+")
ROUND = 2  # digits that a typed number may have and be no result
LEAVES = ("quit", "save", "save_as", "export")  # what no lesson may do by itself


class Rehearsal:
    """One lesson, gone through once.

    notes: what cannot be checked, a line each. texts: all that it says, filled in, with the step before it.
    """

    def __init__(self, lesson: Lesson) -> None:
        self.lesson, self.notes, self.texts = lesson, list[str](), list[tuple[str, str]]()
        self._shown: dict[tuple[Config, int, str], list[Array]] = defaultdict(list)  # what stood there, by iteration

    async def go_through(self) -> None:
        """Raises GlassnetError for the first claim that is not so."""
        for what, text, most in (("title", self.lesson.title, 1), ("about", self.lesson.about, 1)):
            check_fits(f"{self.lesson.path}: {what}", text, most)
        playing = Playing(self.lesson, Progress(), key_names(DEFAULT))
        opened = playing.opens
        assert opened is not None  # every lesson begins with one
        app = Glassnet(opened[0])
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            while (step := playing.step) is not None:
                begin_step(app, playing)
                with self.lesson.naming(step):
                    self._read(playing, step)
                    if playing.question is None:
                        await self._wait(app, playing, step)
                    else:
                        await self._ask(app, playing, playing.question)
                playing.over()

    # --- what is waited for ---

    async def _wait(self, app: Glassnet, playing: Playing, step: LessonStep) -> None:
        self._note_moment(app)
        if playing.look(seen_on(app)):
            raise GlassnetError("wait holds already where the step begins")
        if not step.do:
            raise GlassnetError("do is missing: what does a learner do for it?")

        def coming(at: int) -> None:
            self._note_moment(app)
            if at == len(step.do) or len(app.screen_stack) > 1:
                return
            if at and playing.look(seen_on(app)):
                raise GlassnetError(f'wait holds before the end of do: "{step.do[at]}" is too much')
            if id_of(step.do[at]) in (*locked(self.lesson), *LEAVES):
                raise GlassnetError(f'do: "{step.do[at]}" is locked in this lesson')

        await do_step(app, playing, coming)
        if len(app.screen_stack) > 1:
            raise GlassnetError("do leaves a box open")
        seen, began = seen_on(app), playing.began
        if began is not None and not playing.look(seen):
            missing = ", ".join(f"wait.{name}" for name in conditions.missing(step.wait, seen, began))
            raise GlassnetError(f"{missing} does not hold after do, which ends {place_of(app.session.state)}")
        self._end(playing, step, seen)

    def _note_moment(self, app: Glassnet) -> None:
        """Keep what stands on the screen now, which nothing that is asked later may be."""
        state = app.session.state
        for name, value in state.values.items():
            iteration = state.iteration if name in state.program.computed else 0
            known = self._shown[app.session.begun.config, iteration, name]
            if not any(value is each for each in known):
                known.append(value)

    # --- what is asked ---

    async def _ask(self, app: Glassnet, playing: Playing, question: Question) -> None:
        if not question.checkable:
            self.notes.append(f'{self.lesson.path}: step "{playing.lesson.steps[playing.at].id}": not checkable')
        step = playing.step
        await do_step(app, playing)
        seen = seen_on(app)
        for number in question.hidden.numbers:
            if self._was_shown(app, seen, number):
                raise GlassnetError(f"ask: {number.label} was shown before in this lesson: memory is no understanding")
        line = " ".join(f"{at} {text}" + " " * GAP for at, text in enumerate(question.choices, start=1)).strip()
        check_fits("choices", line, 1)
        self.texts += [("choices", line)] if line else []
        self.texts.append(("answer", question.truth))
        if step is not None:
            self._end(playing, step, seen)
        self._note_moment(app)

    def _was_shown(self, app: Glassnet, seen: Seen, number: Number) -> bool:
        state, value = seen.state, seen.number(number)
        iteration = state.iteration if number.name in state.program.computed else 0
        stood = self._shown[app.session.begun.config, iteration, number.name]
        return any(np.array_equal(each[number.index], value) for each in stood)

    # --- what is said ---

    def _check_typed(self, step: LessonStep, key: str, text: str, seen: Seen) -> None:
        """Raises GlassnetError for a number that is typed beside its name, and is another one; notes other results."""
        for name, number in SAID.findall(text):
            value = read(name, seen).value
            if value is not None and not is_right(value, number):
                raise GlassnetError(f"{key}: {name} is {read(name, seen).text} there, not {number}; write {{{name}}}")
        known = {number for _, number in SAID.findall(text)}
        for number in TYPED.findall(BRACES.sub("", text)):
            if number not in known and len(number.lstrip("-0.").replace(".", "")) > ROUND:
                self.notes.append(
                    f'{self.lesson.path}: step "{step.id}": not checkable: number {number} typed in {key}'
                )

    def _end(self, playing: Playing, step: LessonStep, seen: Seen) -> None:
        """The text for the end of a step, where it has one."""
        if step.then:
            self._check_typed(step, "then", step.then, seen)
            whole = playing.outcome(seen).text
            check_fits("then", whole)
            self.texts.append(("then", whole))

    def _read(self, playing: Playing, step: LessonStep) -> None:
        """Every text of the step: it fits, comes to something, and does not tell what is asked."""
        began = playing.began
        assert began is not None  # it has just begun
        texts = [("say", step.say), *(("hint", text) for text in step.hint)]
        for key, text in (*texts, *(("miss", text) for text in (step.miss or {}).values())):
            whole = playing.text(text, key, marked=key == "say").text
            self._check_typed(step, key, text, began)
            check_fits(key, whole)
            self.texts.append((step.id if key == "say" else key, whole))
            for inside in expressions_in(text):
                number = read(inside, began).number
                if number is not None and key != "miss" and playing.hidden.hides(number):
                    raise GlassnetError(f"{key} tells {number.label}, which is asked")
        if step.chapter:
            check_fits("chapter", step.chapter, 1)


def rehearse(lesson: Lesson) -> Rehearsal:
    """Go through a lesson. Raises GlassnetError for the first claim that is not so."""
    rehearsal = Rehearsal(lesson)
    asyncio.run(rehearsal.go_through())
    return rehearsal
