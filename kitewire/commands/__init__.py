"""The commands, a module a group. Each has `app` (a Typer) and `NAME` (the group's name, None at the top level)."""
