"""Files that somebody might send to break whoever reads them, made here byte by byte."""

import zipfile
import zlib
from collections.abc import Callable
from typing import NamedTuple

from fpdf import FPDF

from shared.domain.document import MAX_FILE_BYTES, ContentType
from shared.domain.document_text import RejectionCode as Code
from tests.unit.files.making import (
    DOCX,
    PDF,
    PLAIN,
    document_xml,
    docx_parts,
    docx_with,
    drawn_pdf,
    flate,
    good_pdf,
    page_pdf,
    pdf_of,
    stream,
    text_pdf,
    zip_of,
)

MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


class Hostile(NamedTuple):
    """Attributes:
    code: what it is refused as.
    make: its bytes, made when they are asked for.
    """

    name: str
    content_type: ContentType
    code: Code
    make: Callable[[], bytes]


def _many_pages(count: int, announced: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % number for number in range(3, 3 + count))
    pages = dict.fromkeys(range(3, 3 + count), b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>")
    return pdf_of(
        {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Count %d/Kids[%s]>>" % (announced, kids), **pages}
    )


def _encrypted_pdf() -> bytes:
    pdf = FPDF()
    pdf.set_encryption(owner_password="owner", user_password="user")
    pdf.add_page()
    pdf.set_font("Helvetica")
    pdf.cell(text="SQL")
    return bytes(pdf.output())


def _object_stream_bomb() -> bytes:
    packed = b"6 0 " + b"<</A/B>>" + b" " * 200_000_000
    return page_pdf(
        b"6 0 R", {7: flate(packed, b"/Type/ObjStm/N 1/First 4"), 8: b"<</Type/Pages/Kids[3 0 R]/Count 1>>"}
    ).replace(b"/Contents 4 0 R", b"/Contents 7 0 R")


def _many_large_streams() -> bytes:
    """Pages that each stand in a packed stream of 19 MB: none too large, together more than a child may hold."""
    count = 40
    out = bytearray(b"%PDF-1.7\n")
    rows = [b"\0" * 7]
    kids = b" ".join(b"%d 0 R" % (4 + 2 * at) for at in range(count))
    objects = {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids)}
    for at in range(count):
        page = b"%d 0 <</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>" % (4 + 2 * at)
        objects[3 + 2 * at] = flate(page + b" " + b"x" * 19_000_000, b"/Type/ObjStm/N 1/First %d" % page.index(b"<<"))
    for number in range(1, 3 + 2 * count):
        if number in objects:
            rows.append(b"\1" + len(out).to_bytes(4, "big") + b"\0\0")
            out += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
        else:
            rows.append(b"\2" + (number - 1).to_bytes(4, "big") + b"\0\0")
    table = stream(b"".join(rows), b"/Type/XRef/W[1 4 2]/Root 1 0 R/Size %d" % len(rows))
    return bytes(out) + b"%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (len(rows), table, len(out))


def _forms_within_forms() -> bytes:
    """Nine levels, each drawing the next ten times: a billion drawings."""
    levels = {
        number: stream(
            b"/X%d Do " % (number + 1) * 10,
            b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X%d %d 0 R>>>>" % (number + 1, number + 1),
        )
        for number in range(6, 15)
    }
    levels[15] = stream(b"", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]")
    return page_pdf(stream(b"/X6 Do"), levels, b"/XObject<</X6 6 0 R>>")


def _glyphs_without_letters() -> bytes:
    font = b"<</Type/Font/Subtype/Type0/BaseFont/Secret/Encoding/Identity-H/DescendantFonts[7 0 R]>>"
    below = (
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Secret/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        b"/Supplement 0>>/DW 500/FontDescriptor<</Type/FontDescriptor/FontName/Secret/Flags 4>>>>"
    )
    drawn = b"BT /F2 12 Tf 72 720 Td <002700480048004F0003002400510044004F0056004C0056> Tj ET"
    made = page_pdf(stream(drawn), {6: font, 7: below})
    return made.replace(b"/Font<</F1 5 0 R>>", b"/Font<</F2 6 0 R>>")


def _letters_for_all_codes() -> bytes:
    cmap = (
        b"1 begincodespacerange <00000000><FFFFFFFF> endcodespacerange 1 beginbfrange "
        b"<00000000><7FFFFFFF><0041> endbfrange"
    )
    made = page_pdf(stream(b"BT /F1 12 Tf 72 720 Td (Led a team) Tj ET"), {6: stream(cmap)})
    return made.replace(b"/Encoding/WinAnsiEncoding", b"/ToUnicode 6 0 R")


def _overlapping() -> bytes:
    """One packed block under a hundred names, as in Fifield's bomb."""
    whole = bytearray(zip_of(docx_parts() | {f"word/{number}.bin": b"a" * 1_000 for number in range(100)}))
    at = whole.rfind(b"PK\x01\x02")
    first = int.from_bytes(whole[at + 42 : at + 46], "little")
    while (at := whole.rfind(b"PK\x01\x02", 0, at)) >= 0 and b".bin" in whole[at : at + 70]:
        whole[at + 42 : at + 46] = (first - 5).to_bytes(4, "little")
        first -= 5
    return bytes(whole)


def _encrypted_zip() -> bytes:
    made = bytearray(zip_of(docx_parts()))
    at = 0
    while (at := made.find(b"PK\x01\x02", at)) >= 0:
        made[at + 8] |= 1
        at += 4
    return bytes(made)


def _wrong_checksum() -> bytes:
    made = bytearray(zip_of(docx_parts(), method=zipfile.ZIP_STORED))
    at = made.find(b"engineers")
    made[at : at + 9] = b"ENGINEERS"
    return bytes(made)


def _entity(name: str, declared: str) -> bytes:
    body = f"<w:p><w:r><w:t>Led a team &{name};</w:t></w:r></w:p>"
    return document_xml(body, f"<!DOCTYPE w:document [{declared}]>")


def _laughs() -> bytes:
    declared = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 11))
    return _entity("a10", declared)


