"""A Word file's parts before docx2python reads them: what is hidden is taken out and counted, page ends are marked.

docx2python joins runs before it reads them, whether they are hidden or not, and writes links, pictures and references
into the text; so it gets a copy of the file that has none of these.
"""

import io
import zipfile
from collections import Counter
from copy import deepcopy

from lxml import etree

from shared.extraction.files.docx_styles import Element, Styles, W, why_hidden

# Of the private signs, which the text's own are dropped from.
PAGE_MARK = "\ue00c"

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_VML = "{urn:schemas-microsoft-com:vml}"
_TEXT_PARTS = ("word/document", "word/header", "word/footer", "word/footnotes", "word/endnotes")
_KEPT = ("[Content_Types].xml", "word/numbering.xml", "word/styles.xml")

# Not read: what was deleted or moved away, older doubles of a drawing, pictures and their names, references, spans of
# cells (docx2python makes as many cells as they say), and stops of a tabulator, which are no tabulators.
_DROPPED = (
    f"{W}moveFrom", f"{W}del", f"{_MC}Fallback", f"{_A}blip", f"{_WP}docPr", f"{_VML}imagedata",
    f"{W}footnoteReference", f"{W}endnoteReference", f"{W}commentRangeStart", f"{W}commentRangeEnd", f"{W}gridSpan",
    f"{W}vMerge", f"{W}tabs", f"{W}softHyphen",
)  # fmt: skip
# Read as what they hold.
_OPENED = (f"{W}hyperlink", f"{_M}oMath", f"{_M}oMathPara")
_PREFIXES = {"w": W.strip("{}"), "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships"}
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", _PREFIXES["w"].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", _PREFIXES["r"].encode()),
    (b"http://purl.oclc.org/ooxml/drawingml/main", _A.strip("{}").encode()),
)
_SIGN_FONTS = ("symbol", "wingdings", "webdings")


class Visible:
    """A copy of a Word file with what a person sees.

    Attributes:
        data: the copy.
        hidden: characters taken out, by field of `Hidden`.
    """

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.hidden: Counter[str] = Counter()
        names = archive.namelist()
        self._styles = Styles(_parse(archive.read("word/styles.xml")) if "word/styles.xml" in names else None)
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as copy:
            for name in names:
                if name.startswith(_TEXT_PARTS) and name.endswith(".xml"):
                    root = _with_prefixes(_parse(archive.read(name)))
                    self._prepare(root)
                    copy.writestr(name, etree.tostring(root, encoding="UTF-8", xml_declaration=True))
                elif name in _KEPT or name.endswith(".rels"):
                    copy.writestr(name, archive.read(name))
        self.data = content.getvalue()

    def _prepare(self, root: Element) -> None:
        for element in list(root.iter(*_DROPPED)):
            _remove(element)
        for paragraph in root.iter(f"{W}p"):
            if (numbering := self._styles.numbering_of(paragraph)) is not None:
                paragraph.find(f"{W}pPr").append(deepcopy(numbering))
        for numbering in root.iter(f"{W}numPr"):
            # Its outermost level is what Word takes where none is named; docx2python then takes it for no item.
            if numbering.find(f"{W}ilvl") is None:
                etree.SubElement(numbering, f"{W}ilvl").set(f"{W}val", "0")
        self._hide(root)
        _mark_pages(root)
        for element in list(root.iter(*_OPENED)):
            element.tag = f"{W}ins"
        for element in list(root.iter(f"{W}t", f"{_M}t")):
            element.text = (element.text or "").replace(PAGE_MARK, "") if element.get("mark") is None else PAGE_MARK
        for element in list(root.iter(f"{W}sym", f"{W}noBreakHyphen", f"{W}ptab", f"{W}cr")):
            _spell(element)

    def _hide(self, root: Element) -> None:
        for run in list(root.iter(f"{W}r")):
            texts = run.findall(f"{W}t")
            if texts and (why := why_hidden(run, self._styles)):
                for text in texts:
                    self.hidden[why] += len((text.text or "").strip())
                    run.remove(text)


def _mark_pages(root: Element) -> None:
    """Put the mark where a page begins: where Word last saw that, or else where the person asked for it."""
    breaks = list(root.iter(f"{W}lastRenderedPageBreak"))
    if not breaks:
        breaks = [element for element in root.iter(f"{W}br") if element.get(f"{W}type") == "page"]
        for wanted in root.iter(f"{W}pageBreakBefore"):
            paragraph = next(wanted.iterancestors(f"{W}p"), None)
            if paragraph is not None and wanted.get(f"{W}val", "1") not in ("0", "false", "off"):
                run = etree.SubElement(paragraph, f"{W}r")
                paragraph.remove(run)
                paragraph.insert(1, run)
                breaks.append(etree.SubElement(run, f"{W}br"))
    rows = set()
    for element in breaks:
        row = next(element.iterancestors(f"{W}tr"), None)
        if row is not None:
            # A row that runs over a page's end says so in each of its cells.
            if row in rows:
                continue
            rows.add(row)
        element.tag = f"{W}t"
        element.attrib.clear()
        element.set("mark", "page")
    for element in root.iter(f"{W}br"):
        if element.get(f"{W}type") == "page":
            element.tag = f"{W}proofErr"


def _spell(element: Element) -> None:
    """An element that stands for a character as the character."""
    text = {f"{W}noBreakHyphen": "-", f"{W}ptab": "\t", f"{W}cr": " "}.get(element.tag, "")
    if element.tag == f"{W}sym":
        code = element.get(f"{W}char", "")
        font = element.get(f"{W}font", "").lower()
        is_letter = len(code) == 4 and not font.startswith(_SIGN_FONTS) and not code.lower().startswith("f0")
        text = chr(int(code, 16)) if is_letter and all(c in "0123456789abcdefABCDEF" for c in code) else "•"
    element.tag = f"{W}t"
    element.attrib.clear()
    element.text = text


def _remove(element: Element) -> None:
    """With what it holds, but not the text behind it, which lxml hangs on it."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _with_prefixes(root: Element) -> Element:
    """docx2python knows names by their usual prefixes, and fails where a part has no need of one and so lacks it."""
    made = etree.Element(root.tag, attrib=dict(root.attrib), nsmap={**_PREFIXES, **root.nsmap})
    made.extend(list(root))
    return made


def _parse(content: bytes) -> Element:
    """Of Office's strict format too, which has the same names under other addresses."""
    for strict, usual in _STRICT:
        content = content.replace(strict, usual)
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
