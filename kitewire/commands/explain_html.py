"""An explanation as one HTML file that needs nothing else and runs nothing of the page."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from kitewire.errors import UsageError
from kitewire.explanation import Explanation, runs_of


def explanation_html(found: Explanation) -> str:
    """The view: fields, lists, and the page's blocks in order, all of it escaped."""
    pages = Environment(
        loader=PackageLoader("kitewire", "commands"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    shown = pages.get_template("explain.html").render(found=found, page=found.page, runs=runs_of(found.blocks))
    # Lone surrogates cannot be written as UTF-8.
    return shown.encode("utf-8", "replace").decode()


def write_explanation(found: Explanation, path: Path) -> None:
    """Write the view to `path`. Raises `UsageError` where that is impossible."""
    try:
        path.write_text(explanation_html(found), "utf-8")
    except OSError as error:
        raise UsageError(f"--html: {path} cannot be written: {error.strerror or error}") from error
