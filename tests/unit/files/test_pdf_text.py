"""The text of a PDF: what is seen, in the order it is read in."""

import pytest
from fpdf import FPDF

from shared.domain.document import ContentType
from shared.domain.document_text import DocumentText
from shared.extraction.files.extract import extract
from tests.unit.files.making import page_pdf, pdf_of, stream, text_pdf

LEFT = """Contact
Leeds, UK
Skills
Python and SQL
Tableau
Languages
English, German""".splitlines()
RIGHT = """Experience
Data Analyst, Acme Ltd
Built the stock reporting of 48 stores
in SQL, replacing 30 spreadsheets.
Led a team of three analysts and
ran their weekly planning.
Education
BSc Data Science
The Open University""".splitlines()


@pytest.fixture
def pdf():
    made = FPDF(unit="pt")
    made.set_auto_page_break(False)
    made.add_page()
    made.set_font("Helvetica", size=10)
    return made


def read(pdf: FPDF) -> DocumentText:
    return extract(bytes(pdf.output()), ContentType.PDF)


def drawn(operators: str) -> DocumentText:
    return extract(text_pdf(b"BT /F1 10 Tf " + operators.encode("cp1252") + b" ET"), ContentType.PDF)


def lines(document: DocumentText) -> list[str]:
    return [line for line in document.text.split("\n") if line]


@pytest.mark.parametrize("offset", [0, 5], ids=["lines side by side", "lines apart"])
def test_columns_are_read_one_after_the_other(pdf, offset):
    pdf.text(60, 60, "Jo Field, a data analyst from Leeds who writes reports that people use every day of the week")
    # Row by row, as some programs draw them.
    for number in range(max(len(LEFT), len(RIGHT))):
        if number < len(LEFT):
            pdf.text(60, 100 + 14 * number, LEFT[number])
        if number < len(RIGHT):
            pdf.text(260, 100 + offset + 14 * number, RIGHT[number])
    assert lines(read(pdf))[1:] == LEFT + RIGHT


def test_what_stands_across_two_columns_parts_them(pdf):
    for top, names in ((100, "abc"), (300, "xyz")):
        for side, x in (("left", 60), ("right", 300)):
            for number, name in enumerate(names):
                pdf.text(x, top + 3 * (side == "right") + 14 * number, f"{side} {name} and more")
    pdf.text(60, 250, "A sentence that goes all the way across the page and so is in neither of its two columns.")
    order = [line.split(" and ")[0] for line in lines(read(pdf))]
    assert order[:6] == ["left a", "left b", "left c", "right a", "right b", "right c"]
    assert order[6].startswith("A sentence")
    assert order[7:] == ["left x", "left y", "left z", "right x", "right y", "right z"]


def test_dates_at_the_right_stay_with_what_they_date(pdf):
    jobs = [("Data Analyst, Acme", "2019 - 2022"), ("Clerk, Initech", "2016 - 2019"), ("Driver, Hooli", "2014 - 2016")]
    for number, (job, dates) in enumerate(jobs):
        y = 100 + 50 * number
        pdf.text(60, y, job)
        pdf.text(530 - pdf.get_string_width(dates), y, dates)
        pdf.text(70, y + 14, "Wrote reports.")
    assert lines(read(pdf)) == [line for job, dates in jobs for line in (f"{job}\t{dates}", "Wrote reports.")]


def test_dates_at_the_left_stay_with_what_they_date(pdf):
    for number, dates in enumerate(["2019 - 2022", "2016 - 2019", "2014 - 2016"]):
        y = 100 + 50 * number
        pdf.text(60, y, dates)
        pdf.text(150, y, f"Analyst of level {3 - number}, Acme Ltd")
        pdf.text(150, y + 13, "Wrote the reports of all stores and")
        pdf.text(150, y + 26, "presented them to the board.")
    assert lines(read(pdf))[:4] == [
        "2019 - 2022\tAnalyst of level 3, Acme Ltd",
        "Wrote the reports of all stores and",
        "presented them to the board.",
        "2016 - 2019\tAnalyst of level 2, Acme Ltd",
    ]


def test_labels_at_the_left_stay_with_what_they_name(pdf):
    rows = [("Name", "Anna Nowak"), ("Email", "anna@example.org"), ("", ""), ("Mother tongue", "Polish"), ("", "")]
    rows += [("Communication", "Explained treatment to patients and to their relatives,"), ("", "in two languages.")]
    rows += [("", ""), ("Digital skills", "Microsoft Excel")]
    for number, (label, value) in enumerate(rows):
        if label:
            pdf.text(140 - pdf.get_string_width(label), 100 + 14 * number, label)
        if value:
            pdf.text(160, 100 + 14 * number, value)
    assert lines(read(pdf)) == ["\t".join(filter(None, row)) for row in rows if any(row)]


