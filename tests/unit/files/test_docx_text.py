"""The text of a Word file: what is seen, with tables, text boxes, headers, footers and pages."""

import io

import docx
import pytest
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from shared.domain.document import ContentType
from shared.domain.document_text import DocumentText
from shared.extraction.files.extract import extract
from tests.unit.files.making import DOCX, W, document_xml, docx_parts, docx_with, zip_of

BOX = f"""<w:p {W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
  xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
  xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml">
<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:spPr><a:solidFill>
  <a:srgbClr val="102030"/></a:solidFill></wps:spPr><wps:txbx><w:txbxContent><w:p><w:r><w:rPr>
  <w:color w:val="FFFFFF"/></w:rPr><w:t>Python and SQL</w:t></w:r></w:p></w:txbxContent></wps:txbx></wps:wsp>
</w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent><w:p><w:r><w:t>Python and SQL</w:t>
</w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"""


@pytest.fixture
def document():
    made = docx.Document()
    made.add_paragraph("Led a team of five.")
    return made


def read(document) -> DocumentText:
    content = io.BytesIO()
    document.save(content)
    return extract(content.getvalue(), ContentType.DOCX)


def lines(document: DocumentText) -> list[str]:
    return [line for line in document.text.split("\n") if line]


def test_headers_body_tables_and_footers_are_read_once_in_that_order(document):
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.header.paragraphs[0].text = section.first_page_header.paragraphs[0].text = "Jo Field"
    section.footer.paragraphs[0].text = "Page 1"
    table = document.add_table(2, 2)
    for row, cells in enumerate((("Python", "5 years"), ("SQL", "3 years"))):
        for column, cell in enumerate(cells):
            table.cell(row, column).text = cell
    assert lines(read(document)) == ["Jo Field", "Led a team of five.", "Python\t5 years", "SQL\t3 years", "Page 1"]


def test_a_text_box_is_read_once_and_its_own_colour_is_behind_its_words(document):
    document.element.body.insert(1, parse_xml(BOX))
    found = read(document)
    assert lines(found) == ["Led a team of five.", "Python and SQL"]
    assert found.hidden.total == 0


def test_items_of_lists_have_their_bullet(document):
    document.add_paragraph("Wrote SQL", style="List Bullet")
    document.add_paragraph("Ran the shop", style="List Bullet")
    assert lines(read(document))[1:] == ["• Wrote SQL", "• Ran the shop"]


def test_links_and_their_text_are_text_alone(document):
    paragraph = document.add_paragraph("See ")
    link = OxmlElement("w:hyperlink")
    link.set(
        qn("r:id"),
        document.part.relate_to("https://example.org/jo", docx.opc.constants.RELATIONSHIP_TYPE.HYPERLINK, True),
    )
    link.append(paragraph.add_run("my work")._r)
    paragraph._p.append(link)
    assert lines(read(document))[1:] == ["See my work"]


def hide_by_vanish(run):
    run.font.hidden = True


def hide_by_white(run):
    run.font.color.rgb = RGBColor(0xFE, 0xFE, 0xFE)


def hide_by_size(run):
    run.font.size = Pt(1)


@pytest.mark.parametrize(
    ("hide", "kind"),
    [(hide_by_vanish, "invisible"), (hide_by_white, "white"), (hide_by_size, "tiny")],
    ids=["vanish", "white", "tiny"],
)
def test_what_nobody_sees_is_left_out_and_counted(document, hide, kind):
    paragraph = document.add_paragraph("Wrote reports")
    hide(paragraph.add_run(" in Kubernetes"))
    # A style hides as well as a run does.
    style = document.styles.add_style("Quiet", docx.enum.style.WD_STYLE_TYPE.CHARACTER)
    hide(style)
    paragraph.add_run(" Terraform", style="Quiet")
    found = read(document)
    assert lines(found) == ["Led a team of five.", "Wrote reports"]
    assert getattr(found.hidden, kind) == found.hidden.total == len("in Kubernetes") + len("Terraform")
    assert found.flags == (f"{kind}-text",)


def test_white_text_in_a_dark_cell_is_seen_and_dark_text_in_it_is_not(document):
    cell = document.add_table(1, 1).cell(0, 0)
    cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:shd {W} w:val="clear" w:fill="1F3864"/>'))
    hide_by_white(cell.paragraphs[0].add_run("Wrote SQL"))
    cell.paragraphs[0].add_run(" Kubernetes").font.color.rgb = RGBColor(0x1F, 0x38, 0x70)
    found = read(document)
    assert lines(found)[1:] == ["Wrote SQL"]
    assert found.hidden.white == len("Kubernetes")


def test_pages_begin_where_the_person_asked_for_it(document):
    document.paragraphs[0].add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph("Wrote SQL.")
    document.add_paragraph("Ran the shop.").paragraph_format.page_break_before = True
    found = read(document)
    assert found.page_count == 3
    assert [found.page_at(found.text.index(word)) for word in ("Led", "Wrote", "shop")] == [1, 2, 3]


def test_pages_begin_where_word_last_saw_that(document):
    # Word writes both where somebody asked for a page.
    document.paragraphs[0].add_run().add_break(WD_BREAK.PAGE)
    run = document.add_paragraph().add_run()
    run._r.append(OxmlElement("w:lastRenderedPageBreak"))
    run.add_text("Wrote SQL.")
    found = read(document)
    assert found.page_count == 2
    assert found.page_at(found.text.index("Wrote")) == 2


def test_what_was_deleted_or_moved_away_is_not_read():
    body = (
        "<w:p><w:r><w:t>Led a team of five.</w:t></w:r><w:del><w:r><w:delText>Kubernetes</w:delText></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>Terraform</w:t></w:r></w:moveFrom><w:ins><w:r><w:t> Wrote SQL.</w:t></w:r></w:ins></w:p>"
    )
    assert extract(docx_with(word__document_xml=document_xml(body)), DOCX).text == "Led a team of five. Wrote SQL."


def test_a_cell_that_says_it_spans_a_billion_is_one_cell():
    body = (
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="1000000000"/></w:tcPr><w:p><w:r><w:t>Led a team of five.</w:t>'
        "</w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    assert extract(docx_with(word__document_xml=document_xml(body)), DOCX).text == "Led a team of five."


def test_offices_strict_format_is_read_too():
    parts = docx_parts()
    parts["word/document.xml"] = parts["word/document.xml"].replace(
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert extract(zip_of(parts), DOCX).text == "Led a team of five engineers in Leeds."


def test_footnotes_are_read_at_the_end():
    parts = docx_parts()
    note = '<w:footnote w:id="2"><w:p><w:r><w:t>With a prize.</w:t></w:r></w:p></w:footnote>'
    parts["word/footnotes.xml"] = f"<w:footnotes {W}>{note}</w:footnotes>".encode()
    parts["word/_rels/document.xml.rels"] = parts["word/_rels/document.xml.rels"].replace(
        b"</Relationships>",
        b'<Relationship Id="rIdN" Target="footnotes.xml" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/footnotes"/></Relationships>',
    )
    assert extract(zip_of(parts), DOCX).text.split("\n")[-1] == "With a prize."
