"""A short walk at random: nothing that is pressed, clicked, pasted or sent ends it. `python -m tests.walk` goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("pty")
from tests.walk import SCENARIOS, Away, Process, Size, acts, glassnet, walk

BYTES = (  # in one read; each of them ended the app
    b"g\r\r",
    b"0\r\r",
    b"h\r\r\r",
    b"=5\r\r",
    b"\x05\r\r\r",
    b"\x13\r\r",
    b"rs",
    b"\x10\x1b[5~",
    b"\xfc",
    b"\x1b[4294967295;5u",
    b"\x1b[48;99999;99999;1;1t",
    b"x" * 3000,
)


@pytest.mark.parametrize("seed", [1, 4])
def test_any_input_leaves_the_app_alive(seed: int, tmp_path: Path) -> None:
    fault, done, _ = walk([SCENARIOS[seed]], seed, 100, str(tmp_path))
    assert not fault, f"after {done} inputs: {fault}"


def test_bytes_that_ended_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = [each for some in BYTES for each in (some, b"\x1b[27u" * 3)]  # escape, as new terminals send it
    monkeypatch.setattr("tests.walk.acts", lambda seed, count: iter(given))
    fault, done, _ = walk(["xor"], 0, 0, str(tmp_path))
    assert not fault, f"after {BYTES[max(0, done - 1) // 2]!r}: {fault}"


def test_a_paste_whose_end_was_lost_does_not_make_it_deaf(tmp_path: Path) -> None:
    process = Process(glassnet("xor"), str(tmp_path))
    process.until("quit")
    process.do(b"\x1b[200~never ends")
    while process.read(0.2):
        process.do(b"q")
    assert process.code == 0
    process.close()


def test_a_seed_gives_the_same_inputs_and_none_of_them_quits() -> None:
    walked = list(acts(7, 2000))
    assert walked == list(acts(7, 2000))
    assert {type(act) for act in walked} == {bytes, Size, Away}
    assert not any(key in act for act in walked if isinstance(act, bytes) for key in (b"q", b"\x03", b"\x11"))
