"""Draws the growth curve as SVG, readable on a light and on a dark page."""

from __future__ import annotations

from pathlib import Path

# In the middle between black and white: both kinds of page leave enough contrast.
INK = "#7d8590"
COLOURS = {"sqlite": "#2f81f7", "postgresql": "#e08a1e"}
PLACES = {"sqlite": "top", "postgresql": "bottom"}
"""Of the words at the bar's line: apart where both lines are near."""
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def draw(results: dict[str, dict[int, dict[str, float]]], picture: Path, bar: float) -> None:
    """Milliseconds an article over the articles stored, for each database that was measured."""
    import matplotlib

    matplotlib.use("svg")
    # Text as text, and nothing by chance: a picture of the same figures is the same file.
    matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "growth", "font.family": "sans-serif"})
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(7.6, 4.2))
    for database, sizes in results.items():
        stored, colour = list(sizes), COLOURS[database]
        link, save = ([one[part] for one in sizes.values()] for part in ("link", "save"))
        axes.plot(stored, link, color=colour, marker="o", linewidth=2, label=f"{NAMES[database]}: linking")
        axes.plot(
            stored, save, color=colour, marker=".", linestyle="--", alpha=0.7, label=f"{NAMES[database]}: whole save"
        )
        axes.axhline(bar * link[0], color=colour, linestyle=":", alpha=0.8)
        place = {"x": 1.01, "y": bar * link[0], "transform": axes.get_yaxis_transform(), "va": PLACES[database]}
        axes.text(s=f"{bar} × linking\nat {stored[0]:,}", color=colour, fontsize=8, **place)
    axes.set_xscale("log")
    axes.set_ylim(bottom=0)
    ticks = sorted({size for sizes in results.values() for size in sizes})
    axes.set_xticks(ticks, [f"{size:,}" for size in ticks])
    axes.minorticks_off()
    axes.set_xlabel("articles stored")
    axes.set_ylabel("ms an article")
    axes.set_title("What one more article costs", loc="left", fontsize=11, color=INK)
    axes.grid(axis="y", color=INK, alpha=0.25)
    legend = axes.legend(frameon=False, fontsize=9, ncols=2, loc="upper center", bbox_to_anchor=(0.5, -0.16))
    for part in (axes.xaxis.label, axes.yaxis.label, *axes.get_xticklabels(), *axes.get_yticklabels()):
        part.set_color(INK)
    for part in legend.get_texts():
        part.set_color(INK)
    axes.tick_params(color=INK)
    for spine in axes.spines.values():
        spine.set_color(INK)
    axes.spines[["top", "right"]].set_visible(False)
    picture.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(picture, format="svg", transparent=True, bbox_inches="tight", metadata={"Date": None})
    pyplot.close(figure)
