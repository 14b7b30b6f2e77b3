"""Site memory: what a source's own pages teach about the next one. `docs/extraction.md` tells how it works."""

from extraction.memory.freezing import freeze
from extraction.memory.learning import learn
from extraction.memory.recollecting import entries_of, recollect, used_of

__all__ = ["entries_of", "freeze", "learn", "recollect", "used_of"]
