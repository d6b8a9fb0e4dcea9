"""Whose number is wrong, and which mistake is it: a learner's own numbers beside the program that they are of.

`judge_arrays` follows his numbers through every step (`follow.py`) and looks up what a step that does not follow has
become (`catalogue/`, `search.py`). What he hands in is read in `reading.py` and laid out in `layout.py`; what was not
stated is chosen in `choose.py`; `verdict.py` says what comes of it. Knows the engine; knows nothing of the screen.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from glassnet.core.errors import ConfigError, GlassnetError
from glassnet.scenarios.judge.choose import Chosen, choose
from glassnet.scenarios.judge.judgement import Judgement
from glassnet.scenarios.judge.layout import laid_out
from glassnet.scenarios.judge.names import ALIASES, RATE_IS, deepest, parse, unknown_name
from glassnet.scenarios.judge.reading import Given
from glassnet.scenarios.judge.settings import Stated
from glassnet.scenarios.judge.verdict import judgement

Array = NDArray[np.float64]


def judge_arrays(given: Given, said: Stated, defaults: Mapping[str, Array] | None = None) -> Judgement:
    """Judge a learner's numbers. defaults: what an experiment gives, with samples in rows; his own go before.

    Raises GlassnetError, one line, for names and shapes that fit nothing.
    """
    return judgement(read(given, said, defaults), said)


def read(given: Given, said: Stated, defaults: Mapping[str, Array] | None = None) -> Chosen:
    """The reading that a learner's numbers are judged under; arguments and errors as of `judge_arrays`."""
    arrays = _named(given.arrays, said)
    known = {**(defaults or {}), **arrays}
    _check_complete(known)
    if (
        said.regularization
        and said.regularization != "none"
        and "rate" not in known
        and said.regularization_rate is None
    ):
        raise ConfigError(f"{said.regularization} needs its regularization_rate")
    softmax = said.output_activation == "softmax" if said.output_activation or said.loss else None
    if said.loss == "cross_entropy":
        softmax = True
    layouts = laid_out(arrays, softmax, defaults or {})
    return choose(layouts, said, given.share)


def _named(arrays: Mapping[str, Array], said: Stated) -> dict[str, Array]:
    """The numbers by our names. Raises GlassnetError for one that is none of them, or there twice."""
    made: dict[str, Array] = {}
    layers = max(deepest(arrays), 1)
    for text, array in arrays.items():
        name = parse(text)
        if name is None:
            raise GlassnetError(unknown_name(text, layers))
        if text == "rate" and said.regularization in ("", "none"):
            raise GlassnetError(RATE_IS)
        if name.text in made:
            other = next(each for each in arrays if ALIASES.get(each, each) == name.text and each != text)
            raise GlassnetError(f"{text} and {other} are the same; give one")
        made[name.text] = array
    return made


def _check_complete(arrays: Mapping[str, Array]) -> None:
    layers = deepest(arrays)
    wanted = ["x", "y", *(f"W{layer}" for layer in range(1, max(layers, 1) + 1))]
    missing = [name for name in wanted if name not in arrays]
    if missing:
        raise GlassnetError(
            f"{missing[0]} is missing: give x, y and every W, a name of yours for one "
            f'(judge(globals(), {missing[0]}="inputs")), or an experiment that has them (glassnet judge FILE xor)'
        )


__all__ = ["Given", "Judgement", "Stated", "judge_arrays"]
