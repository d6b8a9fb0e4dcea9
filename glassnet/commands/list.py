"""`glassnet list`."""

from __future__ import annotations

from glassnet.commands.arguments import Parser

EXAMPLES = """\
examples:
  glassnet list
"""


def run(arguments: list[str]) -> int:
    """Print every scenario with its title."""
    Parser("glassnet list", "All scenarios with their titles.", EXAMPLES).parse_args(arguments)
    from glassnet import scenarios

    for name, title in scenarios.titles().items():
        print(f"{name:<14} {title}")
    return 0
