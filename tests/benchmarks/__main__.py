"""`make bench`: every function beside what else it could have been, through Lambda's own runtime, in one run.

Each start is a process of its own, and the subjects take turns, so that what else the machine does meets all alike.
"""

import argparse
import json
import platform
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from shared.taxonomy.compile import compile_taxonomy
from tests.benchmarks.deployed import add_our_own, make_folder
from tests.benchmarks.report import WARM, Measured, table, verdicts
from tests.benchmarks.starts import ROOT, Start, SubjectFailedError, start, take_turns
from tests.benchmarks.store_stub import StoreStub
from tests.benchmarks.subjects import PACKAGES, environment, others, pairs

BUILD = ROOT / "build"
WARM_REQUESTS = 150
TURNS, TIMES = 40, 150
# After that no further round begins.
PATIENCE_S = 270.0


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=9, metavar="N", help="starts of each subject (9)")
    options = parser.parse_args(arguments)
    _say("making the taxonomy")
    taxonomy = compile_taxonomy(BUILD / "taxonomy.sqlite").path
    _say("making byte-code")
    folders = {name: make_folder(BUILD / "bench" / name, wanted) for name, wanted in PACKAGES.items()}
    add_our_own(folders["ours"])
    try:
        measured, turns = _measure(options.runs, folders, taxonomy)
    except SubjectFailedError as error:
        _say("")
        print(error, file=sys.stderr)
        return 1
    _say("")
    print(table(measured))
    print()
    judged = verdicts(measured, turns)
    for verdict in judged:
        print(verdict.line)
    found = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "runs": {name: len(starts) for name, starts in measured.items()},
        "starts": {name: [vars(one) for one in starts] for name, starts in measured.items()},
        "turns": turns,
        "targets": [vars(verdict) for verdict in judged],
    }
    (BUILD / "bench.json").write_text(json.dumps(found, indent=1) + "\n")
    print("\nbuild/bench.json has every start.")
    return 0


def _measure(runs: int, folders: dict[str, Path], taxonomy: Path) -> tuple[Measured, dict[str, list[float]]]:
    """A first round that is not counted has the files of all in the page cache."""
    measured: dict[str, list[Start]] = {}
    subjects = [*pairs(), *others()]
    began = time.monotonic()
    with StoreStub() as store:
        given = environment(store.url, str(taxonomy))
        for turn in range(runs + 1):
            if turn > 1 and time.monotonic() - began > PATIENCE_S * turn / (turn + 1):
                break
            # The others change little: a third of the starts says enough of them.
            for subject in [one for one in subjects if one.is_warmed or turn % 3 <= 1]:
                _say(f"round {turn} of {runs}, {time.monotonic() - began:.0f} s: {subject.name}")
                warm = WARM_REQUESTS if subject.is_warmed and turn else 0
                one = start(subject, given, folders[subject.packages], warm)
                if turn:
                    measured.setdefault(subject.name, []).append(one)
        _say("taking turns")
        turns = take_turns([one for one in subjects if one.name in WARM], given, folders, TURNS, TIMES)
    return measured, turns


def _say(what: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{what}", end="", file=sys.stderr, flush=True)
    elif what.startswith(("making", "taking")) or what.endswith("bare handler"):
        print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
