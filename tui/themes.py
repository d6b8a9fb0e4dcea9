"""Textual's themes in the colours of the palettes, for the screens over the screen and the palette of commands."""

from __future__ import annotations

from textual.theme import Theme

from glassnet.tui.drawing.cube import TRUE, palette_for
from glassnet.tui.drawing.palette import Palette
from glassnet.tui.remembered import THEMES as NAMES


def themes(depth: int = TRUE) -> dict[str, Theme]:
    """The themes by name, on a terminal that shows `depth` colours."""
    return {name: _theme(f"glassnet-{name}", palette_for(name == "dark", depth), name == "dark") for name in NAMES}


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
        variables=_variables({role: colour(value) for role, value in vars(palette).items() if isinstance(value, int)}),
    )


def _variables(colour: dict[str, str]) -> dict[str, str]:
    """What Textual would mix of them, and then nobody knows whether it can be read."""
    return {
        "text": colour["text"],
        "text-muted": colour["muted"],
        "text-disabled": colour["muted"],
        "foreground-muted": colour["muted"],
        "foreground-disabled": colour["muted"],
        "text-warning": colour["now"],
        "text-error": colour["bad"],
        "text-success": colour["good"],
        "block-cursor-background": colour["cursor_bg"],
        "block-cursor-foreground": colour["cursor_fg"],
        "block-cursor-blurred-background": colour["now_bg"],
        "block-cursor-blurred-foreground": colour["text"],
        "block-hover-background": colour["now_bg"],
        "input-cursor-background": colour["cursor_bg"],
        "input-cursor-foreground": colour["cursor_fg"],
        "input-selection-background": colour["tab_bg"],
        "input-selection-foreground": colour["text"],
        "scrollbar": colour["tab_bg"],
        "scrollbar-background": colour["header_bg"],
    }


THEMES = themes()
