import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.document import ContentType
from shared.domain.file_head import HEAD_BYTES, begins_as

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
EXE = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff"
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
ZIP = b"PK\x03\x04\x14\0\x06\0"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
GZIP = b"\x1f\x8b\x08\0\0\0\0\0"
LINE = b'{"ref": "1", "document_id": "00000000-0000-4000-8000-000000000000"}\n'


def holds(content_type, data):
    return begins_as(content_type, data[:HEAD_BYTES], is_whole=len(data) <= HEAD_BYTES)


@pytest.mark.parametrize(
    ("content_type", "data"),
    [
        (ContentType.PDF, PDF),
        (ContentType.PDF, b"\r\n" * 100 + PDF),
        (ContentType.DOCX, ZIP),
        (ContentType.PLAIN, b"Ann O'Neil, engineer"),
        (ContentType.PLAIN, "\ufeffÅsa Öberg — ingenjör\r\n\t\f".encode()),
        (ContentType.PLAIN, "Åsa Öberg — ingenjör".encode("utf-16")),
        (ContentType.PLAIN, "Åsa Öberg — ingenjör".encode("cp1252")),
        (ContentType.MARKDOWN, b"# Ann O'Neil\n"),
        (ContentType.NDJSON, LINE * 3),
        (ContentType.NDJSON, LINE.rstrip()),
        (ContentType.NDJSON, b"\xef\xbb\xbf" + LINE),
        (ContentType.NDJSON, LINE * 1_000),
    ],
)
def test_a_file_of_its_kind_begins_as_one(content_type, data):
    assert holds(content_type, data)


@pytest.mark.parametrize(
    ("content_type", "data"),
    [
        (ContentType.PDF, ZIP),
        (ContentType.PDF, b" " * 1_024 + PDF),
        (ContentType.PDF, b"not a PDF"),
        (ContentType.DOCX, PDF),
        (ContentType.DOCX, OLD_WORD),
        (ContentType.DOCX, b"PK\x05\x06" + bytes(18)),
        (ContentType.DOCX, b"plain text"),
        *((kind, data) for kind in (ContentType.PLAIN, ContentType.MARKDOWN) for data in (PNG, EXE, PDF, ZIP, GZIP)),
        (ContentType.PLAIN, b"good words, and a \0 among them"),
        (ContentType.PLAIN, b"\xff\xfe\xd8"),
        (ContentType.PLAIN, "Åsa".encode("utf-16-le")),
        (ContentType.NDJSON, b"not JSON\n" + LINE),
        (ContentType.NDJSON, b"\n" + LINE),
        (ContentType.NDJSON, b"[1, 2]\n"),
        (ContentType.NDJSON, b"[" * 4_000 + b"\n"),
        (ContentType.NDJSON, LINE.decode().encode("utf-16")),
        (ContentType.NDJSON, b'{"ref": "\xe4"}\n'),
        (ContentType.NDJSON, json.dumps({"ref": "x" * HEAD_BYTES}).encode() + b"\n"),
    ],
)
def test_a_file_of_another_kind_does_not(content_type, data):
    assert not holds(content_type, data)


@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1), st.integers(0, 9)
)
def test_a_character_that_is_cut_off_where_the_head_ends_is_no_sign_of_anything(text, more):
    data = text.encode()
    if not data.startswith((b"%PDF-", b"PK\x03\x04", b"\xff\xfe", b"\xfe\xff")):
        assert begins_as(ContentType.PLAIN, data[: len(data) - min(more, 3)], is_whole=False)


@given(st.binary(max_size=200), st.sampled_from(list(ContentType)), st.booleans())
def test_whatever_the_bytes_are_the_answer_is_yes_or_no(data, content_type, is_whole):
    assert begins_as(content_type, data, is_whole=is_whole) in (True, False)
