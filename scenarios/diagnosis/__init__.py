"""What is wrong with a training, if anything: findings with their evidence and one thing to try.

A new diagnosis is one function from `Symptoms` to findings, and one entry of `DIAGNOSES`. All of them look at one
moment; none keeps anything. Knows the engine and the scenario; knows nothing of the screen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from glassnet.core.deferred import dataclass
from glassnet.core.errors import short
from glassnet.scenarios.diagnosis import gradients, penalty, plateau, rate, saturated, slow, standing, symmetric, units
from glassnet.scenarios.diagnosis.finding import NOTE, SEVERE, WARNING, Finding, Place
from glassnet.scenarios.diagnosis.overfitting import is_tested, overfitting
from glassnet.scenarios.diagnosis.symptoms import Symptoms


def _always(symptoms: Symptoms) -> bool:
    return True


def _learning_rate(symptoms: Symptoms) -> Iterator[Finding]:
    """Too high, or else too small."""
    found = list(rate.too_high(symptoms))
    yield from found or slow.too_small(symptoms)


@dataclass(frozen=True)
class Kind:
    """A sort of diagnosis.

    well: what is so where nothing is found, in a few words. applies: whether it can be found in this network at all.
    mark: a sign on the units that it is about, where they are drawn; empty where their numbers say it already.
    """

    name: str
    well: str
    look: Callable[[Symptoms], Iterator[Finding]]
    applies: Callable[[Symptoms], bool] = _always
    mark: str = ""


GRADIENTS = ("vanishing", "exploding")


DIAGNOSES: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("learning rate", "the loss does not jump, nor creep", _learning_rate),
        Kind("plateau", "not stuck on a plateau", plateau.plateau, standing.is_long),
        Kind("reach", "the output can reach all targets", saturated.reach),
        Kind("penalty", "the penalty does not rule", penalty.penalty, penalty.has_penalty),
        Kind("dead", "no unit is dead", units.dead, units.can_die),
        Kind("symmetric", "no two units are the same", symmetric.symmetric, symmetric.has_hidden, "="),
        Kind("saturated", "no unit is saturated on 9 of 10 rows", saturated.saturated, saturated.can_saturate, "~"),
        Kind("vanishing", "gradients reach the first layer", gradients.vanishing, gradients.reaches),
        Kind("exploding", "gradients do not explode", gradients.exploding, gradients.reaches),
        Kind("update", "this update does no harm", rate.overwritten, rate.can_move),
        Kind("overfitting", "test rows follow the training rows", overfitting, is_tested),
        Kind("off", "no live unit is off for this whole batch", units.off, lambda s: s.batches and units.can_die(s)),
    )
}


@dataclass(frozen=True)
class Diagnosis:
    """All findings at one moment, the most severe first.

    well: what was looked at and found in order, in words. solved: whether nothing is left to learn.
    blame: the RMS of dz of each layer, first to last. moved: how far each W went in this iteration's update, as a
    share of its size; None before the update is done. rows: which training rows were looked at, in words.
    """

    findings: tuple[Finding, ...]
    well: tuple[str, ...]
    solved: bool
    blame: tuple[float, ...]
    moved: tuple[float, ...] | None
    rows: str

    def __repr__(self) -> str:
        return short(self, "; ".join(finding.title for finding in self.findings) or "nothing found")

    @property
    def severe(self) -> tuple[Finding, ...]:
        """The findings that keep it from learning."""
        return tuple(finding for finding in self.findings if finding.severity == SEVERE)

    def gradients(self, layer: int) -> str:
        """What has become of the gradients that reach a layer: `vanishing`, `exploding`, or empty."""
        return next((each.kind for each in self.findings if each.kind in GRADIENTS and layer <= each.layer), "")

    def units(self, kind: str, layer: int) -> tuple[int, ...]:
        """Units of a layer that a diagnosis of this kind is about."""
        return tuple(
            unit for each in self.findings if (each.kind, each.layer) == (kind, layer) for unit in each.units
        )  # fmt: skip


def diagnose(symptoms: Symptoms) -> Diagnosis:
    """Look for everything there is a diagnosis for."""
    findings: list[Finding] = []
    well: list[str] = []
    with np.errstate(all="ignore"):
        for kind in DIAGNOSES.values():
            if not kind.applies(symptoms):
                continue
            found = list(kind.look(symptoms))
            findings += found
            if not found:
                well.append(kind.well)
        findings.sort(key=lambda finding: -finding.severity)
        return Diagnosis(
            tuple(findings), tuple(well), symptoms.solved, symptoms.blame, symptoms.moved, symptoms.rows_in_words
        )


__all__ = ["DIAGNOSES", "NOTE", "SEVERE", "WARNING", "Diagnosis", "Finding", "Kind", "Place", "Symptoms", "diagnose"]
