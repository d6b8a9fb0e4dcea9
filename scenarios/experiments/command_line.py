"""The command line that opens an experiment: a scenario or a file, and a flag for every setting that is another.

Knows what flags can say; what they cannot (points added by hand, weights edited) is for the caller to note.
"""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from glassnet import scenarios
from glassnet.core.errors import GlassnetError, path_named
from glassnet.scenarios.base import Scenario, same_data
from glassnet.scenarios.experiments.files import build_named, find_tables
from glassnet.scenarios.experiments.flags import ENGINE, Flag, flags
from glassnet.scenarios.experiments.settings import changed, settings_of


def command_line(scenario: Scenario, note: str = "", at: str = "") -> str:
    """The shortest one, for a shell: `glassnet xor --hidden 4,4 --seed 7`, with the note as a comment at its end.

    at: the moment that it opens, `120:dW1`; where there is something to note, training alone does not lead there.
    It is tried before it is given: read back, it makes the same settings; data that it does not make are noted.
    Raises GlassnetError where none does, as where the file is gone.
    """
    if scenario.unkept:
        raise GlassnetError(scenario.unkept)
    word = scenario.source or scenario.key
    if not scenario.source and word not in scenarios.names():
        raise GlassnetError(f"{path_named(word)} comes from no file, so no command line opens it; save it first")
    tables = find_tables(word, csv=scenario.csv is not None and scenario.csv.file == word)
    given: dict[Flag, str] = {}
    while True:  # a flag may change what another key is by default, so look again; every round names more flags
        made = build_named(changed(tables, [(flag.path, flag.read(text)) for flag, text in given.items()]), word)
        differ = _different(scenario, made)
        differ = {flag: text for flag, text in differ.items() if flag.table not in ENGINE} or differ  # data first
        if not differ:
            break
        if differ.keys() <= given.keys():
            raise GlassnetError(
                f"no command line makes {', '.join(flag.path for flag in differ)} of {path_named(word)} the same"
            )
        given |= differ
    if not same_data(scenario.data, made.data):
        note = "; ".join(filter(None, ("data changed by hand", note)))
    words = [word for flag in flags() if flag in given for word in _words(flag.name, given[flag])]
    if at and not note:
        words += ["--at", at]
    return shlex.join(["glassnet", _safe(word), *words]) + (f"  # {note}" if note else "")


def _different(wanted: Scenario, made: Scenario) -> dict[Flag, str]:
    """The flags that would make one into the other, with their texts."""
    ours, theirs = settings_of(wanted), settings_of(made)
    differ = {flag: text for flag in flags() if (text := flag.of(ours)) is not None and text != flag.of(theirs)}
    if made.parameters is not None and wanted.parameters is None:  # an initializer that is named ends given weights
        differ |= {flag: wanted.network.init for flag in flags() if flag.path == "network.init"}
    if wanted.parameters is not None and not wanted.config.drawn:  # a seed would change nothing
        differ = {flag: text for flag, text in differ.items() if flag.path != "seed"}
    return differ


def _words(name: str, text: str) -> tuple[str, ...]:
    return (f"{name}={text}",) if text.startswith("-") else (name, text)  # which would be taken for a flag


def _safe(word: str) -> str:
    """A file whose name could be read as a flag or a command, with its folder."""
    plain = word in scenarios.names() or os.sep in word or (Path(word).suffix and not word.startswith("-"))
    return word if plain else f".{os.sep}{word}"
