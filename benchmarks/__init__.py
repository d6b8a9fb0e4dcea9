"""The budgets, measured: training steps, the screen, the start, going back.

    python -m benchmarks --help      what there is to measure
    python -m benchmarks --write     all of it, into benchmarks/RESULTS.md

To be run from the project's folder. `requirements.txt` has the contenders; each is used if it is installed.
"""

import os

# before NumPy loads: one thread for everybody, as small products are slower with two
for _threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # commands find their compiled files, as on most people's machines
