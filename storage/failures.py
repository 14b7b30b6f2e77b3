"""Foreign errors at the boundary: what the user can mend becomes a `DatabaseError`; bugs pass through."""

from __future__ import annotations

from sqlalchemy import exc
from sqlalchemy.engine import URL

from kitewire.errors import DatabaseAwayError, DatabaseError

# Part of SQLite's or PostgreSQL's message → what to do about it. The first that is found counts.
_REMEDIES = (
    ("database is locked", "another process is writing to it; try again when it has finished"),
    ("database table is locked", "another process is writing to it; try again when it has finished"),
    ("lock timeout", "another process is writing to it; try again when it has finished"),
    ("unable to open database file", "check that its folder exists and that you may write there"),
    (
        "readonly database",
        "you may read it but not write; give yourself the right, or choose another with DATABASE_URL",
    ),
    ("read-only", "it takes no writes now; connect to the primary server, or ask its keeper"),
    ("file is not a database", "the file is something else; choose another path with DATABASE_URL"),
    ("file is encrypted", "the file is something else; choose another path with DATABASE_URL"),
    ("malformed", "the file is damaged; restore it from a backup, or move it away and crawl again"),
    ("database or disk is full", "the disk is full; make room"),
    ("no space left", "the disk of the server is full; make room"),
    ("disk i/o error", "the disk or its file system refuses, or has no room; check it"),
    ("permission denied", "the user of DATABASE_URL lacks the right; ask the keeper of the server for it"),
    ("password authentication failed", "check user and password in DATABASE_URL"),
    ("no password supplied", "put the password into DATABASE_URL, or into a file named by DATABASE_URL_FILE"),
    ("does not exist", "check the name in DATABASE_URL, and make the database first (createdb)"),
    ("too many clients", "the server has no connection left; close other programs or raise max_connections"),
)
_PASSING = (
    "locked",
    "lock timeout",
    "unable to open database file",
    "database or disk is full",
    "no space left",
    "disk i/o error",
    "too many clients",
)
"""Of `_REMEDIES`, those that can pass while a crawl waits."""
_GONE = "the server does not answer; check that it runs and that DATABASE_URL is right"


def shown(url: URL) -> str:
    """The address for messages: as the user wrote it, without password."""
    return url.set(drivername=url.get_backend_name()).render_as_string(hide_password=True)


def mendable(error: BaseException, url: URL) -> DatabaseError | None:
    """`error` as the user may read it, or None where it is a bug of ours.

    Only operational errors count (and those that name a right): a broken constraint or statement is a bug.
    """
    if isinstance(error, DatabaseError):
        return error
    text = " ".join(str(error).split())
    low = text.lower()
    if isinstance(error, exc.DBAPIError):
        text = " ".join(str(error.orig).split())
        low = text.lower()
    if "Operational" not in _kinds(error) and not any(
        word in low for word in ("permission denied", "not a database", "malformed")
    ):
        return None
    for sign, remedy in _REMEDIES:
        if sign in low:
            kind = DatabaseAwayError if any(one in low for one in _PASSING) else DatabaseError
            return kind(f"database {shown(url)}: {text}: {remedy}")
    if url.get_backend_name() == "postgresql":
        return DatabaseAwayError(f"database {shown(url)}: {text}: {_GONE}")
    return None


def _kinds(error: BaseException) -> str:
    original = error.orig if isinstance(error, exc.DBAPIError) else error
    return " ".join(kind.__name__ for kind in type(original).__mro__)
