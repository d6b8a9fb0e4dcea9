"""The app in a browser: the driver that speaks to `glassnet serve` over stdin and stdout.

Textual's driver for that, made to bear any byte, and to end with the server, however that ends. Knows nothing of the
browser, of visitors or of files.
"""

from __future__ import annotations

import codecs
import signal

from textual import events
from textual._xterm_parser import XTermParser
from textual.drivers._byte_stream import ByteStream
from textual.drivers.web_driver import WebDriver, _ExitInput
from textual.message import Message

from glassnet.tui.terminal import BearsBytes


class Web(BearsBytes, WebDriver):
    """The driver of an app in a browser."""

    def run_input_thread(self) -> None:
        """Read packets until the server is gone: what was typed, and what the server itself says."""
        stream, parser = ByteStream(), XTermParser(self._debug)
        decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        try:
            for data in self._input_reader:
                for kind, payload in stream.feed(data) if data else ():
                    if kind == "D":
                        parser = self.send(parser, decode(payload))
                    else:
                        self._on_meta(kind, payload)
                parser = self.send(parser, "")
        except _ExitInput:
            return
        finally:
            self._input_reader.close()
        if not self.exit_event.is_set():  # nobody is there any more
            self._loop.call_soon_threadsafe(self._app.end_by, signal.SIGTERM)

    def process_message(self, message: Message) -> None:
        if not isinstance(message, events.Resize):  # the server tells the size; this is somebody's typing
            super().process_message(message)
