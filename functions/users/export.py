"""Everything held of a person, as one document to take along."""

import base64
import gzip
import json
from collections import defaultdict
from datetime import datetime
from typing import Annotated, Final, Literal, Self
from uuid import UUID

from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field

from shared.api.compression import takes_gzip
from shared.domain.assessment import Assessment
from shared.domain.document import Document
from shared.domain.errors import AnswerTooLargeError
from shared.domain.holdings import Holdings
from shared.domain.ids import PlanId, RunId
from shared.domain.plan import PlanVersion
from shared.domain.profile import Correction
from shared.domain.request import Answer
from shared.domain.user import User
from shared.domain.workflow import Item, Run
from shared.services.holdings import IN_PARTS

SCHEMA: Final = "urn:skillpath:export:6"
FILE_NAME = "skillpath-export.json"
# Smaller answers are not worth the time.
GZIP_FROM_BYTES = 32 * 1024
# Lambda hands on 6 MB of an answer with its headers, and takes bytes as base64:
# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html (read 2026-11-23)
MAX_SENT_CHARS = 6_000_000

NOT_INCLUDED = [
    "The text of CVs that you sent as text: it is not kept, only the quotes that prove something, and its SHA-256.",
    "The text of the files that you uploaded: GET /v1/documents/{document_id}/text has it until you erase them.",
    "The bytes of the files that you uploaded, which you have: what is known of each is here, its SHA-256 among it.",
    "The account that you sign in with, with its e-mail address: the authentication service holds it.",
    "The moment at which your limit of requests is whole again: one point in time, overwritten at each request.",
]


class ExportedPlan(BaseModel):
    """A plan with every version it had, oldest first."""

    plan_id: UUID
    versions: list[PlanVersion]


class ExportedWorkflow(BaseModel):
    """A workflow with what became of each line of its manifest, in order; none where it has no manifest."""

    run: Run
    items: list[Item]


class ExportOut(BaseModel):
    """Everything that is held of a person. `schema` changes with the form of the document."""

    model_config = ConfigDict(serialize_by_alias=True)

    schema_name: Annotated[Literal["urn:skillpath:export:6"], Field(serialization_alias="schema")]
    exported_at: datetime
    user: User
    assessments: Annotated[list[Assessment], Field(description="Whole, oldest first.")]
    corrections: Annotated[list[Correction], Field(description="The whole log, oldest first.")]
    plans: list[ExportedPlan]
    documents: Annotated[list[Document], Field(description="Files that were uploaded, erased ones too; oldest first.")]
    workflows: Annotated[list[ExportedWorkflow], Field(description="Oldest first.")]
    answers: Annotated[
        list[Answer], Field(description="Kept for 24 hours with their `Idempotency-Key`, for repeated requests.")
    ]
    added_skills: Annotated[list[UUID], Field(description="Catalogue skills that name this person as their editor.")]
    not_included: Annotated[list[str], Field(description="What is not in this document, and why.")]

    @classmethod
    def of(cls, held: Holdings, now: datetime) -> Self:
        """The document."""
        plans: defaultdict[PlanId, list[PlanVersion]] = defaultdict(list)
        for version in held.plan_versions:
            plans[version.plan.id].append(version)
        items: defaultdict[RunId, list[Item]] = defaultdict(list)
        for item in held.workflow_items:
            items[item.run_id].append(item)
        return cls(
            schema_name=SCHEMA,
            exported_at=now,
            user=held.user,
            assessments=list(held.assessments),
            corrections=list(held.corrections),
            plans=[ExportedPlan(plan_id=plan_id, versions=versions) for plan_id, versions in plans.items()],
            documents=list(held.documents),
            workflows=[ExportedWorkflow(run=run, items=items[run.id]) for run in held.workflow_runs],
            answers=list(held.answers),
            added_skills=list(held.added_skills),
            not_included=NOT_INCLUDED,
        )


def as_download(document: ExportOut, accept_encoding: str) -> Response:
    """The document as a file, compressed where it is large and the client takes that.

    Raises:
        AnswerTooLargeError: it is larger than an answer can be.
    """
    content = document.model_dump_json().encode()
    headers = {"Content-Disposition": f'attachment; filename="{FILE_NAME}"', "Vary": "Accept-Encoding"}
    is_large = len(content) >= GZIP_FROM_BYTES
    if is_large and takes_gzip(accept_encoding):
        content = gzip.compress(content, mtime=0)
        headers["Content-Encoding"] = "gzip"
        sent_chars = len(base64.b64encode(content))
    elif is_large:
        # An answer that is text stands in Lambda's own JSON as a string, with its quotes escaped.
        sent_chars = len(json.dumps(content.decode()))
    else:
        sent_chars = len(content)
    if sent_chars > MAX_SENT_CHARS:
        raise AnswerTooLargeError(
            f"the document is larger than one answer can be: send Accept-Encoding: gzip, or {IN_PARTS}"
            if "Content-Encoding" not in headers
            else f"the document is larger than one answer can be, compressed too: {IN_PARTS}"
        )
    return Response(content, headers=headers, media_type="application/json")
