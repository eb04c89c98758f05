"""Set cv.txt as cv.pdf: `python -m shared.local.sample.make_pdf`. Needs fpdf2, of the `dev` extra."""

from datetime import UTC, datetime
from pathlib import Path

from fpdf import FPDF

FOLDER = Path(__file__).parent
# Fixed, so that the same text gives the same file.
CREATED = datetime(2026, 11, 23, tzinfo=UTC)

_INK = (34, 40, 49)
_ACCENT = (0, 92, 110)
_GREY = (98, 106, 116)
# The core fonts' bullet, at its place in Windows-1252.
_BULLET = "\x95"


def make_pdf(text: str) -> bytes:
    """The CV on A4: name, headline and contact first, then sections (capitals), entries, and list items ("- ")."""
    pdf = FPDF(format="A4")
    pdf.set_creation_date(CREATED)
    pdf.set_producer("skillpath")
    pdf.set_title("Curriculum vitae")
    pdf.set_margins(22, 18, 22)
    pdf.c_margin = 0
    pdf.set_auto_page_break(True, margin=18)
    pdf.add_page()
    name, headline, contact, *lines = text.splitlines()
    _write(pdf, name, 24, 10, style="B", colour=_ACCENT)
    _write(pdf, headline, 12.5, 6.5)
    _write(pdf, contact, 9, 5.5, colour=_GREY)
    starts_entry = False
    for position, line in enumerate(lines):
        before = lines[position - 1] if position else ""
        if not line:
            starts_entry = True
        elif line.isupper():
            _write_section(pdf, line)
            starts_entry = True
        elif line.startswith("- "):
            _write_item(pdf, line.removeprefix("- "))
        elif starts_entry and len(line) < 80 and _has_details(lines, position):
            pdf.ln(1.6)
            _write(pdf, line, 11, 5.6, style="B")
            starts_entry = False
        elif " | " in line:
            employer, dates = line.rsplit(" | ", 1)
            _write_employer(pdf, employer, dates)
        else:
            _write(pdf, line, 10, 5, colour=_GREY if _is_date_line(line, before) else _INK)
            starts_entry = False
    return bytes(pdf.output())


def _has_details(lines: list[str], position: int) -> bool:
    following = lines[position + 1] if position + 1 < len(lines) else ""
    return " | " in following or following.startswith("- ") or _is_date_line(following, lines[position])


def _is_date_line(line: str, before: str) -> bool:
    return bool(before) and line[-4:].isdigit() and len(line) < 40 and " - " in line


def _write(
    pdf: FPDF, text: str, size: float, height: float, *, style: str = "", colour: tuple[int, int, int] = _INK
) -> None:
    pdf.set_font("Helvetica", style, size)
    pdf.set_text_color(*colour)
    pdf.multi_cell(0, height, text, new_x="LMARGIN", new_y="NEXT", align="L")


def _write_section(pdf: FPDF, heading: str) -> None:
    if pdf.will_page_break(24):
        pdf.add_page()
    pdf.ln(3.4)
    _write(pdf, heading, 11.5, 6, style="B", colour=_ACCENT)
    pdf.set_draw_color(*_ACCENT)
    pdf.line(pdf.l_margin, pdf.get_y(), pdf.w - pdf.r_margin, pdf.get_y())
    pdf.ln(1.6)


def _write_employer(pdf: FPDF, employer: str, dates: str) -> None:
    pdf.set_font("Helvetica", "", 10)
    pdf.set_text_color(*_GREY)
    pdf.cell(pdf.epw - 60, 5.2, employer)
    pdf.cell(60, 5.2, dates, align="R", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(0.6)


def _write_item(pdf: FPDF, text: str) -> None:
    pdf.set_font("Helvetica", "", 10)
    pdf.set_text_color(*_INK)
    pdf.set_x(pdf.l_margin + 3)
    pdf.cell(4, 5, _BULLET)
    pdf.multi_cell(0, 5, text, new_x="LMARGIN", new_y="NEXT", align="L")
    pdf.ln(0.5)


if __name__ == "__main__":
    (FOLDER / "cv.pdf").write_bytes(make_pdf((FOLDER / "cv.txt").read_text(encoding="utf-8")))
