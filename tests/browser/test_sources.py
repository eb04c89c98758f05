"""What is true of the page's sources, whatever a browser shows of them."""

import re

import pytest

from shared.local.checkout import ROOT

SOURCES = ROOT / "functions" / "web" / "page"
# Ways for text to become markup or code, and for a page to load from elsewhere.
FORBIDDEN = (
    r"dangerouslySetInnerHTML",
    r"\b(inner|outer)HTML\b",
    r"\binsertAdjacentHTML\b",
    r"\bdocument\.write",
    r"\bDOMParser\b|\bcreateContextualFragment\b|\bsetHTMLUnsafe\b|\bsrcdoc\b",
    r"\beval\(|\bnew Function\(",
    r"\bsetTimeout\(\s*[\"'`]",
    r"@import\s+(url\()?[\"']?https?:|(src|href)=[\"']https?:",
)


@pytest.mark.parametrize("pattern", FORBIDDEN)
def test_no_source_of_the_page_makes_markup_or_code_of_text(pattern: str):
    files = [path for path in SOURCES.rglob("*") if path.suffix in (".ts", ".tsx", ".css", ".html")]
    assert files
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in files
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(pattern, line)
    ]
    assert found == []
