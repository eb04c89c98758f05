"""The text of a file as it lies beside it in the object store, as JSON: for the steps that follow its reading, and for
its owner, until the document is erased."""

import json

from shared.domain.document import Document
from shared.domain.document_text import DocumentText, Hidden
from shared.gateways.object_store import ObjectReader, ObjectStore

_TYPE = "application/json"


def lay_text(document: Document, read: DocumentText, objects: ObjectStore) -> None:
    """Over what lies there.

    Raises:
        ObjectStoreUnavailableError: the store does not answer.
    """
    laid = json.dumps({"text": read.text, "pages": read.pages}).encode()
    objects.write(document.text_key, laid, _TYPE)


def laid_text(document: Document, objects: ObjectReader) -> DocumentText:
    """The text and its pages, without what else reading it said.

    Raises:
        ObjectNotFoundError: none lies there.
        ObjectStoreUnavailableError: the store does not answer.
    """
    laid = json.loads(objects.read(document.text_key))
    return DocumentText(laid["text"], tuple(laid["pages"]), (), Hidden(), is_truncated=False)
