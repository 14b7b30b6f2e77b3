"""What a shell offers where the name of a source or of a saved feed belongs. It says nothing, whatever goes wrong."""

from __future__ import annotations

from kitewire.errors import KitewireError


def source_names(incomplete: str) -> list[tuple[str, str]]:
    """(name, outlet) of the sources that begin so."""
    return _of_archive(incomplete, "sources")


def feed_names(incomplete: str) -> list[tuple[str, str]]:
    """(name, title) of the saved feeds that begin so."""
    return _of_archive(incomplete, "saved_feeds")


def regions(incomplete: str) -> list[str]:
    """The regions that begin so."""
    found = {region for _, region in _of_archive("", "sources", "region") if region.startswith(incomplete)}
    return sorted(found)


def _of_archive(incomplete: str, part: str, shown: str = "title") -> list[tuple[str, str]]:
    from kitewire.settings import load_settings
    from storage import open_database

    try:
        # Nothing is made or upgraded by pressing the tab key, and nobody waits for a lock.
        with open_database(load_settings().database_url, upgrade=False, timeout=1) as archive:
            known = getattr(archive, part).all()
    except KitewireError:
        return []
    return [(one.name, getattr(one, shown)) for one in known if one.name.startswith(incomplete)]
