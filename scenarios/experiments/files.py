"""Experiment files: TOML read and written, and what a word on the command line names.

Every error of reading is one line that begins with the file. What the keys mean stands in `experiment.py`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from glassnet import scenarios
from glassnet.core.errors import LONGEST_PATH, ConfigError, GlassnetError, bounded, path_named, unknown
from glassnet.scenarios.base import Array, Scenario, same_data
from glassnet.scenarios.confined import exists
from glassnet.scenarios.reading import read_file
from glassnet.scenarios.sessions.resume import SUFFIX

MOST_BYTES = 2**26  # a file larger than this is no experiment
SAVED = "a saved session, which the app opens (glassnet FILE); here goes a scenario, NAME.toml or NAME.csv"
CSV_ENDINGS = (".csv", ".tsv", ".tab", ".psv", ".txt", ".data", ".dat")


def find(word: str) -> Scenario:
    """The scenario of this name, or the experiment of this file. Raises GlassnetError for neither."""
    return build_named(find_tables(word), word)


def find_tables(word: str, csv: bool = False) -> dict[str, Any]:
    """The tables of what `find` finds, to change keys before they are built.

    csv: whether a file that is not called an experiment is taken for a CSV file, whatever it is called.
    """
    if word in scenarios.names():
        return {"scenario": word}
    if word.endswith(SUFFIX) and exists(word):
        raise GlassnetError(f"{path_named(word)}: {SAVED}")
    if word.lower().endswith(CSV_ENDINGS) or (csv and not word.endswith(".toml") and exists(word)):
        return {"csv": {"file": word}}
    if word.endswith(".toml") or os.sep in word or exists(word):
        return read_tables(word)
    hint = unknown("scenario", word, scenarios.names())
    raise GlassnetError(f"{hint}; a file is named NAME.toml, NAME.csv or ./NAME")


def build_named(tables: Mapping[str, Any], word: str) -> Scenario:
    """The scenario of these tables; errors begin with the word for them. A scenario's own name stays its name."""
    if tables == {"scenario": word}:
        return scenarios.load(word)
    from glassnet.scenarios.experiments.experiment import (
        build,  # here and below: what reads all kinds of tables is slow to load
    )

    name, said = path_named(Path(word).name), path_named(word)
    try:
        return replace(build(tables, said if name in scenarios.names() else name), source=word)
    except RecursionError as error:
        raise ConfigError(f"{said}: nested too deeply") from error
    except GlassnetError as error:
        wrong = str(error)  # one of a CSV file names it already
        raise ConfigError(wrong if wrong.startswith(f"{said}: ") else f"{said}: {wrong}") from error


def read(path: str) -> Scenario:
    """The experiment in a file. Raises GlassnetError, one line that begins with the path."""
    return build_named(read_tables(path), path)


def loads(text: str, key: str = "experiment.toml") -> Scenario:
    """The experiment in a text."""
    import tomllib

    from glassnet.scenarios.experiments.experiment import build

    return build(tomllib.loads(text), key)


def read_tables(path: str) -> dict[str, Any]:
    """The tables in a file, as yet unchecked; the CSV file's name is as seen from here.

    Raises GlassnetError for what is no TOML file.
    """
    import tomllib

    said = path_named(path)
    try:
        content = read_file(path, MOST_BYTES, "no experiment is")
    except GlassnetError as error:
        raise GlassnetError(f"{said}: {error}") from error
    if content.startswith(b"glassnet session"):
        raise GlassnetError(f"{said}: {SAVED}")
    try:
        tables = tomllib.loads(content.decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError as error:
        raise ConfigError(f"{said}: no text in UTF-8 (byte {error.start} is 0x{content[error.start]:02x})") from error
    except RecursionError as error:
        raise ConfigError(f"{said}: nested too deeply") from error
    except tomllib.TOMLDecodeError as error:
        told = bounded(str(error), LONGEST_PATH)
        quotes = "; is a quotation mark missing?" if told.startswith(("Illegal character", "Invalid value")) else ""
        raise ConfigError(f"{said}: no TOML: {told}{quotes}") from error
    except ValueError as error:  # Python reads no whole number of more than 4,300 digits
        raise ConfigError(f"{said}: a whole number in it has too many digits to be read") from error
    named = tables.get("csv")
    if isinstance(named, dict) and isinstance(named.get("file"), str):  # seen from the experiment file
        tables["csv"] = {**named, "file": os.path.join(os.path.dirname(path), named["file"])}
    return tables


def dumps(scenario: Scenario) -> str:
    """The scenario as an experiment file with all its keys; read back it trains to the same numbers.

    Data that a scenario generates or brings along are named. Others stand there in full, without what an experiment
    file cannot say of them: words, units and names of features and classes.
    """
    from glassnet.scenarios.experiments.settings import settings_of

    data, settings, named = scenario.data, settings_of(scenario), _is_of_origin(scenario)
    tables: dict[str, Any] = {name: settings[name] for name in ("network", "training")}
    if not named:
        tables["data"] = {"inputs": data.inputs, "targets": data.targets}
        if len(data.test_inputs):
            tables["data"].update(test_inputs=data.test_inputs, test_targets=data.test_targets)
    elif "generator" in settings:
        tables["generator"] = settings["generator"]
    if scenario.parameters is not None:
        tables["parameters"] = {name: scenario.parameters[name] for name in scenario.config.parameters}
    if scenario.names:
        tables["names"] = {_toml(name): word for name, word in scenario.names.items()}
    lines = [f"scenario = {_toml(scenario.origin)}"] if named else []
    lines.append(f"seed = {_toml(settings['seed'])}")
    for table, keys in tables.items():
        lines += ["", f"[{table}]", *(f"{key} = {_toml(value)}" for key, value in keys.items())]
    for one in scenario.printed:
        fields = {**asdict(one), "index": list(one.index), "value": float(one.value)}
        lines += ["", "[[printed]]", *(f"{key} = {_toml(value)}" for key, value in fields.items())]
    return "\n".join(lines) + "\n"


def _is_of_origin(scenario: Scenario) -> bool:
    """Whether the data are those of the scenario that they are said to come from, to the last bit."""
    if not scenario.origin:
        return False
    own = scenarios.load(scenario.origin, scenario.generator).data
    return scenario.data.task == own.task and same_data(scenario.data, own)


def _toml(value: str | float | list[Any] | Array) -> str:
    """A value in TOML. repr gives numbers in full, and TOML takes all its spellings."""
    if isinstance(value, str):
        import json

        return json.dumps(value, ensure_ascii=False)  # what JSON escapes TOML does, and in the same way
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    return f"[{', '.join(_toml(each) for each in (value if isinstance(value, list) else value.tolist()))}]"
