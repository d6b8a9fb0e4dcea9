"""The one network, layout and reading that somebody's numbers are judged under, of all that may be meant.

What his own forward numbers follow from is taken; where they leave several, the one under which everything is right, or
else the least is wrong. Parameters that were updated already are taken back here. Writes no words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from glassnet.core.deferred import dataclass
from glassnet.scenarios.judge import shown
from glassnet.scenarios.judge.asking import PROVEN, what_to_ask
from glassnet.scenarios.judge.base import Reading, best_reading, first_factor, ratio
from glassnet.scenarios.judge.follow import Trace
from glassnet.scenarios.judge.layout import Laid
from glassnet.scenarios.judge.names import NEW
from glassnet.scenarios.judge.own import Ready, Source, assumed_rounded, ready
from glassnet.scenarios.judge.search import Effort
from glassnet.scenarios.judge.settings import Stated, configs
from glassnet.scenarios.judge.steps import Judged, judged_program
from glassnet.scenarios.judge.updated import asks_for_rate, in_turn, rates_to_try, taken_back, with_update

DIRECTIONS = frozenset({"update-sign", "sign", "update-left-out"})  # what taking back an update proves
ACTIVATION_IDS = frozenset({"other-activation", "activation-left-out", "other-leak"})
MOST_SEARCHED = 12  # networks in which mistakes are looked for


@dataclass(frozen=True, eq=False)
class Candidate:
    """One network in one layout, and the numbers made ready for it."""

    source: Source
    got: Ready

    @property
    def judged(self) -> Judged:
        """The program."""
        return self.got.judged


@dataclass(frozen=True, eq=False)
class Chosen:
    """What was chosen. reading: None where there is nothing to judge. asks: see `asking.what_to_ask`; else empty.

    unsure: whether the activations are, as nothing tells them.

    others: readings under other losses that his forward numbers allow as well.
    """

    candidate: Candidate
    reading: Reading | None
    asks: str = ""
    unsure: bool = False
    others: tuple[Reading, ...] = ()


def choose(layouts: Sequence[Laid], said: Stated, share: float) -> Chosen:
    """The reading of numbers in one of these layouts. Raises ConfigError where no settings go with them."""
    effort = Effort()
    candidates = [each for laid in layouts for each in _candidates(Source(laid, said, share))]
    told = any(each.got.forward is not None for each in candidates)
    if told:
        candidates = _by_forward(candidates)
        may_be_updated = said.blanks is None  # a sheet gives the parameters before the update
        if may_be_updated and candidates[0].got.forward and asks_for_rate(candidates[0].got, candidates[0].source.laid):
            return Chosen(candidates[0], None, asks=PROVEN)
    if not any(each.got.own.computed for each in candidates):
        return Chosen(candidates[0], None)
    candidates = _by_loss(candidates)
    chosen, readings = _best(candidates, said, effort)
    chosen = _read_otherwise(chosen, candidates, said, effort)
    if not told and _is_guess(chosen, candidates, readings):
        return Chosen(chosen.candidate, None, unsure=True)
    chosen = _with_direction(chosen, said, effort)
    if asked := _asked(chosen, candidates):
        return Chosen(chosen.candidate, None, asks=asked)
    return replace(chosen, others=tuple(_under_other_losses(chosen, said, effort)))


def _asked(chosen: Chosen, candidates: Sequence[Candidate]) -> str:
    """What he is to be asked for before anything is said to be wrong; mostly nothing."""
    source = chosen.candidate.source
    if source.said.blanks is not None:
        return ""
    programs = [each.judged for each in candidates if each.source is source]
    return what_to_ask(source, chosen.reading, programs) if chosen.reading else ""


def _by_forward(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Those that his sums and activations follow from, or nearly: of one layout; parameters taken back where needed."""
    least = min(each.got.forward for each in candidates if each.got.forward is not None)
    nearest = [each for each in candidates if each.got.forward == least]
    if least > 0 and nearest[0].source.said.blanks is None:
        nearest = list(_taken_back(nearest)) or nearest
    return [each for each in nearest if each.source.laid.layout == nearest[0].source.laid.layout]


