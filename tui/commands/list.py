"""`glassnet list`."""

from __future__ import annotations

from tui.commands.arguments import Parser

EXAMPLES = """\
examples:
  glassnet list
"""


def run(arguments: list[str]) -> int:
    """Print every scenario with its title."""
    Parser("glassnet list", "All scenarios with their titles.", EXAMPLES).parse_args(arguments)
    import scenarios

    for name in scenarios.names():
        print(f"{name:<14} {scenarios.load(name).title}")
    return 0
