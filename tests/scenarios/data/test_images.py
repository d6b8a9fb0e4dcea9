"""Drawings as rows of data, the brush, and columns of a CSV file that are taken for pixels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from glassnet.core.machine import predict
from glassnet.scenarios import load
from glassnet.scenarios.base import CLASSES, Dataset, Feature, dataset
from glassnet.scenarios.data.csv_data import CsvData, csv_data
from glassnet.scenarios.data.images import blank, copied, dotted, ink, inputs, stroke, tones

DIGITS = load("digits").data


def standardized(side: int = 3) -> Dataset:
    """Images whose pixels are scaled one by one."""
    raw = np.arange(4.0 * side * side).reshape(4, -1) % 17
    mean, deviation = raw.mean(axis=0), raw.std(axis=0)
    features = tuple(Feature(f"p{k}", "", m, d) for k, (m, d) in enumerate(zip(mean, deviation, strict=True)))
    return dataset(CLASSES, (raw - mean) / deviation, np.eye(2)[[0, 1, 0, 1]], features, ("a", "b"), image=(side, side))


@pytest.mark.parametrize("data", [DIGITS, standardized()])
def test_a_row_that_is_copied_is_the_row(data: Dataset) -> None:
    """Also where each pixel has a mean and a deviation of its own: the drawing goes through the same scaling."""
    for row in data.inputs[:4]:
        assert inputs(data, copied(data, row)) == pytest.approx(row, abs=1e-12)
        assert ink(data, row).shape == data.image


def test_ink_has_the_shades_of_the_data() -> None:
    assert tones(DIGITS) == (0.0, 16.0, 16)
    seen = inputs(DIGITS, dotted(blank(DIGITS), 10, 0.49))
    assert seen[10] == 8 / 16
    assert np.count_nonzero(seen) == 1
    assert inputs(DIGITS, (7.0,) * 64).max() == 1  # what a file may hold is cut


def test_a_stroke_is_a_line_of_full_ink_with_soft_edges() -> None:
    drawn = np.reshape(stroke(DIGITS, blank(DIGITS), (2, 1), (2, 6)), (8, 8))
    assert (drawn[2, 1:7] == 1).all()
    assert ((drawn[[1, 3], 1:7] > 0) & (drawn[[1, 3], 1:7] < 1)).all()
    assert not drawn[4:].any()
    assert not drawn[0].any()


def test_ink_only_grows_and_an_eraser_only_takes() -> None:
    first = stroke(DIGITS, blank(DIGITS), (1, 1), (6, 6))
    again = stroke(DIGITS, first, (1, 1), (6, 6))
    assert again == first
    erased = np.array(stroke(DIGITS, first, (3, 3), (3, 3), erase=True))
    assert (erased <= first).all()
    assert erased[3 * 8 + 3] == 0


def test_probabilities_of_a_drawing_are_a_plain_forward_pass() -> None:
    scenario = load("digits")
    program, state = scenario.begin()
    x = inputs(DIGITS, stroke(DIGITS, blank(DIGITS), (1, 4), (6, 4)))
    hidden = np.maximum(x @ state["W1"] + state["b1"], 0)
    z = hidden @ state["W2"] + state["b2"]
    shares = np.exp(z - z.max()) / np.exp(z - z.max()).sum()
    assert predict(program, state.values, x[None, :])[0] == pytest.approx(shares, rel=1e-12)


# --- CSV ---


def written(path: Path, values: np.ndarray, names: list[str] | None = None) -> CsvData:
    file, labels = path / "rows.csv", np.arange(len(values)) % 3
    lines = [",".join([*(names or [f"pixel{k}" for k in range(values.shape[1])]), "label"])]
    lines += [
        ",".join([*(f"{value:g}" for value in row), "abc"[label]]) for row, label in zip(values, labels, strict=True)
    ]
    file.write_text("\n".join(lines) + "\n")
    return csv_data(str(file))


def raw(rows: int) -> np.ndarray:
    return np.asarray(DIGITS.inputs[:rows] * 16)


def test_columns_of_pixels_are_images(tmp_path: Path) -> None:
    made = written(tmp_path, raw(60))
    assert made.data.image == (8, 8)
    assert len(made.data.features) == 64  # constant ones among them: an image has no holes
    assert made.data.inputs.min() == 0
    assert made.data.inputs.max() == 1
    found = {tuple(np.rint(row * 16)) for row in made.data.inputs}
    assert found <= {tuple(row) for row in raw(60)}
    assert any("images of 8 × 8" in note for note in made.notes)


def test_784_columns_are_images_of_28_by_28(tmp_path: Path) -> None:
    large = np.zeros((24, 28, 28))
    large[:, 2:26, 2:26] = np.repeat(np.repeat(raw(24).reshape(-1, 8, 8), 3, axis=1), 3, axis=2) * 15
    assert written(tmp_path, large.reshape(24, 784)).data.image == (28, 28)


@pytest.mark.parametrize(
    "values",
    [
        raw(60)[:, :63],  # no square
        raw(60) - 3,  # below 0
        raw(60) * 100,  # no shades
        np.random.RandomState(0).randint(0, 2, (60, 64)),  # neighbours have nothing in common
    ],
)
def test_other_columns_are_none(tmp_path: Path, values: np.ndarray) -> None:
    assert written(tmp_path, values).data.image is None


def test_columns_with_names_of_their_own_are_none(tmp_path: Path) -> None:
    names = [f"{'ab'[k % 2]}{k}" for k in range(64)]
    assert written(tmp_path, raw(60), names).data.image is None
