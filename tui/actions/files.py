"""Keys about files: saving what is open."""

from __future__ import annotations

import os

from core.errors import GlassnetError
from scenarios import saving
from tui.stage import Stage


class FileKeys(Stage):
    """Saving. file: where the session on show was saved or opened, by scenario."""

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
        from tui.screens.prompts import AskText

        self._paused()
        start = self.files.get(self.desk.key, f"{os.path.basename(self.desk.key).partition('.')[0]}{saving.SUFFIX}")
        words = "The experiment, all its past and this moment; glassnet FILE opens it again."
        self.push_screen(AskText("save into", words, start, _wrong_name, "saves"), self._save_into)

    def _save_into(self, name: str | None) -> None:
        from tui.screens.prompts import Confirm

        if name is None:
            return
        path = os.path.expanduser(name if os.path.splitext(name)[1] else name + saving.SUFFIX)
        if os.path.exists(path) and path != self.files.get(self.desk.key):
            words = f"{path} exists. Replace it?"
            self.push_screen(Confirm(words), lambda yes: self._save(path) if yes else None)
        else:
            self._save(path)

    def _save(self, path: str) -> None:
        try:
            saving.save(path, *self.desk.saved(alone=True))
        except GlassnetError as error:
            self._warn(f"not saved: {error}")
            return
        self.files[self.desk.key] = path
        self.notify(f"saved into {path}; glassnet {path} comes back here", markup=False)


def _wrong_name(name: str) -> str:
    if not name:
        return "a file name, please"
    return f"{name} is a directory" if os.path.isdir(os.path.expanduser(name)) else ""
