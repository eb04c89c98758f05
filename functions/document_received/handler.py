"""S3's word that a file has come, through its queue."""

from datetime import UTC, datetime

from functions.document_received.events import created_keys
from shared import bootstrap
from shared.api.batches import make_batch_handler
from shared.services import documents


def receive_files(body: str) -> None:
    """Check what one message tells of. Whose it is stands in the document's row, which the key names."""
    documents.receive_all(
        created_keys(body), bootstrap.worker_unit_of_work(), bootstrap.object_store(), datetime.now(UTC)
    )


handler = make_batch_handler(receive_files)
