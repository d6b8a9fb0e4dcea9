"""Factors where gradients disagree among themselves: 1/n, 2, 1/k, the sign."""

from __future__ import annotations

from collections.abc import Iterator

from glassnet.core.program import Step
from glassnet.scenarios.judge.catalogue.entry import DELTA, Site, mistake
from glassnet.scenarios.judge.constants import MINUS, Factor, times

WAY_BACK = (DELTA, "dz", "da", "dW", "db")


def _by(site: Site, factor: Factor) -> Iterator[Step]:
    if abs(factor.value(site.judged.samples, site.judged.outputs)) != 1 or factor == MINUS:
        yield times(site.step, factor, site.judged.outputs)


@mistake("factor-n", "1/n is missing: {step} is {n} times as large as it should be", *WAY_BACK)
def samples(site: Site) -> Iterator[Step]:
    yield from _by(site, Factor(samples=1))


@mistake("factor-n-twice", "{step} is divided by n once more: it is in there already", *WAY_BACK)
def samples_twice(site: Site) -> Iterator[Step]:
    yield from _by(site, Factor(samples=-1))


@mistake("factor-2", "a factor of 2 is missing in {step}, or is one too many", *WAY_BACK)
def two(site: Site) -> Iterator[Step]:
    yield from _by(site, Factor(twos=1))
    yield from _by(site, Factor(twos=-1))


@mistake("factor-k", "the number of outputs, {k}, is missing in {step}, or is one too many", *WAY_BACK)
def outputs(site: Site) -> Iterator[Step]:
    yield from _by(site, Factor(outputs=1))
    yield from _by(site, Factor(outputs=-1))


@mistake("sign", "the sign of {step} is turned", *WAY_BACK)
def sign(site: Site) -> Iterator[Step]:
    yield from _by(site, MINUS)


ENTRIES = (samples, samples_twice, two, outputs, sign)
