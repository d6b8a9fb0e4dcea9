"""Experiments as tables of keys: files, flags, and the command line that opens one."""
