"""Files of the benchmark of large files: read, they are what they are said to be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("pty")
from benchmarks.large import FILES, ITEM, File
from glassnet.scenarios.data.csv_data import csv_data


@pytest.mark.parametrize("file", FILES, ids=[file.name for file in FILES])
def test_a_file_has_its_shape_and_takes_so_many_bytes(file: File, tmp_path: Path) -> None:
    small = replace(file, rows=400, block=100)
    small.write(tmp_path / "large.csv")
    made = csv_data(str(tmp_path / "large.csv"), "kind").data
    arrays = made.inputs, made.targets, made.test_inputs, made.test_targets
    assert len(made.inputs) + len(made.test_inputs) == 400
    assert len(made.features) == file.inputs
    assert (made.image is not None) == (file.inputs == 784)
    assert len(made.classes) == file.classes
    assert sum(array.size for array in arrays) * ITEM == small.bytes
