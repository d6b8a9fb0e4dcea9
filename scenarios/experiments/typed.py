"""An experiment from words as they stand on the command line: `xor --seed 3 --activation tanh`.

For texts that name one, such as lessons; the command line itself has argparse, and says more.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from typing import Any, NamedTuple

from glassnet.core.errors import GlassnetError, quoted, unknown
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.confined import exists
from glassnet.scenarios.experiments.files import build_named, find_tables
from glassnet.scenarios.experiments.flags import flags, for_tables
from glassnet.scenarios.experiments.settings import changed

PLANT = "--plant"  # with the id of a mistake, see `judge/planted.py`


class Asked(NamedTuple):
    """What a line asks for. tables: of the experiment, not built yet. word: for it. plant: a mistake, or empty."""

    tables: Mapping[str, Any]
    word: str
    plant: str

    def made(self) -> Scenario:
        """The experiment. Raises GlassnetError."""
        made = build_named(self.tables, self.word)
        if not self.plant:
            return made
        from glassnet.scenarios.judge.planted import plant_in  # the judge, which few need

        return plant_in(made, self.plant)


def typed(line: str, folder: str = "") -> Scenario:
    """The experiment of these words, without `glassnet` before them. folder: where files are that it names.

    Raises GlassnetError.
    """
    return asked(line, folder).made()


def asked(line: str, folder: str = "") -> Asked:
    """What these words ask for; see `typed`."""
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise GlassnetError(f"{quoted(line)}: {error}") from error
    if not words or words[0].startswith("-"):
        raise GlassnetError(f"{quoted(line)} names no experiment; write as in xor --seed 3")
    beside = os.path.join(folder, words[0])
    word = beside if folder and exists(beside) else words[0]
    tables, by_name = find_tables(word), _names()
    keys = []
    rest = [part for each in words[1:] for part in (each.split("=", 1) if each.startswith("--") else [each])]
    if len(rest) % 2:
        raise GlassnetError(f"{quoted(line)}: every flag takes one value, {quoted(rest[-1])} has none")
    plant = ""
    for name, text in zip(rest[::2], rest[1::2], strict=True):
        if name == PLANT:
            plant = text
            continue
        if name not in by_name:
            raise GlassnetError(f"{quoted(line)}: {unknown('flag', name, (*by_name, PLANT))}")
        flag = for_tables([each for each in flags() if each.name == name], tables)
        if flag is None:
            raise GlassnetError(f"{quoted(line)}: {name} goes with data of another kind")
        keys.append((flag.path, flag.read(text)))
    return Asked(changed(tables, keys) if keys else tables, word, plant)


def _names() -> tuple[str, ...]:
    return tuple(dict.fromkeys(flag.name for flag in flags()))
