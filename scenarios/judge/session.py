"""A session of numbers that were handed in: his program, stepped through with his numbers in it.

Its one iteration is recorded from the beginning. Where all his mistakes are known his program goes on from there.
"""

from __future__ import annotations

import os
from dataclasses import replace

from glassnet.core.errors import GlassnetError
from glassnet.core.explain import Explanation
from glassnet.core.history import History
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.judge import read
from glassnet.scenarios.judge.choose import Chosen
from glassnet.scenarios.judge.effect import scenario_of
from glassnet.scenarios.judge.handed import Handed, handed
from glassnet.scenarios.judge.judgement import Judgement
from glassnet.scenarios.judge.layout import ROWS
from glassnet.scenarios.judge.names import ALIASES
from glassnet.scenarios.judge.reading import read_numbers
from glassnet.scenarios.judge.settings import Stated, of_experiment
from glassnet.scenarios.judge.text import effect, headline
from glassnet.scenarios.judge.verdict import judgement
from glassnet.scenarios.sessions.session import Session

MARKS = "In the list of steps ✓ follows from what it read, ✗ does not, and ≈ follows, but from one that does not"
ATTEMPT = "{explain} on a number that does not follow: yours, and the right one beside it."


class HandedSession(Session):
    """Handed-in numbers as a training of one iteration, all of it recorded; it begins at the first wrong step."""

    def __init__(self, scenario: Scenario, handed: Handed) -> None:
        super().__init__(scenario)
        self._handed = handed
        self.history = History.of_moments(handed.program, handed.moments)
        last = handed.moments[-1].values
        self._before_update(1, handed.moments[0].values)
        self._record.computed(self.program, 1, last)
        at = handed.first_wrong
        self.history.goto(len(handed.moments) - 1 if at is None else at + 1)

    @property
    def handed(self) -> Handed | None:
        """The numbers, and what is wrong with them; None after them, and where one was changed by hand."""
        return None if self.state.iteration > 1 or self.history.actions else self._handed

    @property
    def unkept(self) -> str:
        """Why no file can have it."""
        return "handed-in numbers stand in their file, and are judged anew when it is opened"

    @property
    def in_words(self) -> str:
        """A few words for the header: the verdict and the ids."""
        judgement = self._handed.judgement
        where = ", ".join(f"{each.at}: {each.id}" for each in judgement.mistakes) or " ".join(judgement.wrong)
        return f"{judgement.verdict}{' ' * bool(where)}{where}"

    def step(self) -> None:
        """One operation on, through the numbers that were handed in and then through what his program makes of them."""
        if not self.history.in_the_past:
            self._check_goes_on()
        super().step()

    def run(self, iterations: int | None = None, seconds: float | None = None) -> int:
        """As of any session; where his program is not known, not beyond his numbers."""
        if self._handed.unknown:
            if not self.history.in_the_past:
                self._check_goes_on()
            iterations = 1
        return super().run(iterations, seconds)

    def change(self, scenario: Scenario, words: str) -> None:
        """Raises GlassnetError: there is no other program of his."""
        raise GlassnetError("a handed-in program stays as it is; begin anew to train the right one with these settings")

    def told(self, explanation: Explanation) -> Explanation:
        """The origin of a number, which is nothing but itself where no known step gives it."""
        name, index, term = explanation.name, explanation.index, explanation.term
        own = explanation.history is self.history and explanation.iteration == 1 and not self.history.actions
        if not own or term is None or self._handed.gives(name, index, term.value):
            return explanation
        origin = "handed in; no mistake that is known gives it from what stands before it"
        if name not in self._handed.unknown:
            origin = "handed in; with a constant of its own, which is spelling where dW and db are right"
        return replace(explanation, step=None, term=None, operands=(), origin=origin)

    def _check_goes_on(self) -> None:
        unknown = self._handed.unknown
        if unknown and not self.history.actions:
            names = " ".join(name for name in self._handed.marks if name in unknown)
            raise GlassnetError(f"your numbers end here: which step gives your {names} is not known")


def hand_in_file(path: str, scenario: Scenario | None = None) -> HandedSession:
    """The numbers of a file as a session. scenario: what gives data and weights where the file has not all of them.

    Raises GlassnetError, one line.
    """
    numbers = read_numbers(path)
    lacking = {"x", "y", "W1"} - {ALIASES.get(name, name) for name in numbers.arrays}
    said, defaults = of_experiment(scenario) if lacking and scenario is not None else (Stated(), None)
    chosen = read(numbers, said, defaults)
    return hand_in(chosen, judgement(chosen, said), os.path.basename(path))


def hand_in(chosen: Chosen, found: Judgement, key: str = "yours") -> HandedSession:
    """The numbers of a reading, and what was found in them, as a session. key: what it is called.

    Raises GlassnetError for numbers that cannot be judged, or stepped through.
    """
    try:
        shown = handed(chosen, found)
    except GlassnetError as error:
        raise GlassnetError(f"{headline(found)}; these numbers are judged, but not shown: {error}") from error
    sentences = [headline(found)]
    if "lr" not in chosen.candidate.got.own.given:
        sentences.append(f"You named no lr: the update takes {shown.program.config.training.learning_rate:g} here")
    if found.layout != ROWS:
        sentences.append("Samples stand in rows here, and W is inputs × units, whichever way yours have it")
    watch = [MARKS, *filter(None, [effect(found).capitalize()])]
    words = (". ".join(sentences) + ".", ". ".join(watch) + ".", ATTEMPT)
    start = dict(shown.moments[0].values)
    return HandedSession(scenario_of(chosen.candidate.judged, start, key, words), shown)
