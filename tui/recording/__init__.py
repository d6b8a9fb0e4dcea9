"""A training as a moving picture: which moments it shows, their cells, and the two kinds of files that play them.

Needs no terminal. What stands in a frame is painted by the panels of the screen, from a snapshot like the screen's.
"""

MOST_FRAMES = 60
USUAL, LARGEST = (100, 26), (200, 60)  # columns and rows: as wide as a README, and at most
