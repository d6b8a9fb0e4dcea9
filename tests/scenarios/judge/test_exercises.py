"""Exercises: a blank that is filled in rightly is right, a wrong line is named, and so is the one that was planted."""

from __future__ import annotations

import io
import runpy
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from glassnet.core.errors import GlassnetError
from glassnet.scenarios import load
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.experiments.files import loads
from glassnet.scenarios.export import numpy_script
from glassnet.scenarios.judge import Judgement
from glassnet.scenarios.judge.exercises import ANY, blanked, planted

BATCHES = (
    'scenario = "iris"\ntraining.optimizer = "adam"\ntraining.batch_size = 20\n'
    'training.regularization = "l2"\ntraining.regularization_rate = 0.01\n'
)
DEEP = 'scenario = "xor"\nnetwork.hidden = [3, 3]\nnetwork.activation = "tanh"\ntraining.optimizer = "momentum"\n'
FROZEN = 'scenario = "xor"\ntraining.frozen = ["W1"]\n'


def ran(script: str, folder: Path) -> tuple[str, Judgement]:
    """What a script prints, and the judgement of its last line."""
    path, out = folder / "script.py", io.StringIO()
    path.write_text(script.replace("\nglassnet.judge_run", "\nfound = glassnet.judge_run"))
    with redirect_stdout(out):
        names = runpy.run_path(str(path))
    return out.getvalue(), names["found"]


def told(script: str) -> str:
    """A planted script with its last lines no longer comments."""
    code, _, telling = script.partition("\n# import glassnet\n")
    return "\n".join([code, "import glassnet", *(line.removeprefix("# ") for line in telling.splitlines())]) + "\n"


@pytest.mark.parametrize(
    ("scenario", "names"),
    [
        (load("xor"), ["dz2", "dW1"]),
        (load("neuron"), ["W1"]),
        (loads(BATCHES), ["a2", "loss", "m_W1"]),
        (loads(DEEP), ["da2", "v_W2", "b1"]),
        (loads(FROZEN), ["db1"]),
    ],
    ids=["xor", "neuron", "batches", "deep", "frozen"],
)
def test_blanks_are_named_and_the_right_lines_are_right(scenario: Scenario, names: list[str], tmp_path: Path) -> None:
    script, clean = blanked(scenario, 2, names), numpy_script(scenario, 2)
    for name in names:
        assert f"\n        {name} = ...\n" in script
    said, _ = ran(script, tmp_path)
    assert said.startswith(f"{names[0]} is left blank; what stands before it is judged.\n")
    right = {line.strip().split(" = ")[0]: line for line in clean.splitlines() if line.startswith("        ")}
    parts = [line for line in clean.splitlines() if "_part" in line.split(" = ")[0]]
    filled = script
    for name in names:
        lines = [line for line in parts if line.strip().startswith(f"{name}_part")] + [right[name]]
        filled = filled.replace(f"        {name} = ...", "\n".join(lines))
    said, found = ran(filled, tmp_path)
    assert (found.verdict, found.wrong) == ("right", ())
    assert "\n2 0." in said  # where nothing is wrong, it trains


def test_a_wrong_line_is_named_and_what_stands_after_a_blank_is_not_judged(tmp_path: Path) -> None:
    script = blanked(load("xor"), 2, ["dz2", "dW1"])
    half = script.replace("dz2 = ...", "dz2 = da2")
    said, found = ran(half, tmp_path)
    assert [(each.at, each.id) for each in found.mistakes] == [("dz2", "slope-left-out")]
    assert said.startswith("dW1 is left blank")
    assert "db1" not in found.judged
    said, found = ran(script.replace("dz2 = ...", "dz2 = da2 @ W1"), tmp_path)
    assert "the script stopped: ValueError" in said
    assert found.judged[-1] == "da2"


@pytest.mark.parametrize(
    ("scenario", "ids"),
    [
        (load("xor"), ["slope-left-out", "updated-first", "update-left-out", "db-mean"]),
        (loads(BATCHES), ["softmax-axis", "penalty-twice", "updated-first"]),
        (loads(DEEP), ["untransposed", "updated-first"]),
        (load("neuron"), ["activation-left-out", ANY]),
    ],
    ids=["xor", "batches", "deep", "neuron"],
)
def test_what_is_planted_is_what_the_judge_names(scenario: Scenario, ids: list[str], tmp_path: Path) -> None:
    for id_ in ids:
        script = planted(scenario, 2, id_)
        assert id_ not in script or id_ == ANY
        said, found = ran(told(script), tmp_path)
        assert said.startswith("1 ")  # it runs, and says nothing of a mistake before it is asked
        assert [each.id for each in found.mistakes] == [id_] if id_ != ANY else len(found.mistakes) == 1


def test_what_no_step_has_is_refused_with_what_there_is() -> None:
    for make, words in (
        (lambda: blanked(load("xor"), 2, ["dz9"]), r'--blank: unknown step "dz9": did you mean "dz2"\?'),
        (lambda: planted(load("xor"), 2, "slope-left"), r'--plant: .* did you mean "slope-left-out"\?'),
        (lambda: planted(load("xor"), 2, "softmax-axis"), r"changes nothing in this network; what does: .*bias-left"),
    ):
        with pytest.raises(GlassnetError, match=words):
            make()
