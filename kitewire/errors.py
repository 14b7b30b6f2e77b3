"""Every error that Kitewire raises on purpose, under one root.

A `KitewireError` is something the user can mend: its message names the thing and says how. The command
line prints it without a traceback and leaves with `exit_code`. Bugs are not wrapped; they pass through.
"""

from __future__ import annotations


class KitewireError(Exception):
    """Something went wrong that the user can mend."""

    exit_code = 1


class UsageError(KitewireError):
    """The command was called in a way that cannot work; nothing was done."""

    exit_code = 2


class SettingsError(UsageError):
    """A setting has a value that cannot be used."""


class SourceFileError(UsageError):
    """A source file is malformed; the message holds the file and the place in it."""


class UnknownSourceError(UsageError):
    """There is no source of that name."""


class UnknownRegionError(UnknownSourceError):
    """No source is of that region."""


class UnknownFeedError(UsageError):
    """There is no saved feed of that name."""


class UnknownIdError(UsageError):
    """There is no article, story or run with that id."""


class BadUrlError(UsageError):
    """The text is not an absolute http or https URL."""


class ForbiddenAddressError(KitewireError):
    """The address is not public and no setting allows it."""


class DatabaseError(KitewireError):
    """The database cannot be opened, is locked, or refuses the operation."""


class DatabaseAwayError(DatabaseError):
    """The database is locked, full or does not answer: it may pass by itself, or when somebody has made room."""


class MachineError(KitewireError):
    """The machine grants too little of something, such as open files."""


class ArchiveError(KitewireError):
    """An archive, manifest or saved page cannot be read."""


class DiscoveryError(KitewireError):
    """No list page, feed or sitemap was found at the given address."""


class NothingLearnedError(KitewireError):
    """Nothing has been learned of a source's pages that could be frozen."""


class OutputError(KitewireError):
    """The file to write to cannot be written."""


class PortTakenError(KitewireError):
    """The service cannot listen where it should."""


class BadQueryError(UsageError):
    """The search or filter cannot be understood."""


class MissingPartError(UsageError):
    """An optional part of Kitewire is not installed; the message says how to install it."""
