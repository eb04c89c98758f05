"""How an upload is answered: as made, or as the one there was."""

from functions.documents.schemas import UploadOut
from shared.api.once import Shown
from shared.services.documents import Upload


def show_upload(upload: Upload) -> Shown:
    """A document with its form; and where it is, if it is new.

    It is not compressed: how long it then were would tell of a signature that stands beside a name of the caller's.
    """
    headers = {"Cache-Control": "no-store, no-transform"}
    if not upload.is_new:
        return Shown(UploadOut.of(upload), 200, headers)
    return Shown(UploadOut.of(upload), 201, {**headers, "Location": f"/v1/documents/{upload.document.id}"})
