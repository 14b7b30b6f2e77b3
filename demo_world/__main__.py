"""`python -m demo_world`: what `make demo` runs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from demo_world.demo import run_demo
from demo_world.session import BrokenPromiseError


def main() -> None:
    """Run the demo; exit code 1 with a sentence where it does not keep a promise."""
    parser = argparse.ArgumentParser(prog="python -m demo_world", description="Kitewire on an invented news world.")
    parser.add_argument("--output", type=Path, default=Path("demo-output"), help="folder for what the demo makes")
    try:
        run_demo(parser.parse_args().output)
    except BrokenPromiseError as error:
        sys.exit(f"demo: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
