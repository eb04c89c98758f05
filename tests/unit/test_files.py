"""CV files on a person's own machine, good and bad."""

from pathlib import Path

import docx
import pytest
from fpdf import FPDF

from shared.domain.errors import UnreadableFileError
from shared.extraction.files.opened import read_file
from shared.extraction.files.pages import MAX_PAGES
from shared.local.sample.make_pdf import FOLDER, make_pdf


def words(text: str) -> list[str]:
    return text.replace("•", " ").replace("|", " ").split()


def test_the_sample_pdf_holds_the_words_of_the_sample_text_in_order():
    plain = (FOLDER / "cv.txt").read_text(encoding="utf-8")
    given = [word for line in plain.splitlines() for word in words(line.removeprefix("- "))]
    assert words(read_file(FOLDER / "cv.pdf").text) == given


def test_the_sample_pdf_is_made_from_the_sample_text(tmp_path):
    plain = (FOLDER / "cv.txt").read_text(encoding="utf-8")
    made = make_pdf(plain)
    assert made == make_pdf(plain)
    (tmp_path / "cv.pdf").write_bytes(made)
    assert read_file(tmp_path / "cv.pdf").text == read_file(FOLDER / "cv.pdf").text
    assert len(made) < 100_000


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_plain_text_is_read_in_the_encodings_of_its_time(tmp_path, encoding):
    path = tmp_path / "cv.txt"
    path.write_bytes("Zoë – café £5\nSQL".encode(encoding))
    assert read_file(path).text == "Zoë – café £5\nSQL"


def test_control_characters_are_not_part_of_the_text(tmp_path):
    path = tmp_path / "cv.md"
    path.write_bytes(b"# Skills\nSQL\x01\x1b[31mred")
    assert read_file(path).text == "# Skills\nSQL  [31mred"


def test_a_word_file_gives_its_header_body_tables_and_footer(tmp_path):
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Jo Field"
    document.sections[0].footer.paragraphs[0].text = "Page 1"
    document.add_paragraph("Built reports in ").add_run("SQL & <R>").bold = True
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Python", "5 years"
    document.save(str(tmp_path / "cv.docx"))
    lines = read_file(tmp_path / "cv.docx").text.splitlines()
    assert [line for line in lines if line] == ["Jo Field", "Built reports in SQL & <R>", "Python\t5 years", "Page 1"]


def refusal(path: Path) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        read_file(path)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_what_is_not_there_or_not_a_file_is_said(tmp_path):
    assert "there is no file" in refusal(tmp_path / "cv.pdf")
    assert "is a folder" in refusal(tmp_path)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("cv.odt", b"x", "not a kind of file"),
        ("cv", b"x", "not a kind of file"),
        ("cv.txt", b"", "is empty"),
        ("cv.txt", b" \n\t", "no text can be read"),
        ("cv.txt", b"%PDF-1.7", "is a PDF, whatever it is called"),
        ("cv.txt", b"PK\x03\x04rest", "is a Word file or another archive, whatever"),
        ("cv.txt", b"\x00\xff\xfe\x01", "no kind that is known"),
        ("cv.pdf", b"hello", "is plain text, whatever it is called"),
        ("cv.pdf", b"%PDF-1.7 and then nothing", "nothing but the beginning of a PDF"),
        ("cv.docx", b"hello", "save it again as .docx"),
        ("cv.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file (.doc)"),
    ],
)
def test_what_cannot_be_read_is_said_with_what_to_do(tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)
    assert said in refusal(tmp_path / name)


def test_a_scanned_pdf_is_sent_to_text_recognition(tmp_path):
    pdf = FPDF()
    pdf.add_page()
    pdf.rect(10, 10, 50, 50)
    pdf.output(str(tmp_path / "scan.pdf"))
    assert "OCR" in refusal(tmp_path / "scan.pdf")


def test_a_pdf_with_a_password_is_refused(tmp_path):
    pdf = FPDF()
    pdf.set_encryption(owner_password="owner", user_password="user")
    pdf.add_page()
    pdf.set_font("Helvetica")
    pdf.cell(text="SQL")
    pdf.output(str(tmp_path / "cv.pdf"))
    assert "password" in refusal(tmp_path / "cv.pdf")


def test_a_book_is_not_a_cv(tmp_path):
    pdf = FPDF()
    for _ in range(MAX_PAGES + 1):
        pdf.add_page()
    pdf.output(str(tmp_path / "book.pdf"))
    assert "51 pages" in refusal(tmp_path / "book.pdf")
