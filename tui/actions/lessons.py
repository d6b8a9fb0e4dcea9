"""Keys of lessons: the list, hints, coming back to where one was, leaving."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, cast

from glassnet.core.errors import GlassnetError
from glassnet.tui.playground import Playground

if TYPE_CHECKING:
    from glassnet.tui.app import Glassnet

NONE = "no lesson is on; {lessons} lists them"


def lessons(app: Playground) -> None:
    """The list, where one is chosen; while the tour is offered, the tour."""
    from glassnet.scenarios.lessons import Progress, language, load, names
    from glassnet.scenarios.lessons.progress import TOUR
    from glassnet.tui.screens.lessons import LessonList

    app.paused()
    if cast("Glassnet", app).offered:
        begin(app, TOUR)
        return
    found = []
    for name in (*names(), *cast("Glassnet", app).lesson_files):
        try:
            found.append(load(name, language()))
        except GlassnetError as error:  # one that is damaged; the others are not
            app.warn(error)
    here = app.asking.playing.lesson.key if app.asking is not None else ""
    app.ask(LessonList(found, Progress.kept(), here), lambda name: None if name is None else begin(app, name))


def begin(app: Playground, word: str) -> None:
    """A lesson by its name or file, where somebody left it. Says what is wrong where there is none."""
    from glassnet.scenarios.lessons import Progress, language, load
    from glassnet.tui.lessons.course import Course

    glassnet = cast("Glassnet", app)
    decide(app)
    progress = Progress.kept()
    if progress.remark:
        app.warn(progress.remark)
    try:
        lesson = load(word, language())
        glassnet.leave_lesson()
        if lesson.key == os.path.abspath(lesson.path) and lesson.key not in glassnet.lesson_files:
            glassnet.lesson_files.append(lesson.key)
        course = Course(glassnet, lesson, progress)
        app.asking = course
        course.open()
    except GlassnetError as error:
        glassnet.leave_lesson()
        app.warn(error)


def decide(app: Playground) -> None:
    """The offer of the tour was taken or left, which is remembered."""
    glassnet = cast("Glassnet", app)
    if glassnet.offered:
        from glassnet.scenarios.lessons import Progress

        progress = Progress.kept()
        progress.answer_offer()
        try:
            progress.keep()
        except GlassnetError as error:
            app.warn(f"this is not remembered: {error}")
    glassnet.offered = False


def leave(app: Playground) -> None:
    """Leave the lesson, or the offer of one for ever."""
    if cast("Glassnet", app).offered:
        decide(app)
        app.tell(app.keys.say("{lessons} lists the lessons whenever you like"))
        app.show()
    elif app.asking is None:
        app.tell(app.keys.say(NONE))
    elif app.workspace.predicting:
        app.do("predict")
    else:
        over = app.asking.playing.step is None
        cast("Glassnet", app).leave_lesson()
        app.tell(app.keys.say("left; {lessons} lists it" + ("" if over else ", and it goes on at this step")))


def hint(app: Playground) -> None:
    """Help with the step."""
    if app.asking is None:
        app.tell(app.keys.say(NONE))
    elif not app.paused():
        app.asking.hint()


def where_was_i(app: Playground) -> None:
    """Back to where the step began."""
    if app.asking is None:
        app.tell(app.keys.say(NONE))
    else:
        app.asking.where_was_i()
