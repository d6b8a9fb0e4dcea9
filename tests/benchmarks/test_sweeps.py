"""The script that a sweep is measured against does the same work."""

from __future__ import annotations

from benchmarks.sweeps import SCRIPT, Swept, budgets, verify


def test_both_end_at_the_same_losses() -> None:
    verify()


def test_the_budget_is_about_the_script() -> None:
    (budget,) = budgets([Swept(200, "glassnet sweep", 1.0, 1.0, 1.0, 1.0), Swept(200, SCRIPT, 4.0, 4.0, 4.0, 3.0)])
    assert budget.measured == 4.0
    assert budget.mark == "✗ by 20.0 %"