def test_a_column_that_is_set_flush_right_is_a_column(pdf):
    for number, line in enumerate(RIGHT):
        pdf.text(60, 100 + 14 * number, line)
    for number, line in enumerate(LEFT):
        pdf.text(540 - pdf.get_string_width(line), 105 + 17 * number, line)
    assert lines(read(pdf)) == RIGHT + LEFT


def test_the_cells_of_a_row_are_on_a_line(pdf):
    rows = [("Skill", "Level", "Years"), ("SQL", "Advanced", "10"), ("Kotlin", "Basic", "2"), ("Java", "Expert", "8")]
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            pdf.text(60 + 120 * column, 100 + 16 * number, cell)
    assert lines(read(pdf)) == ["\t".join(row) for row in rows]


def test_a_bullet_stays_with_its_item_however_far(pdf):
    for number, item in enumerate(["Led a team", "Wrote SQL", "Ran the shop"]):
        pdf.text(60, 100 + 14 * number, "\x95")
        pdf.text(95, 100 + 14 * number, item)
    assert lines(read(pdf)) == ["• Led a team", "• Wrote SQL", "• Ran the shop"]


def test_headers_and_footers_are_read_at_the_top_and_the_bottom(pdf):
    pdf.text(60, 820, "Page 1 of 1")
    pdf.text(60, 400, "Led a team.")
    pdf.text(60, 30, "Jo Field")
    assert lines(read(pdf)) == ["Jo Field", "Led a team.", "Page 1 of 1"]


def test_each_quote_has_the_page_it_stands_on(pdf):
    pdf.text(60, 100, "Led a team of five engineers.")
    pdf.add_page()
    pdf.add_page()
    pdf.text(60, 100, "Wrote SQL for the board.")
    document = read(pdf)
    assert document.page_count == 3
    assert [document.page_at(document.text.index(word)) for word in ("Led", "five", "Wrote", "SQL")] == [1, 1, 3, 3]
    assert [part.value for part in document.quality_parts if part.name == "pages"] == [2 / 3]


@pytest.mark.parametrize(
    ("operators", "kind"),
    [
        ("1 1 1 rg", "white"),
        ("0.95 0.95 0.97 rg", "white"),
        ("0 0 0 0 k", "white"),
        ("/F1 3 Tf", "tiny"),
        ("0.1 0 0 0.1 72 600 Tm", "tiny"),
        ("3 Tr", "invisible"),
        ("0 2000 Td", "off_page"),
        ("-900 0 Td", "off_page"),
    ],
)
def test_what_nobody_sees_is_left_out_and_counted(operators, kind):
    document = drawn(f"72 700 Td (Led a team of five.) Tj 0 -30 Td {operators} (Kubernetes) Tj")
    assert document.text == "Led a team of five."
    assert getattr(document.hidden, kind) == document.hidden.total == len("Kubernetes")
    assert document.flags == (f"{kind.replace('_', '-')}-text",)


def test_white_text_on_a_dark_bar_is_seen_and_dark_text_on_it_is_not():
    bar = b"0.1 0.2 0.3 rg 50 680 400 40 re f "
    white = b"BT /F1 10 Tf 1 1 1 rg 72 700 Td (Led a team of five.) Tj ET "
    dark = b"BT /F1 10 Tf 0.1 0.2 0.32 rg 72 690 Td (Kubernetes) Tj ET "
    document = extract(text_pdf(bar + white + dark), ContentType.PDF)
    assert document.text == "Led a team of five."
    assert document.hidden.white == len("Kubernetes")


def test_text_under_a_cover_or_outside_the_clip_is_not_seen():
    covered = b"BT /F1 10 Tf 72 700 Td (Kubernetes) Tj ET 1 1 1 rg 60 690 200 30 re f "
    clipped = b"q 0 0 10 10 re W n BT /F1 10 Tf 72 600 Td (Terraform) Tj ET Q "
    seen = b"0 g BT /F1 10 Tf 72 500 Td (Led a team of five.) Tj ET"
    document = extract(text_pdf(covered + clipped + seen), ContentType.PDF)
    assert document.text == "Led a team of five."
    assert (document.hidden.white, document.hidden.off_page) == (len("Kubernetes"), len("Terraform"))


