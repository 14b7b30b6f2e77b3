"""The second look at a block: what the first look made of the blocks around it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from extraction.view import PageView

_LOGITS = (-6.0, -4.0, -2.5, -1.5, -0.7, 0.0, 0.7, 1.5, 2.5, 4.0)


def _bin(value: float) -> int:
    return bisect_left(_LOGITS, value)


def context_features(view: PageView, names: Sequence[Sequence[str]], logits: Sequence[float]) -> list[list[str]]:
    """Feature names for the second look, of each block: the first look's names, its logit, and the logits around."""
    groups: dict[object, list[int]] = {}
    parents = view.layout.parents
    for block in view.blocks:
        groups.setdefault(parents.get(block.element), []).append(block.index)
    chosen = [i for i, logit in enumerate(logits) if logit > 0 and view.blocks[i].chars > 30]
    first, last = (chosen[0], chosen[-1]) if chosen else (0, -1)
    result = []
    for block in view.blocks:
        i = block.index
        mine = _bin(logits[i])
        siblings = [j for j in groups[parents.get(block.element)] if j != i]
        share = _share(view, siblings, logits)
        extra = [f"logit={mine}", f"siblings={share}", f"logit={mine // 2},siblings={share}"]
        for step in (1, 2, 3):
            before = _bin(logits[i - step]) if i >= step else -1
            after = _bin(logits[i + step]) if i + step < len(logits) else -1
            extra += [f"before{step}={before // 2}", f"after{step}={after // 2}"]
            if step == 1:
                extra.append(f"between={before // 3},{after // 3}")
        place = "before" if i < first else "after" if i > last else "among"
        result.append([*names[i], *extra, f"chosen:{place}", f"chosen:{place},{mine // 3}"])
    return result


def _share(view: PageView, indexes: Sequence[int], logits: Sequence[float]) -> int:
    """Tenths of the siblings' text that the first look took for body; -1 without siblings."""
    total = sum(view.blocks[j].chars for j in indexes)
    return round(10 * sum(view.blocks[j].chars for j in indexes if logits[j] > 0) / total) if total else -1
