"""What findings mean and what to do about them, in words for people. docs/health.md says more."""

from __future__ import annotations

from kitewire.health import FindingKind

_WORDS: dict[FindingKind, tuple[str, str]] = {
    FindingKind.SILENT: (
        "no new article for improbably long",
        "look at the site: if it publishes elsewhere now, change the source's start points",
    ),
    FindingKind.EMPTY: (
        "a list names no articles any more",
        "run `kitewire source test NAME`: the list may have moved, or be built by a script",
    ),
    FindingKind.FIELDS: (
        "articles lack what they used to have",
        "look at the sample pages with `kitewire extract URL`; give the source a template for its new layout",
    ),
    FindingKind.LAYOUT_CHANGED: (
        "articles no longer look as before",
        "compare a new article with its page; if text or fields are wrong, give the source a template",
    ),
    FindingKind.FUTURE_DATES: (
        "pages tell dates that have not come yet",
        "look at the sample pages: a wrong zone is mended by the source's `zone`, another place by a template",
    ),
    FindingKind.ENCODING: (
        "texts come out garbled",
        "look at the sample pages: if browsers garble them too, the outlet must mend it",
    ),
    FindingKind.BLOCKED: (
        "the site refuses us",
        "raise the source's delay, put an address into KITEWIRE_USER_AGENT, and ask the outlet",
    ),
    FindingKind.UNREACHABLE: (
        "start points cannot be read",
        "open them in a browser: if they have moved, change the source; else it is tried again by itself",
    ),
    FindingKind.FAILING: (
        "runs or pages fail",
        "`kitewire runs NAME` tells how; the log of `kitewire serve` tells more",
    ),
    FindingKind.BUDGET: (
        "runs are cut short by the source's limits",
        "raise the source's limits, or let it run less often",
    ),
    FindingKind.OVERDUE: (
        "it is due and nobody crawls it",
        "see that `kitewire serve` runs, or that cron calls `kitewire crawl --due`",
    ),
}


def meaning(kind: FindingKind) -> str:
    """What a finding says, in a few words."""
    return _WORDS[kind][0]


def advice(kind: FindingKind) -> str:
    """What to do about it, in a sentence."""
    return _WORDS[kind][1]
