"""What cannot be read is refused in one line that names the array and the entry; nothing in a file is ever run."""

from __future__ import annotations

import io
import json
import pickle
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from glassnet.core.errors import GlassnetError
from glassnet.scenarios.judge import Given, Stated, judge_arrays
from glassnet.scenarios.judge.reading import given, read_numbers
from glassnet.scenarios.judge.script import judge

X, Y = [[0.5, 1.0], [1.0, -1.0]], [[1.0], [0.0]]
GOOD: dict[str, Any] = {"x": X, "y": Y, "W1": [[0.3], [0.2]], "b1": [0.1], "z1": [[0.45], [0.2]]}


def refused(values: dict[str, Any], said: Stated | None = None) -> str:
    with pytest.raises(GlassnetError) as caught:
        judge_arrays(given(values), said or Stated())
    text = str(caught.value)
    assert "\n" not in text
    return text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"z1": [[0.45], [float("nan")]]}, "z1[1,0] is not a number"),
        ({"dW1": [[float("inf")], [0.0]]}, "dW1[0,0] is infinite"),
        ({"x": [[0.5, 1.0], [1.0]]}, "x[1] is ragged: a list of 1, where x[0] has a list of 2"),
        ({"W1": [[0.3], 0.2]}, "W1[1] is ragged: a single number, where W1[0] has a list of 1"),
        ({"W1": [["a"], [0.2]]}, 'W1[0,0] is no number, got "a"'),
        ({"W1": [[None], [0.2]]}, "W1[0,0] is no number"),
        ({"z1": np.array([[1 + 2j], [0]])}, "z1 is an array of complex128"),
        ({"z1": np.array([{}, {}])}, "z1 is an array of objects, which are never loaded"),
        ({"z1": [[10**400], [0]]}, "z1 has a number that is too large"),
        ({"z1": [[[[[[1.0]]]]]]}, "z1 is nested too deeply"),
        ({"z1": [[0.1, 0.2], [0.3, 0.4]]}, "z1 must have the shape (2, 1), got (2, 2)"),
        ({"b1": [0.1, 0.2]}, "b1 must have the shape (1,), got (2,)"),
        ({"y": [[1.0], [0.0], [1.0]]}, "y must have the shape (2, 1), got (3, 1)"),
        ({"W1": [[0.3], [0.2], [0.1]]}, "x must have the shape"),
        ({"lr": [0.1, 0.2]}, "lr must be one number"),
        ({"dw1": [[0.1], [0.2]]}, 'unknown name "dw1": did you mean "dW1"?'),
        ({"rate": 0.1}, "call it learning_rate, or regularization_rate"),
        ({"lr": 0.1, "learning_rate": 0.1}, "are the same; give one"),
        ({"dW2": [[0.1]]}, "dW2 is of layer 2, but there are 1 W"),
        ({"W3": [[0.1]]}, "W2 is missing"),
        ({"x": np.zeros((0, 2)), "y": np.zeros((0, 1)), "z1": np.zeros((0, 1))}, "x has no rows"),
        ({"z1": None}, "z1 is null"),
        ({"lr": "0.1"}, "lr is text"),
        ({"banana": 1.0}, 'unknown name "banana" (names are'),
        ({"z1": [[0.45]]}, 'z1 has 1 row, x has 2: a mini-batch? give the x and y of it (judge(globals(), x="xb"'),
    ],
)
def test_refused_in_one_line(changes: dict[str, Any], words: str) -> None:
    assert words in refused(GOOD | changes)


@pytest.mark.parametrize("name", ["x", "y", "W1"])
def test_what_is_missing_is_named(name: str) -> None:
    text = refused({key: value for key, value in GOOD.items() if key != name})
    assert f"{name} is missing" in text


def test_a_regularization_needs_its_rate() -> None:
    assert "regularization_rate" in refused(GOOD, Stated(regularization="l2"))


class Bomb:
    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (Path("exploded"),))


@pytest.mark.parametrize("kind", ["npz", "npy", "pkl", "json"])
def test_pickles_are_never_loaded(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / f"bad.{kind}"
    objects = np.array([Bomb()], dtype=object)
    if kind == "npz":
        np.savez(path, x=objects)
    elif kind == "npy":
        np.save(path, objects)
    else:
        path.write_bytes(pickle.dumps({"x": Bomb()}))
    with pytest.raises(GlassnetError, match="never loaded|without a name"):
        read_numbers(str(path))
    assert not (tmp_path / "exploded").exists()


def damaged() -> dict[str, bytes]:
    whole = io.BytesIO()
    np.savez(whole, x=np.ones((2, 2)))
    text = io.BytesIO()
    with zipfile.ZipFile(text, "w") as packed:
        packed.writestr("x.txt", "1 2 3")
    header = io.BytesIO()
    with zipfile.ZipFile(header, "w") as packed:
        packed.writestr("x.npy", b"\x93NUMPY\x01\x00\x10\x00{'descr': '<f8'}")
    return {
        "cut.npz": whole.getvalue()[:60],
        "text in it.npz": text.getvalue(),
        "header.npz": header.getvalue(),
        "empty.json": b"",
        "list.json": b"[1, 2]",
        "half.json": b'{"x": [[1, 2]',
        "latin.json": b'{"x": "\xe9"}',
        "deep.json": b'{"x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        "words.json": json.dumps({"x": "one"}).encode(),
    }


@pytest.mark.parametrize(("name", "content"), damaged().items())
def test_damaged_files_are_refused_in_one_line(name: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(GlassnetError) as caught:
        read_numbers(str(path))
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


def test_a_name_that_a_script_has_not_is_refused() -> None:
    with pytest.raises(GlassnetError, match='dz1="delta": there is no such name|there is no such name'):
        judge(GOOD, dz1="delta")


@pytest.mark.parametrize(
    ("key", "close"), [("delta_1", "dz1"), ("Delta1", "dz1"), ("dzz1", "dz1"), ("activaton", "activation")]
)
def test_a_keyword_that_is_no_name_is_refused_with_the_nearest(key: str, close: str) -> None:
    with pytest.raises(GlassnetError, match=f'unknown name "{key}": did you mean "{close}"'):
        judge({**GOOD, "delta": [[0.1], [0.2]]}, **{key: "delta"})


def test_a_setting_may_be_a_name_of_the_script() -> None:
    named = judge({**GOOD, "reg": 0.1, "eta": 0.2}, regularization="l2", regularization_rate="reg", learning_rate="eta")
    plain = judge(GOOD, regularization="l2", regularization_rate=0.1, learning_rate=0.2)
    assert named.settings == plain.settings
    assert named.not_looked_at == ()
    with pytest.raises(GlassnetError, match="there is no such name"):
        judge(GOOD, regularization="l2", regularization_rate="reg")


def test_what_is_read_is_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "numbers.npz"
    arrays = {"x": np.arange(4.0).reshape(2, 2), "y": np.array([0.1], dtype=np.float32), "t": np.array(3)}
    np.savez(path, **arrays)  # type: ignore[arg-type]  # its own keyword is a bool
    read = read_numbers(str(path))
    assert isinstance(read, Given)
    assert read.share > Given({}).share
    assert read.arrays["y"].tolist() == [0.1]  # by its shortest decimals
    assert read.arrays["x"].tolist() == arrays["x"].tolist()