def _read_otherwise(chosen: Chosen, candidates: Sequence[Candidate], said: Stated, effort: Effort) -> Chosen:
    """What seems wrong may be right when it is read in another way."""
    if chosen.reading is not None and chosen.reading.wrong:
        chosen = _right_after_all(candidates, said) or chosen
    if chosen.reading is not None and chosen.reading.best.unexplained:
        chosen = _read_as_rounded(chosen, said, effort)
    return _with_strays(_with_constants_anywhere(chosen, said), said, effort)


def _is_guess(chosen: Chosen, candidates: Sequence[Candidate], readings: Sequence[Reading]) -> bool:
    """Whether nothing says which activations are meant: no forward number, and nothing explains all in just one way."""
    reading = chosen.reading
    if reading is None or not reading.wrong or len({_activations(each.judged) for each in candidates}) == 1:
        return False
    alike = {_activations(each.judged) for each in readings if each.rank[:2] == reading.rank[:2]}
    unsearched = len(candidates) > MOST_SEARCHED or any(each.limited for each in readings)
    return unsearched or bool(reading.best.unexplained) or len(alike) > 1


def _under_other_losses(chosen: Chosen, said: Stated, effort: Effort) -> Iterator[Reading]:
    """Readings of the same network under losses that go with its output; only right ones where the loss was stated."""
    reading, source, own = chosen.reading, chosen.candidate.source, chosen.candidate.got.own
    if reading is None or (said.loss and not reading.wrong):
        return
    network = reading.judged.config.network
    free = replace(
        said,
        loss="",
        output_activation=network.output.activation,
        activation=tuple(layer.activation for layer in network.layers[:-1]) or None,
    )
    for config in configs(free, source.laid):
        judged = judged_program(config, f"da{len(source.laid.sizes) - 1}" in source.laid.arrays)
        if judged.loss != reading.judged.loss:
            without = replace(own, computed=_without_loss(own.computed))
            yield best_reading(judged, without, first_factor(judged, without), None if said.loss else effort)


def _without_loss(names: tuple[str, ...]) -> tuple[str, ...]:
    """Names but that of the loss shown, which is of another one."""
    return tuple(name for name in names if name != "loss")


def _candidates(source: Source) -> Iterator[Candidate]:
    for config in configs(source.said, source.laid):
        judged = judged_program(config, f"da{len(source.laid.sizes) - 1}" in source.laid.arrays)
        yield Candidate(source, ready(judged, source))


