"""What a saved session says of itself when it is opened, in words of our own that no renaming touches.

    python -m tests.old_sessions NAME.glassnet 'what is in it'

packs the file into `sessions/` and writes the description beside it, once and for all; `scenarios/test_old_sessions.py`
opens the file and compares. What stands in the file has to come back to the last bit: the moment on show, the last one,
and those that an action led to. What lies between is computed again, by another processor maybe, so what lasts of it
is compared as sums, within 1e-9.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.scenarios.base import Dataset, Scenario
from glassnet.scenarios.experiments.settings import settings_of
from glassnet.scenarios.sessions import saving
from glassnet.scenarios.sessions.resume import SUFFIX
from glassnet.scenarios.sessions.session import Session

FOLDER = Path(__file__).parent / "sessions"
PACKED = ".xz"
FEW = 8  # entries of an array that is written in full
SHORT = 100  # characters of what is written in full
MOMENTS = 3  # between the first and the last
FURTHER = 2  # iterations that the training goes on
NEARLY = "≈"  # begins what is compared within CLOSE of the sum of its numbers' sizes, and TINY
CLOSE, TINY = 1e-9, 1e-12
MAY_GROW = ("/values", "/settings", "/network", "/training", "/generator", "/csv")  # by what is invented later
Array = NDArray[Any]


def files() -> list[Path]:
    """All files there are, each with its description beside it."""
    return sorted(FOLDER.glob(f"*{SUFFIX}{PACKED}"))


def expected(path: Path) -> dict[str, Any]:
    """The description that stands beside a file."""
    said: dict[str, Any] = json.loads(_beside(path).read_text(encoding="utf-8"))
    return said


def _beside(path: Path) -> Path:
    return path.with_name(path.name.removesuffix(f"{SUFFIX}{PACKED}") + ".json")


def unpacked(path: Path, folder: Path) -> Path:
    """The file as the app wrote it, in this folder."""
    plain = folder / path.name.removesuffix(PACKED)
    plain.write_bytes(lzma.decompress(path.read_bytes()))
    return plain


def description(path: Path) -> dict[str, Any]:
    """All sessions of a file, as plain data that JSON keeps as it is."""
    sessions, shown = saving.load(str(path))
    return {"shown": shown, "sessions": [_session(session, view) for session, view in sessions]}


def _session(session: Session, view: dict[str, Any]) -> dict[str, Any]:
    history, known = session.history, session.losses
    acted = [tick for tick, _ in history.actions]
    between = [history.end * part // (MOMENTS + 1) for part in range(1, MOMENTS + 1)]
    said = {
        "view": view,
        "tick": history.tick,
        "end": history.end,
        "actions": [[tick, str(action)] for tick, action in history.actions],
        "halts": [str(halt) for halt in session.halts],
        "begun": _scenario(session.begun),
        "on show": {
            **_moment(session, history.tick),
            "data": _short(_data(session.scenario.data)),
            "values": _values(session.state.values),
        },
        "kept": [
            {**_moment(session, tick), "values": _digests(history.state_at(tick).values)}
            for tick in sorted({0, *acted, history.end} - {history.tick})
        ],
        "losses": {
            "each": _exact(known.train.values),
            "penalties": _exact(known.penalties),
            "test": [_exact(curve) for curve in known.test.whole if len(curve)],
            "epochs": [_close(curve) for curve in known.epochs.whole if len(curve)],
        },
    }
    replayed = []
    for tick in between:
        session.goto(*history.moment(tick))
        replayed.append({**_moment(session, history.tick), **_lasting(session)})
    session.goto(*history.moment(history.end))
    for _ in range(FURTHER):
        session.to_end_of("update")
    goes_on = {**_moment(session, history.tick), **_lasting(session)}
    told: dict[str, Any] = _without_empty({**said, "computed again": replayed, "goes on": goes_on})
    return told


def _without_empty(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_empty(part) for part in value]
    if not isinstance(value, dict):
        return value
    return {name: _without_empty(part) for name, part in value.items() if part not in (None, "", [], {})}


def _moment(session: Session, tick: int) -> dict[str, Any]:
    state, config = session.history.state_at(tick), session.history.program_at(tick).config
    begun, now = (settings_of(each)["training"] for each in (session.begun, session.scenario_at(tick)))
    return {
        "tick": tick,
        "iteration": state.iteration,
        "done": state.done,
        "epoch": list(config.epoch(state.iteration)),
        "rows": config.samples,
        "other settings": {key: value for key, value in now.items() if value != begun[key]},
        "waiting": [[name, list(index), value] for name, index, value in state.pending],
    }


def _lasting(session: Session) -> dict[str, Any]:
    program, values = session.program, session.state.values
    lasting = {*program.parameters, *program.optimizer_state, "loss"} & values.keys()
    return {"values": {name: _close(values[name]) for name in sorted(lasting)}}


def _scenario(scenario: Scenario) -> dict[str, Any]:
    given = scenario.parameters
    said = {
        "key": scenario.key,
        "title": scenario.title,
        "words": [scenario.problem, scenario.watch, scenario.attempt],
        "opened by": [scenario.origin, scenario.source],
        "first sample": scenario.first_sample,
        "plateaus": [list(each) for each in scenario.plateaus],
        "notes": list(scenario.notes),
        "settings": settings_of(scenario),
        "weights": None if given is None else _values(given),
        **_data(scenario.data),
    }
    return {name: _short(value) if name != "settings" else value for name, value in said.items()}


def _data(data: Dataset) -> dict[str, Any]:
    plane = data.plane
    tables = {"x": data.inputs, "y": data.targets, "test x": data.test_inputs, "test y": data.test_targets}
    if plane is not None:
        tables |= {"points": plane.points, "test points": plane.test_points}
    return {
        "task": data.task,
        "classes": list(data.classes),
        "features": _features(data.features),
        "outputs": _features(data.outputs),
        "image": None if data.image is None else list(data.image),
        "plane": None if plane is None else [_features(plane.axes), list(plane.keys)],
        "data": _values(tables),
    }


def _features(features: tuple[Any, ...]) -> list[Any]:
    return [[each.name, each.unit, each.mean.hex(), each.deviation.hex()] for each in features]


def _short(value: Any) -> Any:
    text = json.dumps(value)
    return value if len(text) <= SHORT else _sha(text.encode())


def _values(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _exact(np.asarray(values[name])) for name in sorted(values)}


def _digests(values: Mapping[str, Any]) -> dict[str, str]:
    arrays = {name: np.asarray(values[name]) for name in sorted(values)}
    return {name: _sha(f"{array.shape} ".encode() + _bytes(array), 8) for name, array in arrays.items()}


def _exact(array: Array) -> list[Any]:
    """The shape, and every number to the last bit, or a digest where they are more than a few."""
    if array.size <= FEW:
        return [list(array.shape), [repr(float(value)) for value in array.flat]]
    return [list(array.shape), _sha(_bytes(array))]


def _bytes(array: Array) -> bytes:
    return np.ascontiguousarray(array, dtype="<f8").tobytes()  # whole numbers below 2⁵³ too


def _sha(content: bytes, digits: int = 16) -> str:
    return hashlib.sha256(content).hexdigest()[:digits]


def _close(array: Array) -> list[Any]:
    """The shape, how many numbers are not finite, and two sums of the others that each number has a part in."""
    numbers = np.asarray(array, dtype=np.float64).ravel()
    finite = np.isfinite(numbers)
    weights = np.linspace(1, 2, len(numbers))
    with np.errstate(over="ignore"):
        sums = [float(np.abs(numbers[finite]).sum()), float((numbers * weights)[finite].sum())]
    return [NEARLY, list(array.shape), int((~finite).sum()), *(float(f"{value:.12g}") for value in sums)]


def differences(expected: Any, got: Any, place: str = "") -> Iterator[str]:
    """Where two descriptions differ, a line each."""
    if isinstance(expected, dict) and isinstance(got, dict):
        known = expected.keys() if place.endswith(MAY_GROW) else expected.keys() | got.keys()
        for name in sorted(known):
            yield from differences(expected.get(name), got.get(name), f"{place}/{name}")
    elif isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        if expected[:1] == [NEARLY] and _near(expected, got):
            return
        for at, (one, other) in enumerate(zip(expected, got, strict=True)):
            yield from differences(one, other, f"{place}/{at}")
    elif expected != got:
        yield f"{place}: {expected!r} was saved, {got!r} came back"


def _near(expected: list[Any], got: list[Any]) -> bool:
    *same, size, weighted = expected
    *its, its_size, its_weighted = got
    room = CLOSE * size + TINY
    return same == its and all(
        one == other or abs(one - other) <= room for one, other in ((size, its_size), (weighted, its_weighted))
    )


def add(path: Path, about: str) -> None:
    """Pack a saved session into the folder and describe it. Raises FileExistsError for a name that is there."""
    packed = FOLDER / f"{path.name}{PACKED}"
    said = {"about": about, **description(path)}
    with open(packed, "xb") as file:
        file.write(lzma.compress(path.read_bytes(), preset=9 | lzma.PRESET_EXTREME))
    with open(_beside(packed), "x", encoding="utf-8") as file:
        file.write(json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    add(Path(sys.argv[1]), sys.argv[2])
