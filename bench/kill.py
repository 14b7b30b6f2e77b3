"""Kills crawls of the demo world at random moments and compares what is left with an uninterrupted crawl.

    python bench/kill.py [--trials 20] [--kills 3] [--seed N]

Each trial begins with an empty database, is killed up to `--kills` times and then runs to its end. Exit code 1
where any row differs (times, row ids and the history of runs aside).
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from demo_world import serve_world
from tests.crawler.killing import Victim, differences, kill_until_done


def main() -> int:
    """Run the trials; gives the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=20)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--seed", type=int, default=None)
    asked = parser.parse_args()
    chance = random.Random(asked.seed)
    bad = kills = 0
    with serve_world() as world, tempfile.TemporaryDirectory() as folder:
        whole = Victim(world, Path(folder) / "whole.db")
        _, seconds = whole.crawl()
        print(f"uninterrupted: {seconds:.1f} s")
        for number in range(asked.trials):
            victim = Victim(world, Path(folder) / f"killed-{number}.db")
            done = kill_until_done(victim, asked.kills, seconds, chance)
            found = differences(whole.database, victim.database)
            kills += done
            bad += bool(found)
            print(
                f"trial {number + 1}: {done} kills, {'equal' if not found else f'{len(found)} rows differ'}", flush=True
            )
            for line in found[:20]:
                print("   ", line)
    print(f"{asked.trials} trials, {kills} kills, {bad} with differences")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
