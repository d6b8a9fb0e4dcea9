"""Large CSV files read by another process: what comes over is what this one would have read."""

from __future__ import annotations

import io
import os
import pickle
import signal
from pathlib import Path

import numpy as np
import pytest

from glassnet.core.errors import GlassnetError
from glassnet.core.memory import is_lasting
from glassnet.scenarios.base import same_data
from glassnet.scenarios.data import csv_data, csv_elsewhere
from glassnet.scenarios.data.csv_data import Request
from glassnet.scenarios.data.csv_elsewhere import Reading, takes_time
from glassnet.scenarios.data.csv_worker import Parts, hand_over

ROWS = 300


@pytest.fixture
def request_(tmp_path: Path) -> Request:
    random = np.random.RandomState(0)
    lines = [f"{random.randn():.4f},{random.randn():.4f},{'ab'[at % 2]}\n" for at in range(ROWS)]
    file = tmp_path / "data.csv"
    file.write_text("u,v,kind\n" + "".join(lines))
    return Request(str(file), "kind")


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    csv_data._kept.clear()
    monkeypatch.setattr(csv_elsewhere, "SMALL_BYTES", 0)


def waited(reading: Reading) -> Reading:
    """It, when it is done."""
    reading._thread.join()
    assert reading.done
    return reading


def test_another_process_reads_what_this_one_would(request_: Request, monkeypatch: pytest.MonkeyPatch) -> None:
    own = csv_data.csv_data(*request_)
    csv_data._kept.clear()
    assert takes_time(request_)
    reading = waited(Reading(request_))
    reading.take()
    reading.close()
    assert not takes_time(request_)
    monkeypatch.setattr(csv_data, "_made", None)  # nothing is read here
    found = csv_data.csv_data(*request_)
    assert same_data(found.data, own.data)
    assert (found.notes, found.target, found.data.features) == (own.notes, own.target, own.data.features)
    assert csv_data.csv_data(*request_) is found


@pytest.mark.parametrize("share", [0.0, 20.0])
def test_numbers_come_over_as_they_stand(request_: Request, share: float) -> None:
    own = csv_data.csv_data(*request_._replace(test_share=share))
    stream = io.BytesIO()
    hand_over(own, stream)
    stream.seek(0)
    parts = pickle.load(stream)
    assert isinstance(parts, Parts)
    found = csv_elsewhere._put_together(parts, stream)
    for name in ("inputs", "targets", "test_inputs", "test_targets"):
        one, other = getattr(own.data, name), getattr(found.data, name)
        np.testing.assert_array_equal(one, other)
        assert not one.size or one.strides == other.strides
        assert is_lasting(other)
    with pytest.raises(EOFError):
        csv_elsewhere._put_together(parts, io.BytesIO(b"1"))


def test_what_is_wrong_is_said_as_if_it_were_read_here(tmp_path: Path) -> None:
    file = tmp_path / "odd.csv"
    file.write_text("a,b\n1,2\n3\n")
    request = Request(str(file))
    with pytest.raises(GlassnetError) as own:
        csv_data.csv_data(*request)
    reading = waited(Reading(request))
    reading.take()
    reading.close()
    assert not takes_time(request)
    with pytest.raises(GlassnetError) as found:
        csv_data.csv_data(*request)
    assert str(found.value) == str(own.value)
    assert takes_time(request)  # it may have been another reason: next time the file is asked again


def test_one_that_is_killed_says_so_and_one_that_is_closed_is_gone(request_: Request) -> None:
    reading = Reading(request_)
    os.kill(reading._process.pid, signal.SIGKILL)
    waited(reading).take()
    with pytest.raises(GlassnetError, match="the process that read it was ended"):
        csv_data.csv_data(*request_)
    other = Reading(request_)
    other.close()
    assert other._process.returncode is not None
    assert not other._thread.is_alive()


def test_what_is_there_no_more_takes_no_time(tmp_path: Path) -> None:
    assert not takes_time(Request(str(tmp_path / "none.csv")))
