"""`python -m glassnet` is the command `glassnet`."""

from glassnet.command_line import command

if __name__ == "__main__":
    command()
