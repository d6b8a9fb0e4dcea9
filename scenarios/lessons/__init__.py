"""Lessons: text files that lead through the playground, say nothing that the engine did not compute, and wait for what
the learner does.

    lesson = load("start")                       Lesson, of a name or a file; `names()` are those that ship
    progress = Progress.kept()                   what was done before, by step id; `progress.keep()` writes it
    playing = Playing(lesson, progress, key_name)      at the first step that is not over

    playing.opens                                (scenario, at) that the step opens first, or None
    playing.begin(Seen.of(session, view))        fills its texts, makes its question
    session.waits = playing.wait(seen)           a run pauses at the iteration at which what is waited for holds
    playing.said.text, .numbers                  the line of the lesson, and the numbers that it marks ‹ ›
    playing.look(seen)                           whether what is waited for holds now, while no box is open: then
                                                 playing.over()
    playing.question, playing.hidden             what is asked, and what the screen is not to show meanwhile
    playing.answer("2")                          a Verdict; when it is over, go to question.moment, then
                                                 playing.over(shown=not verdict.right)
    playing.hint(), playing.more_hints           one hint after the other; then `do`, and over(shown=True)
    playing.place                                where was I: (iteration, steps done)

`lesson.py` has the format, `tables.py` its keys, `conditions.py` what can be waited for, `expressions.py` what can
stand in braces, `questions.py` what can be asked; `tui/lessons/` is what it needs of the screen. Each lesson is a file
NAME.toml here. Knows nothing of the screen or of keys.
"""

from __future__ import annotations

from glassnet.scenarios.lessons.lesson import Lesson as Lesson
from glassnet.scenarios.lessons.lesson import language as language
from glassnet.scenarios.lessons.lesson import load as load
from glassnet.scenarios.lessons.lesson import names as names
from glassnet.scenarios.lessons.lesson import translations as translations
from glassnet.scenarios.lessons.playing import Playing as Playing
from glassnet.scenarios.lessons.progress import Progress as Progress
from glassnet.scenarios.lessons.seen import Seen as Seen
