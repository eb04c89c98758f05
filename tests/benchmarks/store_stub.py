"""What PostgREST answers to the first requests of each function, without a database behind it.

On loopback, connections kept, no TLS and no work: what a store and the way to it take is left out of every number, for
all subjects alike. Only requests that the subjects are known to send are answered; any other is 404, and fails them.
"""

import json
import threading
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.lambda_runtime.runtime_api import QuietServer

NOW = "2026-11-25T12:00:00+00:00"


def _skill(number: int) -> dict[str, Any]:
    name = f"skill number {number}"
    identifier = f"0193a3f0-0000-7000-8000-{number:012d}"
    return {
        "id": identifier,
        "uri": f"http://data.europa.eu/esco/skill/{identifier}",
        "source": "esco",
        "name": name,
        "name_key": name,
        "sort_key": f"{name} {identifier}",
        "type": "skill",
        "reuse_level": "cross-sector",
        "alt_labels": [f"{name} by another name", f"{name} by a third"],
        "description": "What is known as a skill, and said in one sentence.",
        "groups": ["S", "S5", "S5.1"],
        "taxonomy_version": "esco-1.1.1-en-1a2b3c4d",
        "created_by": None,
        "broader_id": None,
        "merged_into": None,
        "created_at": NOW,
        "version": 1,
    }


PAGE = [_skill(number) for number in range(20)]
USER = {
    "id": "0193a3f0-1111-7000-8000-000000000001",
    "display_name": "Ada",
    "locale": "en",
    "created_at": NOW,
    "updated_at": NOW,
    "version": 1,
}
PROFILE = {"user": USER, "assessment": None, "corrections": []}
NOTHING: dict[str, Any] = {table: [] for table in ("documents", "doomed_objects", "plans", "workflow_runs")}


class StoreStub:
    """Serves from `with` to its end."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._server = QuietServer(("127.0.0.1", 0), _Routes)
        self._server.stub = self  # type: ignore[attr-defined]

    @property
    def url(self) -> str:
        """For SUPABASE_URL."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "StoreStub":
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Routes(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # Head and body in one segment: the second of two would wait for the first one's acknowledgement.

    def do_GET(self) -> None:
        # A page; of those that have the name of one to be added, and of the installation's own, there are none.
        has_none = "name_key=" in self.path or "source=" in self.path
        self._answer({"skills": [] if has_none else PAGE, "users": [USER], **NOTHING})

    def do_POST(self) -> None:
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        # As the database does, and not to requests that want none.
        profile = PROFILE if sent.get("request", {}).get("wants_profile") else None
        self._answer(
            {
                "skills": [{**_skill(0), **sent}],
                "rpc/admit": {"user": True, "answer": None, "retry_after_s": None, "profile": profile},
                "rpc/apply_changes": {"applied": 1},
                "rpc/claim_run": None,
                "rpc/take_due_runs": [],
            }
        )

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""

    def _answer(self, known: dict[str, Any]) -> None:
        place = self.path.removeprefix("/rest/v1/").partition("?")[0]
        self.server.stub.asked.append(f"{self.command} {place}")  # type: ignore[attr-defined]
        body = json.dumps(known.get(place)).encode()
        self.send_response_only(200 if place in known else 404)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
