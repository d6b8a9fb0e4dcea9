"""What a sweep varies: `--vary network.hidden=[2],[4]`, read."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from functools import cache
from typing import Any, get_origin

from glassnet.core.errors import GlassnetError, bounded, quoted, unknown
from glassnet.scenarios.experiments.flags import flags

MOST_CONFIGURATIONS = 1_000
_WORD = re.compile(r"(?<![\w.+-])(?!(?:true|false|inf|nan)\b)[A-Za-z_]\w*")

Setting = tuple[tuple[str, Any], ...]  # keys with one value each


def settings(texts: Sequence[str]) -> list[Setting]:
    """Every combination of the values of all `--vary`. Raises GlassnetError."""
    varied = [_vary(text) for text in texts]
    keys = [key for key, _ in varied]
    for key in keys:
        if keys.count(key) > 1:
            raise GlassnetError(f"--vary {key} is given twice; name all its values in one")
    count = 1
    for _, values in varied:
        count *= len(values)
    if count > MOST_CONFIGURATIONS:
        raise GlassnetError(f"--vary gives {count:,} configurations, at most {MOST_CONFIGURATIONS:,} go")
    return [tuple(zip(keys, chosen, strict=True)) for chosen in itertools.product(*(values for _, values in varied))]


def named(setting: Setting) -> list[str]:
    """The values as the command line had them: `[2]`, `relu`."""
    return [value if isinstance(value, str) else re.sub(r"['\"]", "", str(value)) for _, value in setting]


@cache
def _keys() -> list[str]:
    """All keys but the seed, which --seeds has."""
    return [flag.path for flag in flags() if flag.table]


def _vary(text: str) -> tuple[str, list[Any]]:
    import tomllib

    key, equals, values = text.partition("=")
    key = key.strip()
    if not equals:
        raise GlassnetError(f"--vary takes KEY=VALUE,VALUE, as network.hidden=[2],[4]; got {quoted(text)}")
    if key not in _keys():
        key = _by_flag(key)
    # names need no quotes here: the shell would eat them
    quotes = '"' in values or "'" in values
    spelled = values if quotes else _WORD.sub(lambda word: f'"{word[0]}"', values)
    try:
        read = tomllib.loads(f"values = [{spelled}]") if "\n" not in spelled else {}
    except (ValueError, RecursionError):
        read = {}
    if len(read) != 1 or not read["values"]:
        raise GlassnetError(f"--vary {key} takes values as an experiment file has them, got {quoted(values)}")
    flag = next(flag for flag in flags() if flag.path == key)
    if all(get_origin(kind) is list for kind in flag.kinds) and not any(isinstance(v, list) for v in read["values"]):
        spelling = ",".join(f"[{value.strip()}]" for value in values.split(","))
        raise GlassnetError(
            f"--vary {key} takes lists: {bounded(spelling)} for one after the other; got {quoted(values)}"
        )
    return key, read["values"]


def _by_flag(word: str) -> str:
    """The key of a flag that is named without its table, `hidden` or `--learning-rate`. Raises GlassnetError."""
    name = f"--{word.removeprefix('--').replace('_', '-')}"
    paths = [flag.path for flag in flags() if flag.name == name and flag.path in _keys()]
    if len(paths) == 1:
        return paths[0]
    if paths:
        raise GlassnetError(f"--vary {word} may be {' or '.join(paths)}; write it in full")
    raise GlassnetError(f"--vary: {unknown('key', word, _keys())}")
