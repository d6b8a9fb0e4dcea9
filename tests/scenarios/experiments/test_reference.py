"""Experiment files against what PyTorch's autograd gives for them in float64."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from glassnet.scenarios.experiments.files import read
from glassnet.scenarios.trace import trace_lines

CASES = sorted((Path(__file__).parents[2] / "reference").glob("case-*.toml"))


def close(ours: Any, theirs: Any, what: str) -> None:
    np.testing.assert_allclose(np.asarray(ours), np.asarray(theirs), rtol=1e-9, atol=1e-12, err_msg=what)


def test_all_nine_are_here() -> None:
    assert len(CASES) == 9


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_every_number_agrees(case: Path) -> None:
    expected = json.loads(case.with_suffix(".json").read_text())
    *lines, last = map(json.loads, trace_lines(read(str(case)), expected["iterations"]))
    first = {**lines[0]["values"], "loss": lines[0]["loss"]}
    last_layer = len(last["parameters"]) // 2  # its da is a step of ours for mse; the reference has none
    assert first.keys() - {f"da{last_layer}"} == expected["first_iteration"].keys()
    for name, value in expected["first_iteration"].items():
        close(first[name], value, name)
    close([line["loss"] for line in lines], expected["losses"], "losses")
    assert last["parameters"].keys() == expected["parameters_after"].keys()
    for name, value in expected["parameters_after"].items():
        close(last["parameters"][name], value, name)
    assert ("penalty" in lines[0]) == ('regularization = "none"' not in case.read_text())
