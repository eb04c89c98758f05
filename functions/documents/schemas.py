"""Uploaded files on the wire: what is announced, the form that takes it, and how far it is."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.api.wire import Out, Share
from shared.domain.document import MAX_FILE_BYTES, ContentType, DocumentState
from shared.services.documents import MAX_FILENAME_CHARS, Announcement, Upload

_DOCUMENT = "/v1/documents/0195c1a2-7c4e-7d3b-9a51-3f2b8e6d4c10"
_SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

Type = Annotated[
    ContentType, Field(description="What it is, as its media type; `application/x-ndjson` is a manifest of many.")
]
Size = Annotated[int, Field(strict=True, ge=1, le=MAX_FILE_BYTES)]


class DocumentIn(BaseModel):
    """A file that you are about to upload."""

    model_config = ConfigDict(extra="forbid")

    filename: Annotated[
        str,
        Field(
            description="As your machine calls it; shown, never trusted.",
            examples=["cv.pdf"],
            json_schema_extra={"minLength": 1, "maxLength": MAX_FILENAME_CHARS},
        ),
    ]
    content_type: Type
    size: Annotated[Size, Field(description="Its bytes, exactly: at most 10 MiB.", examples=[48_213])]
    sha256: Annotated[
        str,
        Field(
            description="Of its bytes, as 64 hexadecimal digits.",
            examples=[_SHA256],
            json_schema_extra={"pattern": "^[0-9A-Fa-f]{64}$"},
        ),
    ]

    def announced(self) -> Announcement:
        """What the service understands."""
        return Announcement(self.filename, self.content_type, self.size, self.sha256)


class ReadingOut(Out):
    """What reading the file said about it; what it read is at `links.text`."""

    page_count: int
    text_chars: Annotated[int, Field(description="Unicode code points of its text.")]
    quality: Annotated[Share, Field(description="How well the text came out.", examples=[0.97])]
    hidden_chars: Annotated[
        int, Field(description="Characters that nobody sees, as white or tiny ones: they are left out, and not scored.")
    ]
    flags: Annotated[list[str], Field(description="What was noticed.", examples=[["white-text"]])]


class DocumentLinks(Out):
    """The document itself, and its text."""

    self: Annotated[str, Field(examples=[_DOCUMENT])]
    text: Annotated[str | None, Field(description="Null until it was read.", examples=[f"{_DOCUMENT}/text"])]


def _links(known: dict[str, Any]) -> DocumentLinks:
    here = f"/v1/documents/{known['id']}"
    return DocumentLinks(self=here, text=f"{here}/text" if known["state"] is DocumentState.EXTRACTED else None)


class DocumentOut(Out):
    """A file, and how far it is."""

    id: UUID
    filename: Annotated[str, Field(description='"" once it is erased.', examples=["cv.pdf"])]
    content_type: Type
    size: Annotated[int, Field(description="In bytes.", examples=[48_213])]
    sha256: Annotated[str, Field(description='Of its bytes; "" once it is erased.', examples=[_SHA256])]
    state: Annotated[
        DocumentState,
        Field(
            description="`expected` until its bytes are here and are what was announced; `extracted` once its text was "
            "read; or `rejected`; or `erased`."
        ),
    ]
    rejection: Annotated[
        str | None,
        Field(
            description="Why it is rejected: `size-mismatch`, `checksum-mismatch` and `wrong-type` are said as it "
            "comes; those of its bytes, as `encrypted` or `no-text`, as a workflow reads it; null where it is not.",
            examples=[None],
        ),
    ]
    reading: Annotated[ReadingOut | None, Field(description="Null until its text was read.")]
    created_at: datetime
    updated_at: datetime
    links: Annotated[DocumentLinks, Field(default_factory=_links)]


class DocumentTextOut(Out):
    """The text of a file as it was read. The places of an assessment's evidence are offsets in it."""

    text: Annotated[
        str,
        Field(
            description="In reading order: 1 to 100,000 Unicode code points, of which one can be two units of a string "
            "in JavaScript.",
            examples=["Ann O'Neil, data engineer"],
        ),
    ]
    pages: Annotated[
        list[int],
        Field(
            description="The offset in `text`, in code points, at which each page of the file begins: ascending, the "
            "first 0; of a page without text, where the text before it ends.",
            examples=[[0]],
        ),
    ]


class UploadFormOut(Out):
    """Where the bytes go: POST `multipart/form-data` with all `fields` as they are, and then the file as `file`.

    The form takes exactly the file that was announced: its size, its type and its checksum.
    """

    url: Annotated[str, Field(examples=["https://skillpath-files.s3.eu-central-1.amazonaws.com/"])]
    fields: Annotated[
        dict[str, str], Field(examples=[{"key": "users/…/documents/…", "Content-Type": "application/pdf"}])
    ]
    expires_at: Annotated[datetime, Field(description="Ask again for a fresh one afterwards.")]


class UploadOut(Out):
    """A document, and the form for its bytes."""

    document: DocumentOut
    upload: Annotated[UploadFormOut | None, Field(description="Null where the bytes are here already.")]

    @classmethod
    def of(cls, upload: Upload) -> Self:
        """The document beside its form."""
        form = upload.form and {
            "url": upload.form.url,
            "fields": dict(upload.form.fields),
            "expires_at": upload.expires_at,
        }
        return cls.model_validate({"document": upload.document, "upload": form})


class DocumentList(Out):
    """A page of documents."""

    items: list[DocumentOut]
    next_cursor: Annotated[str | None, Field(description="Ask for the next page with it; null on the last.")]
