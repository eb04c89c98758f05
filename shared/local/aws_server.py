"""AWS on this machine: moto's server in a process of its own, which keeps the objects of one bucket in a file.

moto holds everything in memory. Messages may be lost with it, the outbox has them all; files may not, so they are
written down a few seconds after they change and when the server stops, and put back when it starts again. What was
erased is gone from the file as soon. `python -m shared.local.aws_server` runs it.
"""

import argparse
import logging
import os
import sys
import threading
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client
    from werkzeug.serving import BaseWSGIServer

SAVE_EVERY_S = 5.0

# Of nobody: moto asks for some, and takes any. What the machine's owner has set for AWS is not to be sent anywhere.
NOBODYS_CREDENTIALS: Mapping[str, str] = {
    "AWS_ACCESS_KEY_ID": "local",
    "AWS_SECRET_ACCESS_KEY": "local",
    "AWS_DEFAULT_REGION": "eu-central-1",
    "AWS_REGION": "eu-central-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}

_log = logging.getLogger("skillpath.aws")


def save_objects(s3: "S3Client", bucket: str, path: Path) -> int:
    """Write the current version of every object to a zip of the owner's alone; how many there are.

    A reader sees the file before or the file after, never a part of one.
    """
    making = path.with_suffix(".making")
    count = 0
    with (
        os.fdopen(os.open(making, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file,
        zipfile.ZipFile(file, "w") as archive,
    ):
        for key in _keys(s3, bucket):
            try:
                found = s3.get_object(Bucket=bucket, Key=key)
            except s3.exceptions.NoSuchKey:
                continue  # deleted since it was listed
            entry = zipfile.ZipInfo(key)
            entry.comment = found["ContentType"].encode()
            archive.writestr(entry, found["Body"].read())
            count += 1
    making.replace(path)
    return count


def restore_objects(s3: "S3Client", bucket: str, path: Path) -> int:
    """Put back what `save_objects` wrote, as new uploads; how many there are, 0 where there is no such file.

    Raises:
        zipfile.BadZipFile: the file is damaged.
    """
    if not path.exists():
        return 0
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            s3.put_object(
                Bucket=bucket, Key=entry.filename, Body=archive.read(entry), ContentType=entry.comment.decode()
            )
        return len(archive.infolist())


def _keys(s3: "S3Client", bucket: str) -> Iterator[str]:
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        for found in page.get("Contents", ()):
            yield found["Key"]


class _Saver:
    """Saves where something has changed since the last time."""

    def __init__(self, url: str, bucket: str, path: Path) -> None:
        import boto3

        self._s3: S3Client = boto3.client("s3", endpoint_url=url)
        self._bucket, self._path = bucket, path
        self._saved: frozenset[tuple[str, str]] | None = None

    def save(self) -> None:
        versions = self._versions()
        if versions != self._saved:
            save_objects(self._s3, self._bucket, self._path)
            self._saved = versions

    def _versions(self) -> frozenset[tuple[str, str]]:
        pages = self._s3.get_paginator("list_object_versions").paginate(Bucket=self._bucket)
        return frozenset(
            (found["Key"], found["VersionId"])
            for page in pages
            for found in (*page.get("Versions", ()), *page.get("DeleteMarkers", ()))
        )


class _Holder:
    """Whoever started us, at the other end of standard input: a line says that what was kept is put back."""

    def __init__(self) -> None:
        self.is_put_back = False
        self.is_gone = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for _line in sys.stdin:
            self.is_put_back = True
        self.is_gone.set()


def _make_server(port: int) -> "BaseWSGIServer":
    """moto's, but for one request at a time: its lists of messages are not made for several threads."""
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
    from werkzeug.serving import make_server

    moto = DomainDispatcherApplication(create_backend_app)
    turn = threading.Lock()

    def one_at_a_time(environ: Any, start_response: Any) -> list[bytes]:  # noqa: ANN401 - of WSGI
        with turn:
            return list(moto(environ, start_response))

    return make_server("127.0.0.1", port, one_at_a_time, threaded=True, request_handler=MotoRequestHandler)


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until standard input ends."""
    parser = argparse.ArgumentParser(description="moto's server, which stops when standard input ends.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--bucket", help="whose objects are kept")
    parser.add_argument("--keep", type=Path, help="the file that keeps them, once standard input has a line")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    # Its request log has a line for each poll of each queue.
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = _make_server(options.port)
    holder = _Holder()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    saver = _Saver(f"http://127.0.0.1:{options.port}", options.bucket, options.keep) if options.keep else None
    is_over = False
    while not is_over:
        is_over = holder.is_gone.wait(SAVE_EVERY_S)
        if saver is not None and holder.is_put_back:
            saver.save()
    server.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main())
