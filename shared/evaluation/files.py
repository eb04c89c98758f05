"""Read texts with the skills that people found in them.

Three formats are told apart by what is inside: the benchmark of Decorte et al. (CSV: sentence, span, sub_span, label; a
row for each span), SkillSkape (CSV: sentence, skills as a Python list) and the résumés of dotin Inc. (a zip of XML with
`<label type="…">` around words).

Labels are kept to the letter: a few of ESCO's end in a space.
"""

import ast
import csv
import html
import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from shared.domain.errors import UnreadableFileError
from shared.taxonomy.sources import long_csv_fields

# What the benchmarks write where ESCO has no skill for a span, or several.
NO_LABELS = frozenset({"", "LABEL NOT PRESENT", "UNDERSPECIFIED", "UNK"})
SKILL_SPANS = frozenset({"Tech Tools", "Job Specific Skills", "Soft Skills"})

_MARK = re.compile(r'<label type="(?P<type>[^"]*)">|(?P<end></label>)|<\?xml[^>]*>|</?cv>')


@dataclass(frozen=True, slots=True)
class LabelledText:
    """Attributes:
    labels: preferred labels of ESCO, without repeats; () where the text names no skill of ESCO's.
    """

    text: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MarkedText:
    """Attributes:
    spans: start and end of each run of words that somebody marked as a skill, in the order of the text.
    """

    text: str
    spans: tuple[tuple[int, int], ...]


def read_labelled(path: Path) -> list[LabelledText]:
    """The texts of a CSV benchmark, each once, in the order of the file.

    Raises:
        UnreadableFileError: absent, or of neither format.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFileError(f"{path} cannot be read: {error}") from error
    labels: dict[str, dict[str, None]] = {}
    with long_csv_fields():
        # As it came from the file: a sentence may hold line breaks.
        rows = csv.DictReader(io.StringIO(text, newline=""))
        columns = set(rows.fieldnames or ())
        if not ({"sentence", "label"} <= columns or {"sentence", "skills"} <= columns):
            raise UnreadableFileError(
                f"{path.name} has the columns {sorted(columns)}: a benchmark has `sentence` and `label`, or `sentence` "
                "and `skills`"
            )
        for row in rows:
            found = [row["label"]] if "label" in row else _listed(path, row["skills"])
            kept = labels.setdefault(row["sentence"], {})
            kept.update(dict.fromkeys(label for label in found if label not in NO_LABELS))
    return [LabelledText(sentence, tuple(found)) for sentence, found in labels.items()]


def _listed(path: Path, field: str) -> list[str]:
    try:
        found = ast.literal_eval(field)
    except (ValueError, SyntaxError) as error:
        raise UnreadableFileError(f"{path.name} holds {field[:60]!r} where a list of labels belongs") from error
    return [label for label in found if isinstance(label, str)] if isinstance(found, list) else []


def is_marked(path: Path) -> bool:
    """Whether a file is of the format with spans in résumés."""
    return path.suffix.lower() in {".zip", ".xml"}


def read_marked(path: Path) -> list[MarkedText]:
    """The résumés of a zip, or the one of an XML file, with what is marked as a skill of any kind.

    Raises:
        UnreadableFileError: absent, or of another format.
    """
    try:
        if path.suffix.lower() == ".xml":
            sources = [path.read_bytes()]
        else:
            with zipfile.ZipFile(path) as archive:
                names = sorted(name for name in archive.namelist() if name.lower().endswith(".xml"))
                sources = [archive.read(name) for name in names]
    except (OSError, zipfile.BadZipFile) as error:
        raise UnreadableFileError(f"{path} cannot be read: {error}") from error
    if not sources:
        raise UnreadableFileError(f"{path.name} holds no XML file")
    return [_marked(source.decode("utf-8", "replace")) for source in sources]


def _marked(source: str) -> MarkedText:
    """Read by the marks alone: the résumés hold `&` and `<` that no parser of XML would take."""
    pieces: list[str] = []
    spans: list[tuple[int, int]] = []
    length = at = 0
    opened: list[tuple[str, int]] = []
    for match in _MARK.finditer(source):
        piece = html.unescape(source[at : match.start()])
        pieces.append(piece)
        length += len(piece)
        at = match.end()
        if match["type"] is not None:
            opened.append((match["type"], length))
        elif match["end"] and opened:
            kind, start = opened.pop()
            if kind in SKILL_SPANS and length > start:
                spans.append((start, length))
    pieces.append(html.unescape(source[at:]))
    return MarkedText("".join(pieces), tuple(sorted(spans)))
