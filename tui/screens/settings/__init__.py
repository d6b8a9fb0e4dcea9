"""The settings of an experiment on a screen over the screen."""
