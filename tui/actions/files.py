"""Keys about files: saving what is open, and taking it elsewhere."""

from __future__ import annotations

import os
from collections.abc import Callable

from glassnet.core.errors import GlassnetError
from glassnet.scenarios.sessions.resume import SUFFIX
from glassnet.tui.stage import Stage


class FileKeys(Stage):
    """Saving and exporting."""

    def action_save(self) -> None:
        """Save the session on show: into its file, or else into one that is asked for."""
        self._paused()
        path = self.files.get(self.desk.key)
        if path is None:
            self.action_save_as()
        else:
            self._save(path)

    def action_save_as(self) -> None:
        """Save the session on show into a file that is asked for."""
        from glassnet.tui.screens.prompts import AskText

        self._paused()
        start = self.files.get(self.desk.key, f"{self._stem()}{SUFFIX}")
        words = "The experiment, all its past and this moment; glassnet FILE opens it again."
        ask = AskText("save into", words, start, lambda name: _wrong_name(name and _with_suffix(name)), "saves")
        self.push_screen(ask, self._save_into)

    def action_export(self) -> None:
        """Take the session on show elsewhere: a kind is chosen, then a file."""
        from glassnet.tui.picture import picture
        from glassnet.tui.screens.sheets import ExportList

        self._paused()
        shown = picture(self)  # before another screen covers it
        self.push_screen(ExportList(), lambda kind: None if kind is None else self._export(kind, shown))

    def _export(self, kind: str, shown: str) -> None:
        from glassnet.tui.exports import EXPORTS
        from glassnet.tui.screens.prompts import AskText

        try:
            content = EXPORTS[kind].make(self.session, shown)
        except GlassnetError as error:
            self._refuse(f"not exported: {error}")
            return
        words = f"{EXPORTS[kind].words}."
        start = f"{self._stem()}{EXPORTS[kind].suffix}"
        ask = AskText("export into", words, start, _wrong_name, "writes it")
        self.push_screen(ask, lambda name: None if name is None else self._write(name, content))

    def _write(self, name: str, content: bytes) -> None:
        from glassnet.scenarios.replacing import replace_file

        path = os.path.expanduser(name)

        def write() -> None:
            try:
                replace_file(path, content)
            except GlassnetError as error:
                self._refuse(f"not written: {error}")
                return
            self.notify(f"written: {path}", markup=False)

        self._replacing(path, write)

    def _replacing(self, path: str, write: Callable[[], None]) -> None:
        """Write a file; one that is there is asked for first."""
        from glassnet.tui.screens.prompts import Confirm

        if os.path.exists(path):
            self.push_screen(Confirm(f"{path} exists. Replace it?"), lambda yes: write() if yes else None)
        else:
            write()

    def _stem(self) -> str:
        return os.path.basename(self.desk.key).partition(".")[0]

    def _save_into(self, name: str | None) -> None:
        from glassnet.tui.screens.prompts import Confirm

        if name is None:
            return
        path = os.path.expanduser(_with_suffix(name))
        if os.path.exists(path) and path != self.files.get(self.desk.key):
            words = f"{path} exists. Replace it?"
            self.push_screen(Confirm(words), lambda yes: self._save(path) if yes else None)
        else:
            self._save(path)

    def _save(self, path: str) -> None:
        from glassnet.scenarios.sessions import saving

        try:
            saving.save(path, *self.desk.saved(alone=True))
        except GlassnetError as error:
            self._refuse(f"not saved: {error}")
            return
        self.files[self.desk.key] = path
        self.notify(f"saved into {path}; glassnet {path} comes back here", timeout=5, markup=False)


def _with_suffix(name: str) -> str:
    """The name as sessions have it, by which they are known."""
    return name if name.endswith(SUFFIX) else name + SUFFIX


def _wrong_name(name: str) -> str:
    if not name:
        return "a file name, please"
    path = os.path.expanduser(name)
    folder = os.path.dirname(path)
    if folder and not os.path.isdir(folder):
        return f"there is no folder {folder}"
    return f"{name} is a directory" if os.path.isdir(path) else ""
