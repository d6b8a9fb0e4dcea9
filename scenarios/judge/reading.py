"""Handed-in numbers as arrays: files (`.npz` without pickles, `.json`) and values from Python, tensors among them.

Every refusal is one line that names the array and the entry. Knows nothing of networks; what the names mean and
whether the shapes fit together is not looked at here.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.core.deferred import dataclass
from glassnet.core.errors import GlassnetError, path_named, quoted
from glassnet.core.terms import label
from glassnet.scenarios.judge.digits import SHARES, counted, is_full
from glassnet.scenarios.judge.json_text import COMMA, wrong_in
from glassnet.scenarios.reading import read_file

Array = NDArray[np.float64]
MOST_BYTES = 2**28  # of a file, and of what is packed in it
DEEPEST = 4  # axes that lists may have
LOOKED_AT = 1000  # entries of a short format that tell whether all of it was written by hand
KINDS = "biuf"  # numpy's kinds of dtypes that are real numbers
SHEET = "sheet"  # under which an answers file says what sheet it is of, and of which network
BLANKS = "blanks"  # under which that says what is to be filled in: the shape of each array by its name


@dataclass(frozen=True, eq=False)
class Given:
    """Numbers by the names they were handed in under.

    arrays: in float64. share: what a number may be off by as a share of itself, by the shortest of their formats.
    sheet: what an answers file says of the sheet that it is of; empty for others.
    """

    arrays: Mapping[str, Array]
    share: float = SHARES[8]
    sheet: Mapping[str, Any] = field(default_factory=dict)


def read_numbers(path: str) -> Given:
    """The arrays of a `.npz` or `.json` file. Raises GlassnetError, one line that begins with the path."""
    try:
        content = read_file(path, MOST_BYTES)
        if content[:2] == b"PK":
            return given(_npz(content))
        values = _json(content, path)
        if not isinstance(values.get(SHEET), dict):
            return given(values)
        sheet = values.pop(SHEET)
        made = given({name: value for name, value in values.items() if not _is_blank(value)})
        _check_as_asked(made.arrays, sheet.get(BLANKS))
        return replace(made, sheet=sheet)
    except GlassnetError as error:
        raise GlassnetError(f"{path_named(path)}: {error}") from error


def given(values: Mapping[str, Any]) -> Given:
    """Arrays, nested lists, numbers and tensors as arrays. Raises GlassnetError for what is no finite number."""
    arrays, sizes = {}, {8}
    for name, value in values.items():
        array = as_numbers(name, value)
        if array.dtype.kind == "f":
            sizes.add(min(array.dtype.itemsize, 8))
        arrays[name] = _checked(name, array)
    return Given(arrays, SHARES[min(sizes)])


def as_numbers(name: str, value: Any) -> NDArray[Any]:
    """The value as an array of numbers in its own precision. Raises GlassnetError."""
    if value is None or isinstance(value, str | bytes):
        comma = f": {COMMA}" if isinstance(value, str) and "," in value else ""
        raise GlassnetError(f"{name} is {'null' if value is None else 'text'}, no array of numbers{comma}")
    if isinstance(value, list | tuple):
        _check_even(name, value)
    if hasattr(value, "detach"):  # a torch tensor, with its gradient or on another device
        value = value.detach().cpu().numpy()
    try:
        array = np.asarray(value)
    except (ValueError, TypeError, OverflowError) as error:
        raise GlassnetError(f"{name} is no array of numbers") from error
    if array.dtype.kind not in KINDS:
        if array.dtype == object and isinstance(value, list | tuple | int):
            return _large(name, array)
        what = "objects, which are never loaded" if array.dtype == object else f"{array.dtype}, which is no number"
        raise GlassnetError(f"{name} is an array of {what}")
    return array


def _large(name: str, array: NDArray[Any]) -> NDArray[Any]:
    """Whole numbers of any length, which NumPy keeps as objects."""
    try:
        return array.astype(np.float64)
    except (OverflowError, ValueError, TypeError) as error:
        raise GlassnetError(f"{name} has a number that is too large, or none") from error


def _checked(name: str, array: NDArray[Any]) -> Array:
    """In float64, finite. float32 by its shortest decimals: 0.1 of seven digits is 0.1, not 0.10000000149."""
    if array.dtype.kind == "f" and array.dtype.itemsize < 8 and np.isfinite(array).all():
        first = _by_decimals(array.ravel()[:LOOKED_AT])
        if array.size > LOOKED_AT and is_full(counted([first])[1], SHARES[array.dtype.itemsize]):
            return np.asarray(array.astype(np.float64))  # it has more digits than anybody writes
        return _by_decimals(array)
    made = np.array(array, dtype=np.float64)
    wrong = np.argwhere(~np.isfinite(made))
    if len(wrong):
        place = tuple(map(int, wrong[0]))
        what = "not a number (nan)" if np.isnan(made[place]) else "infinite"
        raise GlassnetError(f"{label(name, place)} is {what}")
    return made


def _by_decimals(array: NDArray[Any]) -> Array:
    """What the shortest decimals say that give these numbers: slow."""
    return np.asarray(array.astype(str).astype(np.float64))


def _check_even(name: str, value: Any) -> None:
    """Raises GlassnetError where nested lists are ragged or hold something else than numbers."""
    lengths: dict[int, tuple[int, tuple[int, ...]]] = {}
    for place, inside, depth in _walk(value, ()):
        here = len(inside) if isinstance(inside, list | tuple) else -1
        if depth > DEEPEST:
            raise GlassnetError(f"{name} is nested too deeply")
        length, first = lengths.setdefault(depth, (here, place))
        if here != length:
            known, got = (_count(each) for each in (length, here))
            comma = f" ({COMMA})" if min(length, here) > 0 else ""
            raise GlassnetError(f"{label(name, place)} is ragged: {got}, where {label(name, first)} has {known}{comma}")
        if inside is None:
            raise GlassnetError(f"{label(name, place)} is no number: null, not filled in")
        if here < 0 and isinstance(inside, str | bytes | dict):
            comma = f": {COMMA}" if isinstance(inside, str) and "," in inside else ""
            raise GlassnetError(f"{label(name, place)} is no number, got {quoted(inside)}{comma}")


def _check_as_asked(arrays: Mapping[str, Array], blanks: Any) -> None:
    """Raises GlassnetError where an answer has other rows and columns than the sheet asks for."""
    for name, shape in blanks.items() if isinstance(blanks, dict) else ():
        if name in arrays and isinstance(shape, list) and list(arrays[name].shape) != shape:
            got, asked = ("×".join(map(str, each)) or "1" for each in (arrays[name].shape, shape))
            more = f" ({COMMA})" if arrays[name].size > np.prod(shape, dtype=float) else ""
            raise GlassnetError(f"{name} has {got} numbers, and the sheet asks for {asked}{more}")


def _is_blank(value: Any) -> bool:
    """Whether nothing was filled in: nulls alone."""
    return value is None or (isinstance(value, list) and bool(value) and all(map(_is_blank, value)))


def _count(length: int) -> str:
    return "a single number" if length < 0 else f"a list of {length}"


def _walk(value: Any, place: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], Any, int]]:
    yield place, value, len(place)
    if isinstance(value, list | tuple) and len(place) <= DEEPEST:
        for at, inside in enumerate(value):
            yield from _walk(inside, (*place, at))


# --- files ---


def _npz(content: bytes) -> dict[str, Any]:
    made = {}
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            if sum(info.file_size for info in packed.infolist()) > MOST_BYTES:
                raise GlassnetError(f"more than {MOST_BYTES >> 20} MiB of numbers")
            for info in packed.infolist():
                made[info.filename.removesuffix(".npy")] = _npy(info.filename, packed.read(info))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise GlassnetError("a damaged .npz file") from error
    return made


def _npy(member: str, content: bytes) -> NDArray[Any]:
    name = member.removesuffix(".npy")
    if not member.endswith(".npy"):
        raise GlassnetError(f"{quoted(member)} in it is no array")
    try:
        array: NDArray[Any] = np.lib.format.read_array(BytesIO(content), allow_pickle=False)
    except ValueError as error:
        if "allow_pickle" in str(error):
            raise GlassnetError(f"{name} is an array of objects (a pickle), which are never loaded") from error
        raise GlassnetError(f"{name} is a damaged array") from error
    except (EOFError, SyntaxError, TypeError, MemoryError) as error:
        raise GlassnetError(f"{name} is a damaged array") from error
    return array


def _json(content: bytes, path: str) -> dict[str, Any]:
    if content[:6] == b"\x93NUMPY":
        raise GlassnetError("a single array without a name; save all of them: np.savez(file, x=x, W1=W1, …)")
    if content[:1] == b"\x80" or path.endswith((".pkl", ".pickle")):
        raise GlassnetError("a pickle, which is never loaded; save with np.savez(file, x=x, W1=W1, …)")
    try:
        made = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise GlassnetError("neither .npz (np.savez) nor .json in UTF-8") from error
    except RecursionError as error:
        raise GlassnetError("nested too deeply") from error
    except json.JSONDecodeError as error:
        first = error.doc.lstrip()[:1]
        what = "broken JSON" if first == "{" else "neither .npz (np.savez) nor .json"
        raise GlassnetError(f"{what}: {wrong_in(error.doc, error)}") from error
    except ValueError as error:
        raise GlassnetError(f"neither .npz (np.savez) nor .json: {error}") from error
    if not isinstance(made, dict):
        raise GlassnetError('must be an object of lists by name: {"x": [[…]], "W1": [[…]], …}')
    return made
