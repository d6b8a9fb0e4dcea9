"""Points of the plane added to the training rows by hand, and taken away.

Knows the data alone; that a training goes on with other data is for the session to say.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from glassnet.core.errors import GlassnetError
from glassnet.scenarios.base import CLASSES, Array, Dataset


def with_point(data: Dataset, point: Array, kind: int) -> Dataset:
    """The data with one more training row at the end: a point (2,) of the plane, of one of `data.kinds`.

    Raises GlassnetError where the data are no points of kinds.
    """
    if data.plane is None or not data.kinds:
        raise GlassnetError("points can be added where there are two inputs and classes; here there are not")
    if not 0 <= kind < len(data.kinds):
        raise GlassnetError(f"there is no class {kind}; the last one is {len(data.kinds) - 1}")
    target = np.eye(len(data.kinds))[kind] if data.task == CLASSES else np.array([float(kind)])
    points = np.vstack([data.plane.points, point])
    inputs = np.vstack([data.inputs, data.plane.inputs(point[None, :])])
    return _with_rows(data, points, inputs, np.vstack([data.targets, target]))


def without_row(data: Dataset, row: int) -> Dataset:
    """The data without one training row. Raises GlassnetError for the last one there is."""
    if data.plane is None:
        raise GlassnetError("points can be taken away where there are two inputs; here there are not")
    if len(data.inputs) == 1:
        raise GlassnetError("this is the only training row; without it there is nothing to learn")
    points, inputs, targets = (
        np.delete(array, row, axis=0) for array in (data.plane.points, data.inputs, data.targets)
    )
    return _with_rows(data, points, inputs, targets)


def _with_rows(data: Dataset, points: Array, inputs: Array, targets: Array) -> Dataset:
    for array in (points, inputs, targets):
        array.setflags(write=False)
    expanded = None if data.expanded is None else replace(data.expanded, points=points)
    return replace(data, inputs=inputs, targets=targets, expanded=expanded)
