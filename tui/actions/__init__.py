"""What the keys do: functions of the app as a key sees it (`playground.py`), one kind of keys a file."""
