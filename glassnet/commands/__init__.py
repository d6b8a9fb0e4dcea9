"""What the command line does without the screen: one module a command, with a function `run(arguments)`.

Nothing here loads Textual (but `export` and `record`, for pictures, `lesson` and `learn`, which play one, and `serve`),
and nothing heavy is loaded before the arguments are read.
"""

from __future__ import annotations

import importlib

COMMANDS = {
    "list": "all scenarios",
    "learn": "lessons, and how far you are in them",
    "explain": "where a number comes from",
    "walk": "the steps as plain lines, to be read aloud",
    "trace": "every number of a training, as lines of JSON",
    "train": "train, and say how good it is",
    "check": "gradients against central differences",
    "printed": "the numbers of a page beside those computed here",
    "judge": "whose number is wrong, and which mistake is it?",
    "sheet": "exercises on paper, with numbers of each one's own and a key",
    "lesson": "begin a lesson of your own, and check it",
    "sweep": "many seeds and settings: how often does it learn?",
    "serve": "the playground in browsers, for a class",
    "export": "to NumPy, PyTorch, ONNX, a table of losses, a picture",
    "record": "the training as a moving picture, for a browser or a page",
}


def run(command: str, arguments: list[str]) -> int:
    """Run one of COMMANDS; returns the exit code. Raises GlassnetError for what the user got wrong."""
    code: int = importlib.import_module(f"glassnet.commands.{command}").run(arguments)
    return code
