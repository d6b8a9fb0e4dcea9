"""Memory that is the system's again before its array goes."""

from __future__ import annotations

import mmap

import numpy as np
import pytest

from glassnet.core.memory import own_pages, release


@pytest.mark.skipif(not hasattr(mmap, "MADV_REMOVE"), reason="this system keeps pages until the whole array goes")
def test_whole_pages_go_and_their_neighbours_stay() -> None:
    array = own_pages((2**18,))
    array[:] = 1
    part = array[100:]
    release(part, 0, mmap.PAGESIZE * 3)
    gone = np.flatnonzero(array == 0) * 8
    assert len(gone) == 2 * mmap.PAGESIZE // 8  # the ends share pages with what stays
    assert (gone[0], gone[-1] + 8) == (mmap.PAGESIZE, 3 * mmap.PAGESIZE)


def test_what_has_no_pages_of_its_own_stays() -> None:
    array = np.ones(2**18)
    release(array, 0, array.nbytes)
    assert array.all()
