"""Scenarios, a file each: a module here with a function `scenario()` is one; nothing else is looked at."""
