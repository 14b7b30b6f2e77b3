"""`python -m demo_world.serve`: the world in a process of its own, to play with."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from demo_world.world import World, serve_world
from kitewire.source_files import dump_source

_KEYS = "Enter: publish the next round. Ctrl-C: stop."


def write_sources(world: World, folder: Path) -> list[Path]:
    """One TOML file a source in `folder`, which is made if need be; their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for source in world.sources():
        paths.append(folder / f"{source.name}.toml")
        paths[-1].write_text(dump_source(source), encoding="utf-8")
    return paths


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until Ctrl-C or SIGTERM; each line of input publishes a round."""
    parser = argparse.ArgumentParser(prog="python -m demo_world.serve", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="the same on all three hosts; 0: free ones")
    parser.add_argument(
        "--sources", type=Path, default=Path("demo-output/sources"), help="folder to write the source files to"
    )
    chosen = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with serve_world(chosen.port) as world:
            _tell(world, write_sources(world, chosen.sources))
            for _ in sys.stdin:
                _next_round(world)
            # Input that ends at once means only that nobody types.
            threading.Event().wait()
    except KeyboardInterrupt:
        return
    except OSError as error:
        sys.exit(f"demo_world: cannot listen on port {chosen.port}: {error.strerror}; choose another --port")


def _tell(world: World, paths: Sequence[Path]) -> None:
    for source, path in zip(world.sources(), paths, strict=True):
        sys.stdout.write(f"{source.home}  {source.title}  {path}\n")
    sys.stdout.write(f"export KITEWIRE_ALLOW_HOSTS={','.join(world.hosts)}\n")
    sys.stdout.write(f"kitewire source import {' '.join(map(str, paths))}\n{_KEYS}\n")
    sys.stdout.flush()


def _next_round(world: World) -> None:
    try:
        told = f"round {world.next_round()}: one new article, one edited"
    except IndexError as error:
        told = str(error)
    sys.stdout.write(told + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
