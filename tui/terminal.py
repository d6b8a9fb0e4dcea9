"""The terminal: what its bytes, the signals and a lost connection ask of the app.

Textual's driver where there are pseudo-terminals, made to bear any byte and every way in which a terminal can go. Knows
nothing of what the keys mean. Where there are none (Windows) it can be loaded, and nothing of it is used.
"""

from __future__ import annotations

import codecs
import os
import queue
import select
import signal
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from textual import events
from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.driver import Driver
from textual.message import Message

try:
    import termios

    from textual.drivers.linux_driver import LinuxDriver
except ImportError:  # Windows, for which Textual has another driver
    LinuxDriver = Driver  # type: ignore[misc,assignment]

if TYPE_CHECKING:
    from glassnet.tui.endings import Endings

REPLACED = LinuxDriver  # Textual's own, instead of which there is ours
TURN = 0.0005  # seconds until a thread that reads keys or writes frames has its turn; else they are ten times as many
TICK = 0.1  # seconds after which an escape that nothing follows is the key
SILENT = 10  # ticks without anything, in all, after which a paste whose end was lost is over
WIDEST, HIGHEST = 2000, 1000  # cells; a terminal that claims more is not believed
HANGUP = getattr(signal, "SIGHUP", signal.SIGTERM)
ENDING = (HANGUP, signal.SIGINT, signal.SIGTERM)
RESTORED = "\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?2004l\x1b[?7h\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l"


class BearsBytes(Driver):
    """The side of a driver that bears whatever its parser makes of bytes."""

    _app: Endings

    def start_application_mode(self) -> None:
        """Take the screen, where anything may be shown now."""
        self._app.front_buffer.forget()
        super().start_application_mode()  # type: ignore[safe-super]

    def send(self, parser: XTermParser, text: str) -> XTermParser:
        """Send what is read of a text, and keys whose time has come; returns the parser to go on with."""
        sent = self._sent(parser.feed(text) if text else ()) and self._sent(parser.tick())
        return parser if sent else _fresh(parser)

    def _sent(self, messages: Iterable[Message]) -> bool:
        """Send what is read; False where the parser broke at a sequence that nothing should send."""
        try:
            for message in messages:
                self.process_message(message)
        except Exception:  # any: the parser takes numbers from what came, and is a generator that has then ended
            return False
        return True


class Terminal(BearsBytes, LinuxDriver):
    """The driver of the app in a terminal. It writes to stdout, so that stderr can be sent elsewhere."""

    def __init__(self, app: Endings, **options: Any) -> None:
        super().__init__(app, **options)
        self._file = sys.__stdout__ or self._file
        sys.setswitchinterval(TURN)
        for number in ENDING:  # all in the event loop: a handler of its own could come in the middle of a write
            self._loop.add_signal_handler(number, app.end_by, number)
        self._loop.add_signal_handler(signal.SIGTSTP, self._suspend)
        self._loop.add_signal_handler(signal.SIGCONT, self._resume)

    # --- away and back ---

    @property
    def _is_started(self) -> bool:
        return self._key_thread is not None and self._key_thread.is_alive()

    def _suspend(self) -> None:
        if self._is_started:  # a second one may come before the way back from the first
            self.suspend_application_mode()
        os.kill(os.getpid(), signal.SIGSTOP)

    def _resume(self) -> None:
        """Back in the foreground: another program may have had the screen."""
        if self._is_started:  # SIGSTOP told nobody
            self.suspend_application_mode()
        self.resume_application_mode()
        self._app.paint_all()

    def restore(self) -> bool:
        """Leave the terminal as it was found, for a process that ends at once; False where nobody reads from it."""
        try:
            if not select.select([], [1], [], 0)[1]:
                return False
            if self.attrs_before is not None:
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
            os.write(1, RESTORED.encode())
        except (OSError, termios.error):
            return False
        return True

    # --- what goes out ---

    def write(self, data: str) -> None:
        """Hand on to the thread that writes, as long as there is one: Textual would wait for a dead one for ever."""
        writer = self._writer_thread
        while writer is not None and writer.is_alive():
            try:
                writer._queue.put(data, timeout=TICK)
                return
            except queue.Full:
                continue

    # --- what comes in ---

    def run_input_thread(self) -> None:
        """Read, until the app ends or the terminal is gone. Textual's own ends at the first byte that is no UTF-8."""
        parser, decode = XTermParser(self._debug), codecs.getincrementaldecoder("utf-8")("replace").decode
        pasting, silent = "", 0
        while not self.exit_event.is_set():
            try:
                data = b"" if not select.select([self.fileno], [], [], TICK)[0] else self._read()
            except (OSError, EOFError):
                self._loop.call_soon_threadsafe(self._app.end_by, HANGUP)
                return
            text = decode(data)
            pasting = _open_paste(pasting + text)
            silent = silent + (not data) if pasting.startswith(BRACKETED_PASTE_START) else 0
            if silent > SILENT:
                text, pasting = BRACKETED_PASTE_END, ""
            parser = self.send(parser, text)

    def _read(self) -> bytes:
        data = os.read(self.fileno, 4096)
        if not data:
            raise EOFError
        return data

    def process_message(self, message: Message) -> None:
        if isinstance(message, events.Resize) and not self._is_likely(message):
            return
        super().process_message(message)

    def _is_likely(self, message: events.Resize) -> bool:
        """Whether a size that came with the keys is the terminal's, and not somebody's typing."""
        return self._in_band_window_resize and 0 < message.size.width <= WIDEST and 0 < message.size.height <= HIGHEST

    def _get_terminal_size(self) -> tuple[int, int]:
        width, height = super()._get_terminal_size()
        return min(width, WIDEST), min(height, HIGHEST)


def _open_paste(text: str) -> str:
    """The text from the beginning of a paste on that has not ended yet; else what may be a part of its beginning."""
    begin = text.rfind(BRACKETED_PASTE_START)
    if begin >= 0 and text.rfind(BRACKETED_PASTE_END) < begin:
        return BRACKETED_PASTE_START + text[begin + len(BRACKETED_PASTE_START) :][-len(BRACKETED_PASTE_END) :]
    return text[1 - len(BRACKETED_PASTE_START) :]


def _fresh(broken: XTermParser) -> XTermParser:
    """A parser that goes on after one that broke, and knows what it knew of the mouse."""
    parser = XTermParser()
    for name in ("mouse_pixels", "terminal_size", "terminal_pixel_size"):
        setattr(parser, name, getattr(broken, name))
    return parser
