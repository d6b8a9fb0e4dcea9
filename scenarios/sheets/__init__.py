"""Exercises on paper: a network with numbers of each student's own, what is left blank, and the key to it.

`plan.py` says what is given and what is to be worked out, `numbers.py` draws numbers that a person can compute with,
`exercise.py` puts one student's together; `page.py` makes pages of it, which `markdown.py` and `html.py` write down,
`drawing.py` draws the network; `students.py` has the names, `folder.py` the files. Knows the engine and the names that
`judge` reads; knows nothing of the screen.
"""
