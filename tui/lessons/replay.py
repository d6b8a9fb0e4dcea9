"""Steps of a lesson done by the app itself: to show one, to come back to where one begins, to try them all.

For a worker of the name `doing.WORKER`: it waits for keys to be done.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from glassnet.core.errors import GlassnetError
from glassnet.scenarios.lessons.playing import Playing
from glassnet.scenarios.lessons.progress import Progress
from glassnet.tui.lessons.doing import do
from glassnet.tui.lessons.showing import key_names, open_moment, seen_on

if TYPE_CHECKING:
    from glassnet.tui.app import Glassnet


def begin_step(app: Glassnet, playing: Playing) -> None:
    """Open what the step opens, and begin it there. Raises GlassnetError, which names the step."""
    if (opening := playing.opens) is not None and playing.step is not None:
        with playing.lesson.naming(playing.step):
            try:
                open_moment(app, *opening)
            except GlassnetError as error:
                raise GlassnetError(f"at: {error}") from error
    playing.begin(seen_on(app))


CLOSES = "esc"  # an entry of `do` that closes what is to be read


async def do_step(
    app: Glassnet, playing: Playing, coming: Callable[[int], object] = lambda at: None, shows: bool = False
) -> None:
    """Do what the step's `do` says, or for a question perform the steps that answer it.

    coming: told before each entry of `do`, with its place, and at the end. shows: whether somebody is to see what came
    of it, so that a box stays open. Raises GlassnetError where that is not possible.
    """
    step, question = playing.step, playing.question
    app.session.waits = playing.wait(lambda: seen_on(app), limit=True)
    try:
        entries = step.do if step is not None else ()
        while shows and entries and entries[-1] == CLOSES:
            entries = entries[:-1]
        for at, text in enumerate(entries):
            coming(at)
            await do(app, text)
        coming(len(entries))
    finally:
        app.session.waits = ()
    if question is not None:
        answer_step(app, playing)


def answer_step(app: Glassnet, playing: Playing) -> None:
    """Perform the steps that a question asked about, once it is answered."""
    moment = None if playing.question is None else playing.question.moment
    while moment is not None and (app.session.state.iteration, app.session.state.done) != moment:
        app.move(app.session.step)


async def come_to(app: Glassnet, playing: Playing) -> None:
    """Come to where the step begins, whatever is on show: from what was opened last, by all that was to do since."""
    steps = playing.lesson.steps
    again = Playing(playing.lesson, Progress(), key_names(app.keys))
    again.at = max((at for at, step in enumerate(steps[: playing.at + 1]) if step.start), default=0)
    while again.at < playing.at:
        begin_step(app, again)
        await do_step(app, again)
        again.over()
    begin_step(app, playing)
