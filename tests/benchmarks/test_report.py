"""Marks say what was measured: held, or missed and by how much of the budget."""

from __future__ import annotations

import os
import socket

import pytest

from benchmarks.report import Budget, machine, middle_and_late, table


@pytest.mark.parametrize(
    ("budget", "mark"),
    [
        (Budget("ratio", 2.5, "×", at_least=2.5), "✓"),
        (Budget("ratio", 2.0, "×", at_least=2.5), "✗ by 20.0 %"),
        (Budget("time", 50.0, "ms", at_most=50), "✓"),
        (Budget("time", 75.0, "ms", at_most=50), "✗ by 50.0 %"),
        (Budget("imports", 0.0, "times", at_most=0), "✓"),
        (Budget("imports", 1.0, "times", at_most=0), "✗"),
    ],
)
def test_mark(budget: Budget, mark: str) -> None:
    assert budget.mark == mark
    assert str(budget).startswith(mark)


@pytest.mark.parametrize(
    ("measured", "shown"),
    [(2.0, "2.00 ×"), (12.04, "12.0 ×"), (173.2, "173 ×"), (0.0, "0 ×"), (0.31, "0.310 ×"), (1336.2, "1,336 ×")],
)
def test_three_digits(measured: float, shown: str) -> None:
    assert Budget("ratio", measured, "×", at_least=1).cells()[1] == shown


def test_the_late_ones_are_one_in_twenty() -> None:
    values = [float(value) for value in range(100, 0, -1)]
    assert middle_and_late(values) == (50.5, 95.0)
    assert middle_and_late([3.0]) == (3.0, 3.0)


def test_a_table_keeps_numbers_at_the_right() -> None:
    assert table(("what", "ms"), [("a", "1.5"), ("b – c", "10.0")]).splitlines() == [
        "| what  |   ms |",
        "| ----- | ---: |",
        "| a     |  1.5 |",
        "| b – c | 10.0 |",
    ]


def test_the_machine_is_described_without_its_name() -> None:
    words = str(machine())
    assert f"{os.cpu_count()} cores" in words
    assert "numpy" in words
    assert socket.gethostname() not in words
    assert os.path.expanduser("~") not in words
