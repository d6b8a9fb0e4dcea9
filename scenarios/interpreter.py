"""Another Python beside this one, started anew, that runs a `main` of ours and is fed through pipes.

Nothing of this process is copied into it, and it ends when whoever started it is gone and it next says something.
Knows nothing of what it does.
"""

from __future__ import annotations

import os
import subprocess
import sys

CODE = "import sys; sys.path[:] = {!r}; from {} import main; main()"


def started(module: str) -> subprocess.Popen[bytes]:
    """One that runs `main` of this module, which reads stdin and writes stdout; ctrl+c is for this process alone."""
    code = CODE.format(sys.path, module)
    environment = {"OPENBLAS_NUM_THREADS": "1", **os.environ}
    return subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env=environment, start_new_session=True,
    )  # fmt: skip
