"""Draw what `skillpath assess` prints of the sample CV, shortened: `python -m shared.cli.picture`.

Writes assessment.svg beside the sample CV, for the README. It needs the compiled taxonomy.
"""

import re
from collections.abc import Iterator
from datetime import date
from io import StringIO
from itertools import pairwise
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

from shared.cli.render import Details, render_assessment
from shared.domain.text import CvText
from shared.extraction import METHOD_VERSION
from shared.services.assessments import assess_text
from shared.taxonomy.load import Taxonomy

FOLDER = Path(__file__).resolve().parents[1] / "local" / "sample"
AS_OF = date(2026, 11, 23)
_WIDTH = 100
# Lines shown of the skills with a level, of each other part, and of the end.
_FIRST_PART, _OTHER_PARTS, _FOOTER = 26, 7, 3
# Rich names a font on another host; the page that shows the picture must not fetch it.
_FONT_FACE = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


def draw(taxonomy: Taxonomy, text: CvText) -> str:
    """The picture as SVG: every part of the output begins, and what is left out shows as "⋮"."""
    result, language, strategy = assess_text(text, taxonomy, AS_OF)
    details = Details(AS_OF, taxonomy.version, METHOD_VERSION, text.sha256, len(text.value), language, strategy)
    printed = _console()
    render_assessment(printed, result, details)
    console = _console()
    for line in _shortened(printed.export_text(styles=True).splitlines()):
        console.print(Text.from_ansi(line))
    svg = console.export_svg(title="skillpath assess cv.pdf", theme=MONOKAI, unique_id="assessment")
    return _FONT_FACE.sub("", svg)


def _console() -> Console:
    return Console(record=True, width=_WIDTH, file=StringIO(), force_terminal=True, highlight=False)


def _shortened(lines: list[str]) -> Iterator[str]:
    # A part begins with its title, which a rule follows to the right; the last one is the footer.
    begins = [0, *(at for at, line in enumerate(lines) if "───" in line and "╭" not in line and "╰" not in line)]
    footer = len(lines) - _FOOTER
    for begin, end in pairwise([*begins, footer]):
        most = _FIRST_PART if begin == 0 else _OTHER_PARTS
        yield from lines[begin : min(end, begin + most)]
        if end - begin > most:
            yield "  ⋮"
            yield ""
    yield from lines[footer:]


if __name__ == "__main__":
    sample = CvText((FOLDER / "cv.txt").read_text(encoding="utf-8"))
    (FOLDER / "assessment.svg").write_text(draw(Taxonomy.load(Path("build/taxonomy.sqlite")), sample), encoding="utf-8")
