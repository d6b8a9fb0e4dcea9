"""Trainings in progress: their losses, answers and breakpoints, and how they are kept in files."""

MOST_ITERATIONS = 10_000_000  # to go at once where nothing shows how far it is: minutes, not days
