"""Glassnet's screen: a Textual app that shows one frozen snapshot of a training after the other."""
