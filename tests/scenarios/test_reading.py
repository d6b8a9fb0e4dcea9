"""Files to read: regular ones of a bounded size; nothing else is opened, waited for or read."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from glassnet.core.errors import GlassnetError
from glassnet.scenarios.reading import read_file, reading


def refused(path: Path | str, most: int = 100) -> str:
    with pytest.raises(GlassnetError) as caught:
        read_file(str(path), most)
    return str(caught.value)


def test_the_content_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert read_file(str(tmp_path / "a"), 5) == read_file(str(tmp_path / "b"), 5) == b"12345"
    assert refused(tmp_path / "a", 4) == "larger than 4 bytes"
    assert refused(tmp_path / "none") == os.strerror(2)
    assert refused("a\0b") == "embedded null byte"


def test_a_large_file_is_not_read(tmp_path: Path) -> None:
    with open(tmp_path / "sparse", "wb") as file:
        file.truncate(2**40)
    with (
        pytest.raises(GlassnetError, match="^larger than 2 MiB; take less$"),
        reading(str(tmp_path / "sparse"), 2**21, "take less"),
    ):
        pytest.fail("it was opened")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are none")
def test_what_is_no_file_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the name of a socket must be short
    os.mkfifo("pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        assert refused("socket").startswith("a socket, not a file; ")
    assert refused("pipe").startswith("a pipe, not a file; write what comes from it into one")
    reader = os.open("pipe", os.O_RDWR)  # somebody who writes and never ends
    assert refused("pipe").startswith("a pipe, not a file")
    os.close(reader)
    for device in ("/dev/zero", "/dev/null", "/dev/tty"):
        assert refused(device).startswith("a device, not a file")
    assert refused(tmp_path) == "Is a directory"


def test_a_file_that_says_no_size_is_read_up_to_the_limit() -> None:
    if not os.path.exists("/proc/self/smaps"):
        pytest.skip("a file of Linux")
    assert os.stat("/proc/self/smaps").st_size == 0
    assert refused("/proc/self/smaps") == "larger than 100 bytes"
