"""Files that people upload: a Word file, files that cannot be read, and a CV that attacks whoever shows it."""

import io
import os

import docx
from fpdf import FPDF
from PIL import Image
from playwright.sync_api import FilePayload
from pypdf import PdfReader, PdfWriter

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF, PLAIN = "application/pdf", "text/plain"

ATTACKS = (
    "<script>alert('script')</script>",
    "<img src=x onerror=alert('img')>",
    "<svg onload=alert('svg')></svg>",
    "<a href=\"javascript:alert('a')\">me</a>",
    "\"'><iframe srcdoc=\"<script>alert('frame')</script>\">",
    "javascript:alert('url')",
    "{{constructor.constructor('alert(1)')()}}",
    "\u202egnitirw tfel ot thgir\u202c",
)
_LINES = "\n".join(f"- Built {attack} data pipelines in Python and SQL" for attack in ATTACKS)
HOSTILE_CV = f"""{ATTACKS[1]} {ATTACKS[7]}
{ATTACKS[0]} | {ATTACKS[5]}

Experience

Data engineer {ATTACKS[3]}, Acme {ATTACKS[2]}, Jan 2019 - Dec 2025
{_LINES}
- Led a team 🧑🏽‍💻 of three analysts and used Docker {ATTACKS[4]} daily

Skills

Python, SQL, Docker, Tableau
"""
# What a file system lets through, which a slash in a name is not.
HOSTILE_NAME = "\"><img src=x onerror=alert('name')>\u202efdp.txt"


def payload(data: bytes, name: str = "cv.pdf", content_type: str = PDF) -> FilePayload:
    """A file as a person picks it."""
    return {"name": name, "mimeType": content_type, "buffer": data}


def docx_of(text: str) -> bytes:
    content = io.BytesIO()
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    document.save(content)
    return content.getvalue()


def locked_pdf(data: bytes) -> bytes:
    """A PDF that opens with a password alone."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt("secret", algorithm="AES-256")
    content = io.BytesIO()
    writer.write(content)
    return content.getvalue()


def empty_pdf() -> bytes:
    """A page with nothing on it, as a scanner that was fed nothing makes one."""
    pdf = FPDF()
    pdf.add_page()
    return bytes(pdf.output())


def large_pdf(text: str, side: int = 1000) -> bytes:
    """A CV with a photograph of that many pixels squared, of three bytes each, which nothing makes smaller."""
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica", size=10)
    pdf.multi_cell(0, 5, text)
    pdf.add_page()
    pdf.image(Image.frombytes("RGB", (side, side), os.urandom(3 * side * side)), w=100)
    return bytes(pdf.output())
