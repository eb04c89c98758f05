"""CV files of every kind, good and bad."""

import contextlib
import io
import logging
import zipfile
from pathlib import Path

import docx
import pytest
from fpdf import FPDF

from shared.domain.errors import UnreadableFileError
from shared.extraction import files
from shared.extraction.files import read_text
from shared.local.sample.make_pdf import FOLDER, make_pdf


def words(text: str) -> list[str]:
    return text.replace("•", " ").replace("|", " ").split()


def test_the_sample_pdf_holds_the_words_of_the_sample_text_in_order():
    plain = (FOLDER / "cv.txt").read_text(encoding="utf-8")
    given = [word for line in plain.splitlines() for word in words(line.removeprefix("- "))]
    assert words(read_text(FOLDER / "cv.pdf")) == given


def test_the_sample_pdf_is_made_from_the_sample_text(tmp_path):
    plain = (FOLDER / "cv.txt").read_text(encoding="utf-8")
    made = make_pdf(plain)
    assert made == make_pdf(plain)
    (tmp_path / "cv.pdf").write_bytes(made)
    assert read_text(tmp_path / "cv.pdf") == read_text(FOLDER / "cv.pdf")
    assert len(made) < 100_000


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_plain_text_is_read_in_the_encodings_of_its_time(tmp_path, encoding):
    path = tmp_path / "cv.txt"
    path.write_bytes("Zoë – café £5\nSQL".encode(encoding))
    assert read_text(path) == "Zoë – café £5\nSQL"


def test_control_characters_are_not_part_of_the_text(tmp_path):
    path = tmp_path / "cv.md"
    path.write_bytes(b"# Skills\nSQL\x00\x1b[31mred")
    assert read_text(path) == "# Skills\nSQL  [31mred"


def test_a_word_file_gives_its_header_body_tables_and_footer(tmp_path):
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Jo Field"
    document.sections[0].footer.paragraphs[0].text = "Page 1"
    document.add_paragraph("Built reports in ").add_run("SQL & <R>").bold = True
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Python", "5 years"
    document.save(str(tmp_path / "cv.docx"))
    lines = read_text(tmp_path / "cv.docx").splitlines()
    assert [line for line in lines if line] == ["Jo Field", "Built reports in SQL & <R>", "Python\t5 years", "Page 1"]


def refusal(path: Path) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        read_text(path)
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
        ("cv.txt", b" \n\t", "holds no text"),
        ("cv.txt", b"%PDF-1.7", "not plain text"),
        ("cv.txt", b"PK\x03\x04rest", "not plain text"),
        ("cv.txt", b"\x00\xff\xfe\x01", "not text"),
        ("cv.pdf", b"hello", "not a PDF"),
        ("cv.pdf", b"%PDF-1.7 and then nothing", "damaged"),
        ("cv.docx", b"hello", "not a Word file"),
        ("cv.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old .doc or an encrypted file"),
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
    for _ in range(files.MAX_PDF_PAGES + 1):
        pdf.add_page()
    pdf.output(str(tmp_path / "book.pdf"))
    assert "51 pages" in refusal(tmp_path / "book.pdf")


def word_file(path: Path, entries: dict[str, bytes]) -> Path:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    path.write_bytes(content.getvalue())
    return path


def test_a_zip_that_is_no_word_file_is_refused(tmp_path):
    assert "not a Word file" in refusal(word_file(tmp_path / "cv.docx", {"a.txt": b"hello"}))


def test_a_zip_bomb_is_refused_before_it_unpacks(tmp_path):
    bomb = word_file(tmp_path / "cv.docx", {"word/document.xml": b"<a/>" * 1_000_000})
    assert "unpacks to far more" in refusal(bomb)


def test_a_zip_of_thousands_of_files_is_refused(tmp_path):
    many = {f"word/{number}.xml": b"" for number in range(files.MAX_ZIP_ENTRIES)}
    assert "unpacks to far more" in refusal(word_file(tmp_path / "cv.docx", {"word/document.xml": b"<a/>"} | many))


def test_a_damaged_word_file_is_refused(tmp_path):
    docx.Document().save(str(tmp_path / "whole.docx"))
    with zipfile.ZipFile(tmp_path / "whole.docx") as whole:
        entries = {name: whole.read(name) for name in whole.namelist()}
    entries["word/document.xml"] = entries["word/document.xml"][:-20]
    assert "damaged" in refusal(word_file(tmp_path / "cv.docx", entries))


def test_libraries_keep_their_remarks_to_themselves(tmp_path, caplog):
    (tmp_path / "cv.pdf").write_bytes((FOLDER / "cv.pdf").read_bytes()[:-40])
    level = logging.getLogger("pypdf").level
    with contextlib.suppress(UnreadableFileError):
        read_text(tmp_path / "cv.pdf")
    assert not caplog.records
    assert logging.getLogger("pypdf").level == level
