"""What `kitewire source freeze` and `source forget` do."""

from __future__ import annotations

from dataclasses import replace

from extraction.memory import freeze
from kitewire.errors import NothingLearnedError
from kitewire.source import Source
from kitewire.source_files import dump_source
from storage import Database


def frozen(archive: Database, name: str) -> Source:
    """The source with a template for each layout that was learned, behind those of its own. Raises
    `UnknownSourceError`, and `NothingLearnedError` where nothing is proven yet."""
    source = archive.sources.get(name)
    learned = freeze(archive.memories.load(name))
    if not learned:
        raise NothingLearnedError(
            f"source {name}: nothing is learned of its pages yet: crawl it until `kitewire source show {name}` names a"
            " layout in use"
        )
    own = tuple(one for one in source.templates if one.name not in {template.name for template in learned})
    return replace(source, templates=own + learned, verified=False)


def frozen_file(archive: Database, name: str) -> str:
    """The source file that `frozen` makes."""
    return dump_source(frozen(archive, name))
