"""`glassnet export`: what each kind writes, and what it refuses."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from textual.pilot import Pilot

from glassnet.command_line import main
from glassnet.scenarios import export, load
from glassnet.scenarios.sessions.session import Session
from glassnet.tui.app import Glassnet
from glassnet.tui.picture import picture
from tests.screen import drive, text, wait_until


def words(svg: str) -> str:
    """What stands on the picture, lines and all."""
    lines: dict[float, str] = {}
    for element in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text"):
        lines.setdefault(float(element.get("y", "0")), "")
        lines[float(element.get("y", "0"))] += "".join(element.itertext())
    return "\n".join(lines.values()).replace("\xa0", " ")


def test_scripts_go_to_stdout_or_a_file(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    for kind, made in (("numpy", export.numpy_script(load("xor"), 7)), ("torch", export.torch_script(load("xor"), 7))):
        assert main(["export", "xor", "--to", kind, "--iterations", "7"]) == 0
        assert capfdbinary.readouterr().out == made.encode()
        out = tmp_path / f"{kind}.py"
        assert main(["export", "xor", "--to", kind, "--iterations", "7", "--out", str(out)]) == 0
        assert out.read_bytes() == made.encode()
    assert main(["export", "xor", "--to", "numpy"]) == 0
    assert b"\niterations = 1000\n" in capfdbinary.readouterr().out


def test_flags_change_what_is_exported(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["export", "xor", "--to", "numpy", "--seed", "7", "--iterations", "2"]) == 0
    heading, *lines = capfdbinary.readouterr().out.decode().splitlines()
    assert "changed" in heading
    assert lines == export.numpy_script(load("xor").with_seed(7), 2).splitlines()[1:]


def test_csv_is_the_table_of_that_many_iterations(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    session = Session(load("sensor"))
    session.run(iterations=12)
    assert main(["export", "sensor", "--to", "csv", "--iterations", "12"]) == 0
    assert capfdbinary.readouterr().out.decode() == export.losses_csv(session)


def test_a_loss_that_is_not_finite_ends_the_table(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    fast = tmp_path / "fast.toml"
    fast.write_text('scenario = "xor"\ntraining.learning_rate = 1e300\nnetwork.output_activation = "identity"\n')
    assert main(["export", str(fast), "--to", "csv", "--iterations", "50"]) == 1
    captured = capfdbinary.readouterr()
    assert "is not finite" in captured.err.decode()
    assert captured.out.decode().splitlines()[-1].split(",")[2] in ("inf", "nan")


def test_onnx_writes_the_trained_network(tmp_path: Path) -> None:
    onnx = pytest.importorskip("onnx")
    out = tmp_path / "xor.onnx"
    assert main(["export", "xor", "--to", "onnx", "--iterations", "20", "--out", str(out)]) == 0
    session = Session(load("xor"))
    session.run(iterations=20)
    found = {each.name: onnx.numpy_helper.to_array(each) for each in onnx.load(str(out)).graph.initializer}
    assert found["W1"].tolist() == session.state.values["W1"].tolist()


def test_onnx_is_not_for_a_terminal_and_needs_its_package(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    out = tmp_path / "xor.onnx"
    assert main(["export", "xor", "--to", "onnx", "--out", str(out)]) == 2
    assert capsys.readouterr().err == "glassnet: ONNX needs the onnx package: pip install 'glassnet[onnx]'\n"
    assert os.listdir(tmp_path) == []
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert main(["export", "xor", "--to", "onnx"]) == 2
    assert "give --out FILE" in capsys.readouterr().err


def test_svg_is_the_screen_of_that_moment(tmp_path: Path) -> None:
    out = tmp_path / "xor.svg"
    assert main(["export", "xor", "--to", "svg", "--at", "120:dW1[0,2]", "--size", "100x30", "--out", str(out)]) == 0
    seen = ""

    async def look(pilot: Pilot[None], app: Glassnet) -> None:
        nonlocal seen
        await wait_until(pilot, lambda: not app.recalls)
        seen = text(app)
        assert words(picture(app)) == words(out.read_text(encoding="utf-8"))

    drive(look, "xor", (100, 30), at="120:dW1[0,2]")
    lines = [" ".join(line.split()) for line in words(out.read_text(encoding="utf-8")).splitlines()]
    assert "dW1[0,2]" in seen
    assert " ".join(seen.splitlines()[0].split()) in lines
    assert "@font-face" not in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--to", "csv", "--at", "3"], "--at is for --to svg only"),
        (["--to", "numpy", "--size", "80x24"], "--size is for --to svg only"),
        (["--to", "svg", "--at", "3", "--iterations", "3"], "not both"),
        (["--to", "svg", "--at", "soon"], "--at takes an iteration"),
    ],
)
def test_what_does_not_go_together(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "xor", *arguments]) == 2
    assert said in capsys.readouterr().err
