"""How a crawl shows on a terminal: a live row a source; elsewhere one line a source when it has ended."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING

from rich.live import Live
from rich.table import Table

from kitewire.commands.terminal import out

if TYPE_CHECKING:
    from crawler.door import Progress

COLUMNS = ("found", "fetched", "new", "revised", "unchanged", "failed")


class CrawlDisplay:
    """Shows the progress of crawls on standard output; `quiet`: nothing."""

    def __init__(self, quiet: bool) -> None:
        self.told = False
        """Whether any source has come up."""
        self._quiet = quiet
        self._rows: dict[str, Progress] = {}
        self._live = Live(console=out, auto_refresh=False) if out.is_terminal and not quiet else None

    def __enter__(self) -> CrawlDisplay:
        if self._live:
            self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._live:
            self._live.update(self._table(), refresh=True)
            self._live.stop()

    def show(self, progress: Progress) -> None:
        """One source has come further."""
        self.told = True
        self._rows[progress.source] = progress
        if self._live:
            self._live.update(self._table(), refresh=True)
        elif progress.done and not self._quiet:
            out.print(summary(progress), markup=False, soft_wrap=True)

    def _table(self) -> Table:
        table = Table(box=None, pad_edge=False)
        table.add_column("source")
        for name in COLUMNS:
            table.add_column(name, justify="right")
        table.add_column("")
        for source, progress in self._rows.items():
            state = (progress.note or "done") if progress.done else "…"
            table.add_row(source, *(str(getattr(progress, name)) for name in COLUMNS), state)
        return table


def summary(progress: Progress) -> str:
    """A source's crawl in one line."""
    counts = ", ".join(f"{name} {getattr(progress, name)}" for name in (*COLUMNS, "skipped", "not_article"))
    return f"{progress.source}: {counts}" + (f" ({progress.note})" if progress.note else "")