def test_a_layer_that_is_switched_off_is_not_seen():
    made = page_pdf(
        stream(b"BT /F1 10 Tf 72 700 Td (Led a team of five.) Tj /OC /L BDC 0 -20 Td (Kubernetes) Tj EMC ET"),
        {6: b"<</Type/OCG/Name(L)>>"},
        b"/Properties<</L 6 0 R>>",
    )
    off = made.replace(b"/Type/Catalog", b"/Type/Catalog/OCProperties<</OCGs[6 0 R]/D<</OFF[6 0 R]>>>>")
    assert "Kubernetes" in extract(made, ContentType.PDF).text
    document = extract(off, ContentType.PDF)
    assert document.text == "Led a team of five."
    assert document.hidden.invisible == len("Kubernetes")


@pytest.mark.parametrize(
    ("operators", "text"),
    [
        ("[(Led) -300 (a) -300 (team)] TJ", "Led a team"),
        ("[(Lea) -20 (der) 15 (ship)] TJ", "Leadership"),
        ("3 Tc (LEADERSHIP) Tj", "LEADERSHIP"),
        ("(L) Tj 9 0 Td (E) Tj 9 0 Td (A) Tj 9 0 Td (D) Tj 9 0 Td (E) Tj 9 0 Td (R) Tj", "LEADER"),
        ("(Led a team) Tj T* 0 -14 Td (and wrote SQL) Tj", "Led a team\nand wrote SQL"),
        ("14 TL (Led a team) Tj (and wrote SQL) '", "Led a team\nand wrote SQL"),
        ("(who develop-) Tj 0 -14 Td (ment led of teams) Tj", "who development\nled of teams"),
        ("(a self-) Tj 0 -14 Td (managed team) Tj", "a self-managed\nteam"),
        ("(fast-moving, fast-) Tj 0 -14 Td (moving) Tj", "fast-moving, fast-moving"),
        ("(1st of team, no) Tj 3 Ts /F1 6 Tf (th) Tj 0 Ts /F1 10 Tf ( place) Tj", "1st of team, noth place"),
    ],
)  # fmt: skip
def test_letters_are_put_together_to_words_as_they_look(operators, text):
    assert drawn(f"72 700 Td {operators}").text == text


def test_a_page_on_its_side_is_read_as_it_is_shown():
    made = text_pdf(b"BT /F1 10 Tf 0 1 -1 0 300 100 Tm (Led a team of five.) Tj 0 -14 Td (Wrote SQL.) Tj ET")
    turned = made.replace(b"/MediaBox", b"/Rotate 90/MediaBox")
    for file in (made, turned):
        assert extract(file, ContentType.PDF).text == "Led a team of five.\nWrote SQL."


def test_ligatures_are_the_letters_they_show():
    cmap = b"1 begincodespacerange <00><FF> endcodespacerange 2 beginbfchar <80><FB01> <81><0066006C> endbfchar"
    made = page_pdf(stream(b"BT /F1 10 Tf 72 700 Td (\\200nance and work\\201ow) Tj ET"), {6: stream(cmap)})
    made = made.replace(b"/Encoding/WinAnsiEncoding", b"/Encoding/WinAnsiEncoding/ToUnicode 6 0 R")
    assert extract(made, ContentType.PDF).text == "finance and workflow"


def test_a_file_that_needs_no_password_to_be_read_is_read(pdf):
    pdf.set_encryption(owner_password="owner", user_password="")
    pdf.text(60, 100, "Led a team of five.")
    assert read(pdf).text == "Led a team of five."


def test_text_in_a_form_is_read_where_the_form_is_drawn():
    form = stream(b"BT /F1 10 Tf 0 0 Td (Wrote SQL.) Tj ET", b"/Type/XObject/Subtype/Form/BBox[0 -9 200 20]")
    made = page_pdf(
        stream(b"q 1 0 0 1 72 600 cm /X Do Q BT /F1 10 Tf 72 700 Td (Led a team of five.) Tj ET"),
        {6: form},
        b"/XObject<</X 6 0 R>>",
    )
    assert extract(made, ContentType.PDF).text == "Led a team of five.\nWrote SQL."


def test_a_text_of_more_than_100_000_characters_is_cut():
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
    row = b"(%s) Tj 0 -14 Td " % (b"Led a team of five engineers. " * 3)
    kids = b" ".join(b"%d 0 R" % number for number in range(10, 60))
    made = pdf_of(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Kids[%s]/Count 50>>" % kids,
            4: stream(b"BT /F1 4 Tf 10 830 Td %s ET" % (row * 55)),
            5: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
            **dict.fromkeys(range(10, 60), page),
        }
    )
    document = extract(made, ContentType.PDF)
    assert (len(document.text), document.is_truncated, document.flags) == (100_000, True, ("truncated",))
    assert document.page_count == 50
    assert list(document.pages) == sorted(document.pages)
    assert document.page_at(99_999) < 50
