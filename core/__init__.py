"""Glassnet's engine: a neural network as a list of single steps, every number of which can be seen.

`ops.py` has every formula, `program.py` strings them into one list of steps, `machine.py` runs it, `history.py` goes
to any moment, `explain.py` asks for origins. Needs NumPy and the standard library alone.
"""
