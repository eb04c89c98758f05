"""What the child says to its parent: one line of JSON."""

import json
from dataclasses import asdict, dataclass

from shared.domain.document_text import DocumentText, Hidden, QualityPart, RejectionCode
from shared.domain.errors import DocumentRefusedError


@dataclass(frozen=True, slots=True)
class Usage:
    """Attributes:
    peak_bytes: of memory that was resident at once; 0 where the system does not tell.
    """

    peak_bytes: int
    cpu_s: float


@dataclass(frozen=True, slots=True)
class Answer:
    """The text, or why there is none."""

    result: DocumentText | DocumentRefusedError
    usage: Usage

    def to_json(self) -> bytes:
        body: dict[str, object] = {"usage": asdict(self.usage)}
        if isinstance(self.result, DocumentRefusedError):
            body["refused"] = {"reason": self.result.reason.value, "message": str(self.result)}
        else:
            body["read"] = asdict(self.result)
        return json.dumps(body).encode()

    @classmethod
    def from_json(cls, content: bytes) -> "Answer":
        """Raises:
        ValueError, KeyError, TypeError: it is no answer.
        """
        body = json.loads(content)
        usage = Usage(**body["usage"])
        if refused := body.get("refused"):
            return cls(DocumentRefusedError(RejectionCode(refused["reason"]), refused["message"]), usage)
        read = body["read"]
        return cls(
            DocumentText(
                read["text"],
                tuple(read["pages"]),
                tuple(QualityPart(**part) for part in read["quality_parts"]),
                Hidden(**read["hidden"]),
                read["is_truncated"],
            ),
            usage,
        )