def _taken_back(candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """The same with parameters as they were before an update, where the forward numbers follow then."""
    for each in candidates:
        for source in in_turn(each.judged, each.source):
            got = ready(each.judged, source)
            if got.forward == 0:
                yield Candidate(source, got)
                break


def _with_direction(chosen: Chosen, said: Stated, effort: Effort) -> Chosen:
    """The same with the update judged that was taken back, where it went the wrong way."""
    source, got, reading = chosen.candidate.source, chosen.candidate.got, chosen.reading
    if reading is None or not source.taken_back or got.judged.config.training.optimizer != "sgd":
        return chosen
    source = with_update(source)
    grown = ready(got.judged, source)
    kept = tuple(name for name in grown.own.computed if name in got.own.computed or name.endswith(NEW))
    grown = replace(grown, own=replace(grown.own, computed=kept, stray=got.own.stray))
    found = best_reading(got.judged, grown.own, said.factor, effort, _excluded(said))
    more = set(found.best.ids) - set(reading.best.ids)
    proven = more and more <= DIRECTIONS and set(found.best.unexplained) <= set(reading.best.unexplained)
    return Chosen(Candidate(source, grown), found) if proven else chosen


def _by_loss(candidates: list[Candidate]) -> list[Candidate]:
    """Those whose loss is the one shown, where one is shown and any is."""
    told = []
    for each in candidates:
        own = each.got.own
        if shown.find(each.judged, own, Trace(own, each.judged.steps)).factor is not None:
            told.append(each)
    return told or candidates


def _best(candidates: Sequence[Candidate], said: Stated, effort: Effort) -> tuple[Chosen, list[Reading]]:
    """The candidate with the best reading, and all readings."""
    pairs = []
    for each in candidates:
        stated = said.factor if said.loss else first_factor(each.judged, each.got.own)
        pairs.append((each, best_reading(each.judged, each.got.own, stated)))
    right = [pair for pair in pairs if not pair[1].wrong]
    if not right and (any(each.got.forward is not None for each in candidates) or len(pairs) <= MOST_SEARCHED):
        pairs.sort(key=lambda pair: len(pair[1].wrong))
        pairs = [
            (each, best_reading(each.judged, each.got.own, said.factor, effort, _excluded(said)))
            for each, _ in pairs[:MOST_SEARCHED]
        ]
    best = min(right or pairs, key=lambda pair: pair[1].rank)
    return Chosen(*best), [reading for _, reading in pairs]


def _right_after_all(candidates: Sequence[Candidate], said: Stated) -> Chosen | None:
    """Everything right after all: parameters taken back, or numbers rounded, where no forward number could tell."""
    for each in candidates:
        rates = [] if each.source.taken_back or said.blanks is not None else rates_to_try(each.source)
        sources = [taken_back(each.source, rate) for rate in rates]
        others = [Candidate(source, ready(each.judged, source)) for source in sources]
        if each.got.forward is None and (got := assumed_rounded(each.got, each.source)) is not None:
            others.append(Candidate(each.source, got))
        for other in others:
            reading = best_reading(other.judged, other.got.own, said.factor)
            if not reading.wrong:
                return Chosen(other, reading)
    return None


def _read_as_rounded(chosen: Chosen, said: Stated, effort: Effort) -> Chosen:
    """The same numbers as rounded ones, where that leaves nothing unexplained."""
    rounded = assumed_rounded(chosen.candidate.got, chosen.candidate.source)
    if rounded is not None and chosen.reading is not None and chosen.reading.best.unexplained:
        reading = best_reading(rounded.judged, rounded.own, said.factor, effort, _excluded(said))
        if not reading.best.unexplained:
            return Chosen(Candidate(chosen.candidate.source, rounded), reading)
    return chosen


def _with_constants_anywhere(chosen: Chosen, said: Stated) -> Chosen:
    """Where every dW and db is right, constants in some da and dz alone are spelling, wherever they stand."""
    reading, got = chosen.reading, chosen.candidate.got
    deltas = frozenset(name for name in got.own.computed if name.startswith(("da", "dz")))
    gradients = {f"d{name}" for name in got.judged.config.parameters if name.startswith("W")}
    told = reading is not None and reading.wrong and deltas and not got.own.as_printed
    if not told or not gradients <= set(got.own.computed):
        return chosen
    kept = tuple(name for name in got.own.computed if name not in deltas)
    own = replace(got.own, stray=got.own.stray | deltas, computed=kept)
    found = best_reading(got.judged, own, said.factor)
    n, k = got.judged.samples, got.judged.outputs
    right = Trace(own, got.judged.steps)
    if found.wrong or any(ratio(own, right, name, n, k) is None for name in deltas):
        return chosen
    return Chosen(replace(chosen.candidate, got=replace(got, own=own)), found)


def _with_strays(chosen: Chosen, said: Stated, effort: Effort) -> Chosen:
    """Numbers that nothing explains, and that what comes after was not made of: only they themselves are off then."""
    reading = chosen.reading
    for name in reading.best.unexplained if reading is not None else ():
        assert chosen.reading is not None
        got, before = chosen.candidate.got, chosen.reading
        own = replace(got.own, stray=got.own.stray | {name})
        if len(Trace(own, before.trace.steps).wrong) < len(before.wrong):
            found = best_reading(got.judged, own, said.factor, effort, _excluded(said))
            if len(found.best.unexplained) <= len(before.best.unexplained) and len(found.wrong) < len(before.wrong):
                chosen = Chosen(replace(chosen.candidate, got=replace(got, own=own)), found)
    return chosen


def _excluded(said: Stated) -> frozenset[str]:
    """Mistakes that cannot be: where the activation was not stated, none is another one than it should be."""
    return frozenset() if said.activation is not None and said.output_activation else ACTIVATION_IDS


def _activations(judged: Judged) -> tuple[str, ...]:
    return tuple(each.activation for each in judged.config.network.layers)
