"""Draw what `skillpath assess` prints of the sample CV, shortened: `python -m shared.cli.picture`.

Writes assessment.svg beside the sample CV, for the README. It needs the compiled taxonomy.
"""

import re
from dataclasses import replace
from datetime import date
from io import StringIO
from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI

from shared.cli.render import Details, render_assessment
from shared.domain.assessment import AssessmentResult
from shared.domain.text import CvText
from shared.extraction import METHOD_VERSION
from shared.services.assessments import assess_text
from shared.taxonomy.load import Taxonomy

FOLDER = Path(__file__).resolve().parents[1] / "local" / "sample"
AS_OF = date(2026, 11, 23)
_SCORED, _UNSCORED = 12, 5
# Rich names a font on another host; the page that shows the picture must not fetch it.
_FONT_FACE = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


def draw(taxonomy: Taxonomy, text: CvText) -> str:
    """The picture as SVG."""
    result, language = assess_text(text, taxonomy, AS_OF)
    details = Details(AS_OF, taxonomy.version, METHOD_VERSION, text.sha256, len(text.value), language)
    console = Console(record=True, width=100, file=StringIO(), force_terminal=True, highlight=False)
    render_assessment(console, _shortened(result), details)
    svg = console.export_svg(title="skillpath assess cv.pdf", theme=MONOKAI, unique_id="assessment")
    return _FONT_FACE.sub("", svg)


def _shortened(result: AssessmentResult) -> AssessmentResult:
    scored = [skill for skill in result.skills if skill.proficiency.score is not None]
    unscored = [skill for skill in result.skills if skill.proficiency.score is None]
    firsts = [next(group) for _, group in groupby(result.recommendations, key=lambda advice: advice.action)]
    shown = tuple(scored[:_SCORED]) + tuple(unscored[:_UNSCORED])
    return replace(result, skills=shown, recommendations=tuple(firsts))


if __name__ == "__main__":
    sample = CvText((FOLDER / "cv.txt").read_text(encoding="utf-8"))
    (FOLDER / "assessment.svg").write_text(draw(Taxonomy.load(Path("build/taxonomy.sqlite")), sample), encoding="utf-8")
