"""The index page: for people who want to know which feeds there are."""

from __future__ import annotations

from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined

from feeds.text import line
from storage import Database

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Content-Security-Policy: no script at all."""
_STORIES = 20


class IndexPage:
    """Templates are read once; what they show is read each time."""

    def __init__(self, database: Database) -> None:
        self._database = database
        environment = Environment(
            loader=PackageLoader("feeds", "pages"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.filters["line"] = line
        self._template = environment.get_template("index.html")
        self.style = files("feeds").joinpath("pages", "kitewire.css").read_bytes()

    def html(self) -> str:
        """The page; everything that comes from outside is escaped by the template."""
        counts = {state.name: state.articles for state in self._database.sources.states()}
        sources = sorted(self._database.sources.all(), key=lambda source: (source.region, source.label))
        return self._template.render(sources=sources, counts=counts, stories=self._database.stories.recent(_STORIES))
