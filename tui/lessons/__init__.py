"""Lessons on the screen: what they see of it, what they open, and doing what a step's `do` says.

What a lesson is and what it waits for stands in `scenarios/lessons/`.
"""
