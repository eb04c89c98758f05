"""Compile a source of ESCO and Skillpath's additions into one artefact.

The same input gives the same content, checksum and version on every machine.
"""

import hashlib
import json
import os
import sqlite3
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from shared.domain.errors import ModelUnavailableError, TaxonomyUnavailableError, UnreadableFileError
from shared.semantics.table import word_table
from shared.taxonomy.additions import read_aliases, read_extension, read_sentences
from shared.taxonomy.artefact import FORMAT, damaged, open_artefact
from shared.taxonomy.build import Build, Progress
from shared.taxonomy.official import read_official
from shared.taxonomy.sources import FileRead
from shared.taxonomy.vectors import LANGUAGE, SkillVectors, vectors_path, write_vectors
from shared.taxonomy.wheels import default_files, read_default

# What only reads the artefact: a change there asks for no other one.
_READERS = frozenset({"encoded.py", "load.py", "own.py", "role_search.py", "search.py"})


@dataclass(frozen=True, slots=True)
class Report:
    """What was read and made.

    Attributes:
        is_new: False where the artefact was there already, made from the same input.
        seconds: what it took this time.
        counts: numbers of skills, labels, roles and so on, by name.
    """

    path: Path
    is_new: bool
    version: str
    checksum: str
    size_bytes: int
    seconds: float
    counts: dict[str, int]
    files: tuple[FileRead, ...]
    notes: tuple[str, ...]


def compile_taxonomy(
    out: Path,
    archives: Sequence[Path] = (),
    *,
    release: str | None = None,
    force: bool = False,
    progress: Progress = lambda _step, _done, _total: None,
) -> Report:
    """Write the artefact to `out`, and of English the skills' vectors beside it; nothing where both are there already.

    Each is written whole or not at all, the vectors first: of another taxonomy or table, they are passed over.

    Args:
        archives: official ESCO zips; none: the data wheels.
        release: of the zips, where their names do not say it.
        force: write also where the input is unchanged.

    Raises:
        UnreadableFileError: the input is not ESCO, damaged, or not there.
    """
    started = time.perf_counter()
    files = list(archives) or default_files()
    inputs = _fingerprint(files, release)
    if not force and (meta := _meta_of(out)) is not None and meta.get("inputs") == inputs and _has_vectors(out, meta):
        return _report(out, meta, is_new=False, started=started)
    progress("Reading ESCO", 0, 0)
    source = read_official(archives, release) if archives else read_default(files)
    build = Build(source, read_extension(), read_aliases())
    out.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{out.name}.", dir=out.parent)
    os.close(handle)
    draft = Path(name)
    try:
        with closing(sqlite3.connect(draft)) as connection:
            meta = build.write(connection, progress) | {"inputs": inputs}
            meta["report"] = json.dumps(
                {
                    "counts": build.counts,
                    "files": [[file.name, file.rows] for file in source.files],
                    "notes": source.notes + build.notes,
                },
                ensure_ascii=False,
            )
            connection.executemany("insert into meta values (?, ?)", sorted(meta.items()))
            connection.commit()
        _write_vectors(out, build, meta, progress)
        draft.chmod(0o644)
        draft.replace(out)
    finally:
        draft.unlink(missing_ok=True)
    return _report(out, meta, is_new=True, started=started)


def read_report(path: Path) -> Report:
    """What the artefact says of its own making.

    Raises:
        TaxonomyUnavailableError: absent, damaged, or of another format.
    """
    started = time.perf_counter()
    try:
        with closing(open_artefact(path)) as connection:
            meta = dict(connection.execute("select key, value from meta"))
        return _report(path, meta, is_new=False, started=started)
    except (sqlite3.Error, KeyError, ValueError) as error:
        raise damaged(path, error) from error


def _write_vectors(out: Path, build: Build, meta: dict[str, str], progress: Progress) -> None:
    """Beside the artefact, before it takes its place; none in a language that the table does not know."""
    path = vectors_path(out)
    if meta["language"] != LANGUAGE:
        path.unlink(missing_ok=True)
        return
    progress("Making vectors", 0, 0)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptions = [skill.description for skill in build.skills]
        spoken = read_sentences()
        sentences = [spoken.get(skill.name, ()) for skill in build.skills]
        write_vectors(draft, build.labels_by_skill(), descriptions, sentences, word_table(), meta["checksum"])
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _has_vectors(out: Path, meta: dict[str, str]) -> bool:
    """Whether they are there and of today's table, or not to be expected."""
    if meta.get("language") != LANGUAGE:
        return True
    try:
        return SkillVectors.open(vectors_path(out), meta["checksum"], word_table()) is not None
    except ModelUnavailableError:
        return False


def _meta_of(path: Path) -> dict[str, str] | None:
    try:
        with closing(open_artefact(path)) as connection:
            return dict(connection.execute("select key, value from meta"))
    except (TaxonomyUnavailableError, sqlite3.Error):
        return None


def _fingerprint(files: Sequence[Path], release: str | None) -> str:
    """What the content follows from: the input files, their release, and this package's code and tables."""
    here = Path(__file__).parent
    own = sorted(path for path in (*here.glob("*.py"), *here.glob("*.csv")) if path.name not in _READERS)
    try:
        digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in (*files, *own)]
    except OSError as error:
        raise UnreadableFileError(f"{error.filename} cannot be read: {error.strerror}") from error
    names = [path.name for path in files]
    return hashlib.sha256(json.dumps([FORMAT, release, names, digests]).encode()).hexdigest()


def _report(path: Path, meta: dict[str, str], *, is_new: bool, started: float) -> Report:
    kept = json.loads(meta["report"])
    return Report(
        path,
        is_new,
        meta["version"],
        meta["checksum"],
        path.stat().st_size,
        time.perf_counter() - started,
        kept["counts"],
        tuple(FileRead(name, rows) for name, rows in kept["files"]),
        tuple(kept["notes"]),
    )
