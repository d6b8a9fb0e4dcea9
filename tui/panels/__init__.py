"""The panels: each paints its part of a snapshot. A new one is a file or a folder here (see `tui/panel.py`)."""
