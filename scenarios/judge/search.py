"""Which mistakes give the learner's numbers, all of them: rewritings of steps tried until everything follows.

One rewriting is taken where it makes a number follow and leaves all that followed as it was. The fewest ids that
explain everything win, then the fewest steps; whatever else explains it as well is a rival. What a step between given
numbers has become is found by the numbers after it. Knows steps and the catalogue; knows no words and no verdicts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field

from glassnet.core.deferred import dataclass
from glassnet.core.program import Step
from glassnet.scenarios.judge.catalogue import CATALOGUE, Mistake, Site
from glassnet.scenarios.judge.constants import Factor, factor_between, losses_in_use
from glassnet.scenarios.judge.follow import Missing, Trace
from glassnet.scenarios.judge.steps import Judged

MOST_IDS = 4  # different mistakes in one script
MOST_WORK = 8 * 10**8  # entries gone through beyond single mistakes: about five seconds
WORK_OF_ANY = 20_000  # entries that one rewriting costs as much as, however small the arrays are


@dataclass
class Effort:
    """What may still be tried beyond single mistakes, for all searches of one judgement together.

    Counted in entries, not in seconds: a verdict must not depend on the machine. Single mistakes are always all tried.
    """

    left: int = MOST_WORK


@dataclass(frozen=True, eq=False)
class Rewrite:
    """One step that has become another one.

    variant: which of the mistake's rewritings of this step it is.
    """

    mistake: Mistake
    site: Site
    step: Step
    variant: int

    @property
    def id(self) -> str:
        """The mistake's id; empty where it is none."""
        return self.mistake.id


@dataclass(frozen=True, eq=False)
class Solution:
    """Rewritings by the step that they rewrite, and the names that do not follow even so."""

    rewrites: Mapping[str, Rewrite]
    unexplained: tuple[str, ...]

    @property
    def ids(self) -> frozenset[str]:
        """The different mistakes."""
        return frozenset(each.id for each in self.rewrites.values() if each.id)

    @property
    def rank(self) -> tuple[int, int, int]:
        """What makes one better than another: the less the better."""
        return len(self.unexplained), len(self.ids), sum(bool(each.id) for each in self.rewrites.values())


@dataclass(eq=False)
class Search:
    """All rewritings of one program on one set of numbers.

    excluded: ids that cannot be. effort: what pairs may cost; None for no limit.
    limited: whether it ended before everything was tried. hints: constants of the whole loss under which a single
    mistake would give some number.
    """

    judged: Judged
    trace: Trace
    most_ids: int = MOST_IDS
    effort: Effort | None = None
    limited: bool = False
    excluded: frozenset[str] = frozenset()
    hints: set[Factor] = field(default_factory=set)
    _seen: set[frozenset[tuple[str, str, int]]] = field(default_factory=set)
    _best: tuple[int, int, int] = (10**9, 10**9, 10**9)

    def __post_init__(self) -> None:
        self.given = frozenset(self.trace.own.given) - self.trace.own.stray
        self.names = self.trace.own.computed
        self._work = WORK_OF_ANY + sum(number.value.size for number in self.trace.own.given.values())
        n, k = self.judged.samples, self.judged.outputs
        self._in_use = {each.factor.value(n, k) for each in losses_in_use(self.judged.loss, n, k)} - {1.0}

    def solutions(self) -> list[Solution]:
        """The best explanations: all of one rank."""
        found = list(self._solve(self.trace, {}))
        best = min((each.rank for each in found), default=None)
        return [each for each in found if each.rank == best]

    def _solve(self, trace: Trace, rewrites: dict[str, Rewrite]) -> Iterator[Solution]:
        wrong = trace.wrong
        if not wrong:
            yield self._noted(Solution(rewrites, ()))
            return
        if rewrites and self.effort is not None and self.effort.left <= 0:
            self.limited = True
        elif len(Solution(rewrites, ()).ids) <= self.most_ids:
            for name in wrong:
                fixes = list(self._fixes(trace, rewrites, name, frozenset(wrong)))
                for fix, fixed in fixes:
                    step = {**rewrites, fix.step.output: fix}
                    key = frozenset((at, each.id, each.variant) for at, each in step.items())
                    if key not in self._seen and self._may_win(step):
                        self._seen.add(key)
                        yield from self._solve(fixed, step)
                if fixes:
                    return
        yield self._noted(Solution(rewrites, wrong))

    def _noted(self, solution: Solution) -> Solution:
        self._best = min(self._best, solution.rank)
        return solution

    def _may_win(self, rewrites: Mapping[str, Rewrite]) -> bool:
        """Whether it can still be as good as the best so far."""
        return self._best[0] > 0 or Solution(rewrites, ()).rank <= self._best

    def _fixes(
        self, trace: Trace, rewrites: Mapping[str, Rewrite], name: str, wrong: frozenset[str]
    ) -> Iterator[tuple[Rewrite, Trace]]:
        """Single rewritings that make a name follow and break nothing that followed."""
        for at in self.between(trace.steps, name):
            if at in rewrites:
                continue
            after = self.dependents(trace.steps, at)
            held = [each for each in self.names if each in after and each not in wrong]
            site = Site(self.judged, trace.steps[at], trace)
            for fix in rewritings(site):
                if fix.id in self.excluded:
                    continue
                if rewrites and self.effort is not None:
                    self.effort.left -= self._work
                changed = trace.changed_to({**trace.steps, at: fix.step}, after)
                if changed.follows(name, roughly=True) and all(changed.follows(each) is not False for each in held):
                    yield fix, changed
                elif not rewrites:
                    self._take_hint(changed, name)

    def _take_hint(self, changed: Trace, name: str) -> None:
        """Note a constant of a loss in use that would make the name follow."""
        if not name.startswith("d"):
            return
        try:
            found = changed.computed(name)
        except Missing:
            return
        n, k, own = self.judged.samples, self.judged.outputs, self.trace.own
        factor = factor_between(own.given[name], found, n, k, own.digits.floor)
        if factor is not None and abs(factor.value(n, k)) in self._in_use:
            self.hints.add(factor)

    def between(self, steps: Mapping[str, Step], name: str) -> list[str]:
        """The steps that a name depends on as far as no given number parts them: its own first."""
        found, left = [name], [name]
        while left:
            for each in steps[left.pop()].inputs:
                if each in steps and each not in self.given and each not in found:
                    found.append(each)
                    left.append(each)
        return found

    def dependents(self, steps: Mapping[str, Step], name: str) -> frozenset[str]:
        """All names whose results change with that of a step, as far as no given number parts them."""
        found, left = {name}, [name]
        while left:
            here = left.pop()
            if here in self.given:  # what reads it reads the given number
                continue
            for other, step in steps.items():
                if here in step.inputs and other not in found:
                    found.add(other)
                    left.append(other)
        return frozenset(found)


def rewritings(site: Site) -> Iterator[Rewrite]:
    """Everything in the catalogue that this step may have become."""
    for mistake in CATALOGUE:
        if site.kind in mistake.kinds:
            for variant, step in enumerate(mistake.rewrite(site)):
                yield Rewrite(mistake, site, step, variant)
