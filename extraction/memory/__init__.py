"""Site memory: what a source's own pages teach about the next one. `docs/extraction.md` tells how it works."""

from extraction.memory.learning import learn
from extraction.memory.recollecting import recollect

__all__ = ["learn", "recollect"]
