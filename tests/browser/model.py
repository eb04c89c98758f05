"""A language model of a test's own: a server that answers as OpenRouter does, with what a test has it say."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

# Whatever it is sent: what names or reaches a person is not to be in it.
Sent = Mapping[str, Any]


class Model:
    """Attributes:
    asked: what it was sent so far, as the JSON that a person's data stands in.
    """

    def __init__(self) -> None:
        self.asked: list[Sent] = []
        self._skills: list[dict[str, str]] = []
        self._word: Callable[[str], str] | None = None
        answer = self._answer

        class Completions(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
                body = json.dumps(answer(json.loads(asked["messages"][1]["content"]))).encode()
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Completions)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def settings(self) -> Mapping[str, str]:
        """What has the functions ask it."""
        return {
            "SKILLPATH_LLM": "openrouter",
            "OPENROUTER_API_KEY": "sk-or-of-a-test",
            "SKILLPATH_OPENROUTER_URL": f"http://127.0.0.1:{self._server.server_address[1]}",
        }

    @contextmanager
    def saying(self, skills: Sequence[tuple[str, str]], word: Callable[[str], str]) -> Iterator[None]:
        """While the block runs it has something to say.

        Args:
            skills: that it proposes: the name and the quote of each.
            word: makes of a reason what it says in its place.
        """
        self._skills, self._word = [{"name": name, "quote": quote} for name, quote in skills], word
        try:
            yield
        finally:
            self._skills, self._word = [], None

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, data: Sent) -> Mapping[str, Any]:
        self.asked.append(data)
        if "text" in data:
            said: Mapping[str, Any] = {"skills": self._skills}
        else:
            word = self._word
            reasons = data["reasons"] if word else []
            said = {"reasons": [{"id": one["id"], "sentence": word(one["text"])} for one in reasons if word]}
        choice = {"message": {"content": json.dumps(said)}, "finish_reason": "stop"}
        return {"choices": [choice], "usage": {"prompt_tokens": 100, "completion_tokens": 20}}
