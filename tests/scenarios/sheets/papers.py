"""Sheets and keys read as a person would, off their Markdown, and worked out with plain NumPy. Knows no engine."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Tables = dict[str, Array]


def tables(path: Path) -> Tables:
    """The arrays of a page by the names in their corners; an empty cell is nan."""
    made: dict[str, list[list[float]]] = {}
    name = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if cells and re.fullmatch(r"[A-Za-z]\w*", cells[0]):
            name = cells[0]
            made[name] = []
        elif cells and not cells[0].startswith("---"):
            made[name].append([float(cell) if cell else np.nan for cell in cells[1:]])
    return {name: np.array(rows) for name, rows in made.items()}


def to_four_decimals(array: Array) -> Array:
    """As one rounds by hand: five goes up."""
    return np.asarray(np.sign(array) * np.floor(np.round(np.abs(array) * 1e4, 6) + 0.5) / 1e4)


class Written(dict[str, Array]):
    """Numbers by name, each rounded when it is written down, but for those that the sheet gives."""

    def __init__(self, given: Tables, rounded: Callable[[Array], Array]) -> None:
        super().__init__(given)
        self._rounded = rounded

    def __setitem__(self, name: str, array: Array) -> None:
        super().__setitem__(name, self._rounded(array))


def worked_out(
    given: Tables, hidden: str, output: str, loss: str, rounded: Callable[[Array], Array] = np.asarray
) -> Tables:
    """All numbers of one iteration of a network with one hidden layer, from what a sheet gives."""
    v = Written(given, rounded)
    if "a1" not in v:
        v["z1"] = v["x"] @ v["W1"] + v["b1"]
        v["a1"] = {"relu": np.maximum(v["z1"], 0), "sigmoid": 1 / (1 + np.exp(-v["z1"]))}[hidden]
    v["z2"] = v["a1"] @ v["W2"] + v["b2"]
    powers = np.exp(np.asarray(v["z2"]))
    v["a2"] = powers / powers.sum() if output == "softmax" else 1 / (1 + np.exp(-v["z2"]))
    if loss == "cross_entropy":
        v["dz2"] = v["a2"] - v["y"]
    else:
        v["da2"] = (v["a2"] - v["y"]) * (2 / v["y"].size if loss == "mse" else 1)
        v["dz2"] = v["da2"] * v["a2"] * (1 - v["a2"])
    v["dW2"], v["da1"] = v["a1"].T @ v["dz2"], v["dz2"] @ v["W2"].T
    v["dz1"] = v["da1"] * ((v["a1"] > 0) if hidden == "relu" else v["a1"] * (1 - v["a1"]))
    if "x" in v:
        v["dW1"] = v["x"].T @ v["dz1"]
    if "lr" in v:
        v["W2_new"] = v["W2"] - v["lr"] * v["dW2"]
    return v
