"""Trying other settings: what is on offer, what a change leads to, and runs side by side."""
