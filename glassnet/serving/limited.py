"""`python -m glassnet.serving.limited BYTES WORD…`: the command `glassnet WORD…` in a process with so much memory.

It sets the bound on itself, so that the server's process, which has threads, runs no code between fork and exec. What
it starts has the same bound, each on its own. Does not know what is done where memory runs out.
"""

from __future__ import annotations

import sys


def limit(most: int) -> None:
    """Let this process have so many bytes of data, as Linux counts them; where there is no such limit, nothing is done.

    Data are what is written to: libraries, and addresses that are only set aside, do not count.
    """
    try:
        import resource
    except ImportError:  # no Unix
        return
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))


if __name__ == "__main__":
    limit(int(sys.argv[1]))
    from glassnet.command_line import main

    sys.exit(main(sys.argv[2:]))
