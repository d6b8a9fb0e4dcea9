"""Sessions in files: everything that is open, written so that no crash costs what was saved before.

A file is one line that says what it is, then the content: arrays once each, and all the rest in msgpack, read back
with the types of the engine's own dataclasses. Nothing in it is code.

    glassnet session, format 2, sha256 …, 123456 bytes

Knows nothing of the screen: what a user looked at is a small table of its own.
"""

from __future__ import annotations

import hashlib
import os
import re
from typing import Any

import msgspec
import numpy as np

from glassnet.core.deferred import dataclass
from glassnet.core.errors import LONGEST_PATH, GlassnetError, bounded, path_named, quoted
from glassnet.core.ops import Array
from glassnet.scenarios import base
from glassnet.scenarios.experiments.tables import CsvTable
from glassnet.scenarios.printed import Printed
from glassnet.scenarios.reading import reading
from glassnet.scenarios.replacing import replace_file
from glassnet.scenarios.sessions.archive import SessionArchive
from glassnet.scenarios.sessions.session import Session

vars(base).update(CsvTable=CsvTable, Printed=Printed)  # msgspec reads the types of a Scenario where they stand
FORMAT = 2  # 1 had every loss: this one reads both
MOST_BYTES = 2**31
HEADER = re.compile(rb"glassnet session, format (\d{1,9}), sha256 ([0-9a-f]{64}), (\d{1,12}) bytes\n")
LONGEST_HEADER = 200
NO_ROOM = f"no session file is larger than {MOST_BYTES >> 30} GiB"


@dataclass(frozen=True, eq=False)
class Run:
    """One session and how it was looked at (`view`: plain numbers and texts, for the screen to read)."""

    session: SessionArchive
    view: dict[str, Any]


@dataclass(frozen=True, eq=False)
class Content:
    """What a file holds. shown: which run is on show."""

    runs: tuple[Run, ...]
    shown: int


class _Block(msgspec.Struct, array_like=True):
    """One array."""

    kind: str
    shape: tuple[int, ...]
    data: bytes


class _Body(msgspec.Struct):
    arrays: list[_Block]
    content: msgspec.Raw


def save(path: str, sessions: list[tuple[Session, dict[str, Any]]], shown: int) -> None:
    """Write sessions, each with its view, into a file that takes the place of an older one only when it is whole.

    Raises GlassnetError where it cannot be written; then the older one is still there.
    """
    replace_file(path, contents(sessions, shown))


def contents(sessions: list[tuple[Session, dict[str, Any]]], shown: int) -> bytes:
    """The same as the bytes of a file."""
    return encode(Content(tuple(Run(session.archive(), view) for session, view in sessions), shown))


def load(path: str) -> tuple[list[tuple[Session, dict[str, Any]]], int]:
    """The sessions in a file with their views, and which is on show. Raises GlassnetError, one line, for no session."""
    try:
        with reading(path, MOST_BYTES, "no session is") as file:
            head = file.read(LONGEST_HEADER)
            found = _header(head)  # what is no session is not read any further, nor what is not all there
            _check_length(os.fstat(file.fileno()).st_size - found.end(), found)
            written = head + file.read(MOST_BYTES)
        content = decode(written)
        if not 0 <= content.shown < len(content.runs):
            raise GlassnetError("no session in it")
        return [(Session.restored(run.session), run.view) for run in content.runs], content.shown
    except GlassnetError as error:
        raise GlassnetError(f"{path_named(path)}: {bounded(str(error), LONGEST_PATH)}") from error
    except (
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        OverflowError,
        MemoryError,
    ) as error:  # what no check has named
        raise GlassnetError(f"{path_named(path)}: damaged: {bounded(str(error))}") from error


def encode(content: Content) -> bytes:
    """The content as the bytes of a file. Raises GlassnetError where that would be larger than one is read."""
    blocks: list[_Block] = []
    places: dict[int, int] = {}
    alive: list[np.ndarray[Any, Any]] = []  # an array that is gone would lend its id to another one

    def hook(value: Any) -> Any:
        if isinstance(value, np.ndarray):
            if id(value) not in places:
                places[id(value)] = len(blocks)
                alive.append(value)
                if sum(array.nbytes for array in alive) > MOST_BYTES:
                    raise GlassnetError(
                        f"{NO_ROOM}; the data stand in it, and a smaller sample of their rows would have room"
                    )
                blocks.append(_Block(value.dtype.str, value.shape, value.tobytes()))
            return places[id(value)]
        return dict(value)  # a mapping that cannot be changed

    inner = msgspec.msgpack.encode(content, enc_hook=hook)
    body = msgspec.msgpack.encode(_Body(blocks, msgspec.Raw(inner)))
    digest = hashlib.sha256(body).hexdigest()
    return f"glassnet session, format {FORMAT}, sha256 {digest}, {len(body)} bytes\n".encode() + body


def decode(written: bytes) -> Content:
    """The content of a file. Raises GlassnetError for one that is foreign, newer, cut off or damaged."""
    found = _header(written)
    body = written[found.end() :]
    _check_length(len(body), found)
    if hashlib.sha256(body).hexdigest().encode() != found[2]:
        raise GlassnetError("damaged: its content is not what was written")
    try:
        outer = msgspec.msgpack.decode(body, type=_Body)
        arrays = [_array(block) for block in outer.arrays]

        def hook(kind: Any, value: Any) -> Array:
            return arrays[value]

        return msgspec.msgpack.decode(outer.content, type=Content, dec_hook=hook)
    except (ValueError, TypeError, IndexError, RecursionError, OverflowError, MemoryError) as error:
        raise GlassnetError(f"damaged: {bounded(str(error))}") from error


def _check_length(there: int, header: re.Match[bytes]) -> None:
    """Raises GlassnetError where the body is not as long as the first line says."""
    length = int(header[3])
    if there < length:
        raise GlassnetError(f"cut off: {there:,} of {length:,} bytes are there")
    if there > length:
        raise GlassnetError(f"damaged: {there:,} bytes are there, {length:,} were written")


def _header(written: bytes) -> re.Match[bytes]:
    """The first line: format, checksum and length. Raises GlassnetError for one that is foreign or newer."""
    found = HEADER.match(written[:LONGEST_HEADER])
    if found is None:
        raise GlassnetError("no Glassnet session: those are what the app saves, and this file is something else")
    if int(found[1]) > FORMAT:
        raise GlassnetError(f"written by a newer Glassnet (format {int(found[1])}, this one reads {FORMAT}); update it")
    return found


def _array(block: _Block) -> Array:
    if block.kind not in ("<f8", "<i8", "<i4"):
        raise GlassnetError(f"damaged: an array of kind {quoted(block.kind)}")
    array = np.array(np.frombuffer(block.data, dtype=block.kind).reshape(block.shape))
    array.setflags(write=False)
    return array