def _typed(new: str) -> bytes:
    parts = docx_parts()
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(MAIN_TYPE.encode(), new.encode())
    return zip_of(parts)


_NESTED_ZIP = zip_of({"a.zip": zip_of({"b.zip": zip_of({"c.txt": b"0" * 1_000_000})})})

# Told by the first and last bytes: no process is started for them.
BY_CONTAINER = [
    Hostile("a PDF of no bytes", PDF, Code.EMPTY, lambda: b""),
    Hostile("a Word file of no bytes", DOCX, Code.EMPTY, lambda: b""),
    Hostile("a text of no bytes", PLAIN, Code.EMPTY, lambda: b""),
    Hostile("a PDF of a byte too many", PDF, Code.TOO_LARGE, lambda: good_pdf().ljust(MAX_FILE_BYTES + 1)),
    Hostile("a Word file under a PDF's type", PDF, Code.WRONG_TYPE, lambda: zip_of(docx_parts())),
    Hostile("a PDF under a Word file's type", DOCX, Code.WRONG_TYPE, good_pdf),
    Hostile("a picture", PDF, Code.WRONG_TYPE, lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 99),
    Hostile("a program", DOCX, Code.WRONG_TYPE, lambda: b"MZ\x90\0" + zip_of(docx_parts())),
    Hostile("rich text", PLAIN, Code.WRONG_TYPE, lambda: b"{\\rtf1 Led a team}"),
    Hostile("bytes that are no text", PLAIN, Code.WRONG_TYPE, lambda: b"Led a team\0\1\2"),
    Hostile("a PDF that is said to be text", PLAIN, Code.WRONG_TYPE, good_pdf),
    Hostile("an old Word file", DOCX, Code.WRONG_TYPE, lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    Hostile(
        "a Word file with a password",
        DOCX,
        Code.ENCRYPTED,
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
    ),
    Hostile("a script before a PDF", PDF, Code.POLYGLOT, lambda: b"<script>alert(1)</script>\n" + good_pdf()),
    Hostile("an archive behind a PDF", PDF, Code.POLYGLOT, lambda: good_pdf() + zip_of({"a.txt": b"hello"})),
    Hostile("a PDF in an archive's remark", PDF, Code.POLYGLOT, lambda: good_pdf()[:-6] + zip_of({}, b"\n%%EOF\n")),
    Hostile("a page of HTML behind a PDF", PDF, Code.POLYGLOT, lambda: good_pdf() + b"<p>hello</p>" * 500),
    Hostile("a Word file with something behind", DOCX, Code.POLYGLOT, lambda: zip_of(docx_parts()) + b"more"),
    Hostile(
        "a PDF in a Word file's first part",
        DOCX,
        Code.POLYGLOT,
        lambda: zip_of({"a.pdf": good_pdf()} | docx_parts(), method=zipfile.ZIP_STORED),
    ),
    Hostile("half a Word file", DOCX, Code.DAMAGED, lambda: (made := zip_of(docx_parts()))[: len(made) // 2]),
    Hostile("a PDF's first line", PDF, Code.DAMAGED, lambda: b"%PDF-1.7\n"),
]

# These need a parser, so they need a process.
BY_PARSER = [
    Hostile("a PDF with a password", PDF, Code.ENCRYPTED, _encrypted_pdf),
    Hostile("half a PDF", PDF, Code.DAMAGED, lambda: (made := _many_pages(40, 40))[: len(made) // 8]),
    Hostile("10,000 pages", PDF, Code.TOO_MANY_PAGES, lambda: _many_pages(10_000, 10_000)),
    Hostile("10,000 pages that are said to be one", PDF, Code.TOO_MANY_PAGES, lambda: _many_pages(10_000, 1)),
    Hostile("51 pages that are said to be one", PDF, Code.TOO_MANY_PAGES, lambda: _many_pages(51, 1)),
    Hostile("a page of 200 MB", PDF, Code.BOMB, lambda: page_pdf(flate(b" " * 200_000_000))),
    Hostile(
        "a page packed twice",
        PDF,
        Code.BOMB,
        lambda: page_pdf(
            stream(zlib.compress(zlib.compress(b" " * 200_000_000, 9), 9), b"/Filter[/FlateDecode/FlateDecode]")
        ),
    ),
    Hostile(
        "a page of run lengths",
        PDF,
        Code.BOMB,
        lambda: page_pdf(stream(b"\x81 " * 1_500_000 + b"\x80", b"/Filter/RunLengthDecode")),
    ),
    Hostile(
        "a page behind a hundred filters",
        PDF,
        Code.BOMB,
        lambda: page_pdf(stream(b"00>", b"/Filter[%s]" % (b"/ASCIIHexDecode" * 100))),
    ),
    Hostile("a million operators", PDF, Code.BOMB, lambda: page_pdf(flate(b"q Q " * 1_000_000))),
    Hostile("a line of a million letters", PDF, Code.BOMB, lambda: drawn_pdf(b"(%s) Tj" % (b"a" * 10**6))),
    Hostile("a hundred thousand words on a page", PDF, Code.BOMB, lambda: drawn_pdf(b"(a ) Tj " * 10**5)),
    Hostile("letters for two billion codes", PDF, Code.BOMB, _letters_for_all_codes),
    Hostile("streams that together fill the memory", PDF, Code.TOO_MUCH_MEMORY, _many_large_streams),
    Hostile(
        "a page tree that holds itself",
        PDF,
        Code.DAMAGED,
        lambda: pdf_of({1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 1>>"}),
    ),
    Hostile(
        "brackets a hundred thousand deep",
        PDF,
        Code.DAMAGED,
        lambda: pdf_of({1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"[" * 100_000 + b"]" * 100_000}),
    ),
    Hostile("forms within forms", PDF, Code.NO_TEXT, _forms_within_forms),
    Hostile(
        "a picture of a hundred thousand pixels a side",
        PDF,
        Code.NO_TEXT,
        lambda: page_pdf(
            stream(b"q 595 0 0 842 0 0 cm /I Do Q"),
            {
                6: flate(
                    b"\0" * 10_000,
                    b"/Type/XObject/Subtype/Image/Width 100000/Height 100000/BitsPerComponent 8/ColorSpace/DeviceGray",
                )
            },
            b"/XObject<</I 6 0 R>>",
        ),
    ),
    Hostile("a font that names no letters", PDF, Code.NO_TEXT, _glyphs_without_letters),
    Hostile("text that is never drawn", PDF, Code.NO_TEXT, lambda: drawn_pdf(b"3 Tr (Led a team of five.) Tj")),
    Hostile("a PDF of an empty page", PDF, Code.NO_TEXT, lambda: text_pdf(b"")),
    Hostile("a part of 200 MB", DOCX, Code.BOMB, lambda: docx_with(word__media__a_xml=b" " * 200_000_000)),
    Hostile(
        "thousands of parts", DOCX, Code.BOMB, lambda: zip_of(docx_parts() | {f"word/{n}.x": b"" for n in range(2_000)})
    ),
    Hostile("an archive in the archive", DOCX, Code.BOMB, lambda: docx_with(word__a_xml=_NESTED_ZIP)),
    Hostile("parts that share their bytes", DOCX, Code.BOMB, _overlapping),
    Hostile(
        "XML a hundred thousand deep",
        DOCX,
        Code.BOMB,
        lambda: docx_with(word__document_xml=document_xml("<w:p>" * 100_000 + "</w:p>" * 100_000)),
    ),
    Hostile(
        "half a million paragraphs",
        DOCX,
        Code.BOMB,
        lambda: docx_with(word__document_xml=document_xml("".join(f"<w:p w:x='{n}'/>" for n in range(500_000)))),
    ),
    Hostile(
        "another file's content",
        DOCX,
        Code.EXTERNAL_ENTITY,
        lambda: docx_with(word__document_xml=_entity("x", '<!ENTITY x SYSTEM "file:///etc/passwd">')),
    ),
    Hostile("a billion laughs", DOCX, Code.EXTERNAL_ENTITY, lambda: docx_with(word__document_xml=_laughs())),
    Hostile(
        "a document type in a part nobody reads",
        DOCX,
        Code.EXTERNAL_ENTITY,
        lambda: docx_with(docProps__more_xml=b'<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd"><a/>'),
    ),
    Hostile(
        "a document type in UTF-16",
        DOCX,
        Code.EXTERNAL_ENTITY,
        lambda: docx_with(word__document_xml=_entity("x", '<!ENTITY x "y">').decode().encode("utf-16")),
    ),
    Hostile("a part above the folder", DOCX, Code.DAMAGED, lambda: zip_of(docx_parts() | {"../../etc/cron.d/a": b"x"})),
    Hostile("a part at the root", DOCX, Code.DAMAGED, lambda: zip_of(docx_parts() | {"/etc/cron.d/a": b"x"})),
    Hostile("a part with a wrong checksum", DOCX, Code.DAMAGED, _wrong_checksum),
    Hostile(
        "a part that breaks off",
        DOCX,
        Code.DAMAGED,
        lambda: docx_with(word__document_xml=docx_parts()["word/document.xml"][:-20]),
    ),
    Hostile(
        "a part that is no Word text",
        DOCX,
        Code.DAMAGED,
        lambda: zip_of({name: data for name, data in docx_parts().items() if name != "word/document.xml"}),
    ),
    Hostile("parts with a password", DOCX, Code.ENCRYPTED, _encrypted_zip),
    Hostile("a macro", DOCX, Code.MACRO, lambda: zip_of(docx_parts() | {"word/vbaProject.bin": b"x"})),
    Hostile(
        "a file that may hold macros",
        DOCX,
        Code.MACRO,
        lambda: _typed("application/vnd.ms-word.document.macroEnabled.main+xml"),
    ),
    Hostile(
        "a spreadsheet",
        DOCX,
        Code.WRONG_TYPE,
        lambda: _typed("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
    ),
    Hostile("an archive of archives", DOCX, Code.WRONG_TYPE, lambda: _NESTED_ZIP),
    Hostile("a Word file of nothing", DOCX, Code.NO_TEXT, lambda: docx_with(word__document_xml=document_xml("<w:p/>"))),
    Hostile(
        "a Word file whose text is hidden",
        DOCX,
        Code.NO_TEXT,
        lambda: docx_with(
            word__document_xml=document_xml(
                "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>Led a team of five.</w:t></w:r></w:p>"
            )
        ),
    ),
]
