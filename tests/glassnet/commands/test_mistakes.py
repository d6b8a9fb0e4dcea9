"""What somebody new types wrong, or asks too much of: the line that is read then helps."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from glassnet.command_line import main
from glassnet.commands.arguments import ELSEWHERE
from glassnet.commands.explain import MOST


def said(words: list[str], capsys: pytest.CaptureFixture[str], code: int = 2) -> str:
    """What stands on stderr after a command that ends so."""
    try:
        ended = main(words)
    except SystemExit as leaving:
        ended = int(leaving.code or 0)
    assert ended == code
    return capsys.readouterr().err


def test_every_operand_is_gone_into_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "xor", "a2[0,0]", "--iteration", "2", "--depth", "9"]) == 0
    lines = capsys.readouterr().out.splitlines()[7:]
    told = [re.sub(r"^ *", "", line) for line in lines if "iteration" in line]
    opened = [line for line in told if "as above" not in line]
    assert len(opened) == len(set(opened))
    assert any("as above, iteration 1, step" in line for line in told)


def test_the_rest_of_a_long_explanation_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "xor", "a2[0,0]", "--iteration", "20", "--depth", "90"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert MOST < len(lines) < MOST + 500
    assert re.match(r"… \d+ more operands left out, with all that they come from", lines[-1])


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["trian", "xor"], 'did you mean "train"?'),
        (["swep"], 'did you mean "sweep"?'),
        (["xr"], 'unknown scenario "xr": did you mean "xor"?'),
        (["xor", "--epochs", "3"], "--epochs is for glassnet train;"),
        (["train", "xor", "--epochs", "3", "--seeds", "0:4"], "--seeds is for glassnet sweep;"),
        (["explain", "xor", "w1[0,0]"], 'did you mean "W1"?'),
        (["sweep", "xor", "--vary", "network.hidden=2,4"], "takes lists: [2],[4] for one after the other"),
        (["sweep", "xor", "--vary", "widht=2"], "unknown key"),
    ],
)
def test_the_way_is_shown(words: list[str], expected: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert expected in said(words, capsys)


@pytest.mark.parametrize("flag", ELSEWHERE)
def test_flags_are_where_they_are_said_to_be(flag: str, capsys: pytest.CaptureFixture[str]) -> None:
    commands = re.sub("glassnet (EXPERIMENT|without a command)|glassnet|and", "", ELSEWHERE[flag]).replace(",", " ")
    play: list[list[str]] = [] if "glassnet EXPERIMENT" not in ELSEWHERE[flag] and commands.split() else [[]]
    for command in [*([name] for name in commands.split()), *play]:
        with pytest.raises(SystemExit):
            main([*command, "--help"])
        assert f"{flag} " in capsys.readouterr().out.replace("\n", " ")


@pytest.mark.parametrize("content", [b"junk", b"\xff\xfe\x00", b"glassnet session, format 1, sha256 0, 3 bytes\nabc"])
def test_a_saved_session_is_for_the_app(content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mine.glassnet"
    file.write_bytes(content)
    for more in ([], ["--target", "x"]):
        assert "a saved session, which the app opens (glassnet FILE)" in said(
            ["train", str(file), "--epochs", "1", *more], capsys
        )


def test_a_flag_that_nothing_reads_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["train", "xor", "--epochs", "1"]
    assert "note: --momentum changes nothing here: read by momentum only" in said(
        [*words, "--momentum", "0.9"], capsys, 0
    )
    assert "note" not in said([*words, "--momentum", "0.9", "--optimizer", "momentum"], capsys, 0)
    assert "--init-scale changes nothing" in said([*words, "--init-scale", "2", "--init", "he"], capsys, 0)


def test_a_rate_far_too_high_gets_advice_that_helps(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "xor", "--learning-rate", "1e9", "--epochs", "50"]) == 0
    assert "Try a rate of at most 1." in capsys.readouterr().out


def test_a_sweep_takes_flags_by_their_names(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["sweep", "xor", "--seeds", "0:2", "--iterations", "2"]
    assert main([*words, "--vary", "hidden=[2],[4]", "--vary", "learning-rate=0.1,0.5"]) == 0
    out = capsys.readouterr().out
    assert "network.hidden  training.learning_rate" in out
    assert out.count(" of 2 ") == 4


@pytest.mark.parametrize("command", ["", "train", "trace", "check", "explain", "sweep", "export"])
def test_examples_come_before_the_settings(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([*([command] if command else []), "--help"])
    out = capsys.readouterr().out
    assert 0 < out.index("examples:") < out.index("settings of the network")


def test_few_rows_leave_none_to_test_with(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "few.csv"
    file.write_text("kind,amount\nred,1\ngreen,2\nblue,3\nred,1.5\n")
    notes = said(["train", str(file), "--epochs", "1"], capsys, 0)
    assert "20 per cent of 4 rows is less than one row. --test-share 25 takes one, or add rows." in notes
    assert 'Text column "kind" is 3 inputs' in notes
    assert "none test" not in said(["train", str(file), "--epochs", "1", "--test-share", "25"], capsys, 0)
