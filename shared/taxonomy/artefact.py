"""The compiled taxonomy as a file: SQLite, so that labels, descriptions and roles are read page by page when asked for.

What matching needs stands in `blobs` and is read whole; its `common_words` are joined by newlines. Lists of skills are
packed indexes; `requires` packs `skill_index << 1 | essential`. `meta` says what the file is; every other table is
content, and its checksum is that of the rows, not of the file's bytes.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from shared.domain.errors import TaxonomyUnavailableError

APPLICATION_ID = 0x534B5054  # "SKPT"
FORMAT = 3

SCHEMA = """
create table meta (key text primary key, value text not null) without rowid;
create table blobs (name text primary key, data blob not null) without rowid;
create table groups (code text primary key, label text not null) without rowid;
create table skills (
  idx integer primary key, id blob not null unique, uri text not null, name text not null, type text not null,
  source text not null, reuse_level text, alt_labels text not null, description text not null,
  groups text not null, neighbours blob not null,
  broader blob not null, narrower blob not null, requires blob not null
);
create table roles (
  idx integer primary key, id blob not null unique, uri text not null, title text not null, alt_titles text not null,
  isco_code text not null, description text not null, is_regulated integer,
  essential blob not null, optional blob not null
);
create table role_titles (
  key text not null, is_alternative integer not null, idx integer not null, title text not null,
  primary key (key, is_alternative, idx)
) without rowid;
"""
_CONTENT = {
    "blobs": "name",
    "groups": "code",
    "skills": "idx",
    "roles": "idx",
    "role_titles": "key, is_alternative, idx",
}


def content_checksum(connection: sqlite3.Connection) -> str:
    """SHA-256, hex, over all content: the same whenever the same is said, whatever the file's pages."""
    digest = hashlib.sha256()
    for table, order in _CONTENT.items():
        digest.update(f"\n[{table}]".encode())
        for row in connection.execute(f"select * from {table} order by {order}"):  # noqa: S608  # names from _CONTENT
            for value in row:
                data = value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode()
                digest.update(len(data).to_bytes(4))
                digest.update(data)
    return digest.hexdigest()


def blobs_checksum(blobs: Iterable[bytes]) -> str:
    """SHA-256, hex, over what matching holds in memory."""
    digest = hashlib.sha256()
    for data in blobs:
        digest.update(len(data).to_bytes(4))
        digest.update(data)
    return digest.hexdigest()


def open_artefact(path: Path) -> sqlite3.Connection:
    """Open for reading a file that nobody changes.

    Raises:
        TaxonomyUnavailableError: absent, not a compiled taxonomy, or of another format.
    """
    if not path.is_file():
        raise TaxonomyUnavailableError(f"no compiled taxonomy at {path}: run `skillpath taxonomy compile`")
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    try:
        connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
    except sqlite3.Error as error:
        raise damaged(path, error) from error
    try:
        application_id = connection.execute("pragma application_id").fetchone()[0]
        file_format = connection.execute("pragma user_version").fetchone()[0]
    except sqlite3.Error as error:
        connection.close()
        raise damaged(path, error) from error
    if application_id != APPLICATION_ID:
        connection.close()
        raise TaxonomyUnavailableError(f"{path} is not a compiled taxonomy: run `skillpath taxonomy compile`")
    if file_format != FORMAT:
        connection.close()
        raise TaxonomyUnavailableError(
            f"{path} has format {file_format}, this version reads {FORMAT}: run `skillpath taxonomy compile --force`"
        )
    return connection


def damaged(path: Path, why: object) -> TaxonomyUnavailableError:
    """The error for a file that does not hold what was compiled."""
    return TaxonomyUnavailableError(f"{path} is damaged ({why}): run `skillpath taxonomy compile --force`")
