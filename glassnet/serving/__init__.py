"""The app in a browser, for many visitors: `glassnet serve`. Needs the extra `web`; what the app may do then is its own
(`tui/web.py`, `tui/storage.py`, `scenarios/confined.py`)."""
