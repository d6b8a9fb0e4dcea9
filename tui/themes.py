"""Textual's themes in the colours of the palettes, for the screens over the screen and the palette of commands."""

from __future__ import annotations

from textual.theme import Theme

from glassnet.tui.drawing.palette import DARK, LIGHT, Palette
from glassnet.tui.remembered import THEMES as NAMES


def _theme(name: str, palette: Palette, dark: bool) -> Theme:
    def colour(value: int) -> str:
        return f"#{value:06x}"

    return Theme(
        name=name,
        primary=colour(palette.title),
        secondary=colour(palette.negative),
        accent=colour(palette.now),
        warning=colour(palette.now),
        error=colour(palette.bad),
        success=colour(palette.good),
        foreground=colour(palette.text),
        background=colour(palette.background),
        surface=colour(palette.header_bg),
        panel=colour(palette.row_bg),
        dark=dark,
    )


PALETTES = {"dark": DARK, "light": LIGHT}
THEMES = {name: _theme(f"glassnet-{name}", PALETTES[name], dark=name == "dark") for name in NAMES}
