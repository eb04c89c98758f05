"""A language model over OpenRouter's chat completions: one pinned model, of providers that keep nothing.

https://openrouter.ai/docs/api-reference/chat-completion and /docs/guides/routing/provider-selection (read 2026-11-25).
Of a request and its answer the task, lengths, hashes, token counts, a latency and an outcome are logged, and never a
word: what masking leaves of a CV can still name somebody, and an answer can say anything. Which skills of the taxonomy
held, shared/services/wording.py logs.
"""

import hashlib
import json
import logging
import math
import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from threading import Timer
from typing import TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from shared.domain.errors import (
    LanguageModelAnswerError,
    LanguageModelUnavailableError,
    SkillpathError,
)
from shared.gateways.llm import prompts
from shared.gateways.llm.port import ProposedSkill, Reason, TokenBudget
from shared.gateways.llm.prompts import Prompt, ProposedAnswer, WordedAnswer
from shared.gateways.resilience.deadline import Deadline
from shared.gateways.resilience.guard import Guard

A = TypeVar("A", bound=BaseModel)

MAX_ANSWER_BYTES = 256 * 1024
CONNECT_S = 3.0
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 522, 524, 529})
_log = logging.getLogger(__name__)


class _Message(BaseModel):
    content: str


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _Usage(BaseModel):
    prompt_tokens: int = 0
    completion_tokens: int = 0


class _Failure(BaseModel):
    code: int | str | None = None


class _Completion(BaseModel):
    choices: list[_Choice] = []
    usage: _Usage | None = None
    error: _Failure | None = None


class _Call:
    """One attempt, as its log tells it.

    Attributes:
        tokens: that it took; the most it can, until that is known: of an answer that never came, all may have been
            taken.
    """

    def __init__(self, task: str, model: str, body: bytes, most: int) -> None:
        self._task = task
        self._model = model
        self._prompt = _trace(body)
        self._answer = "none"
        self._usage = _Usage()
        self.tokens = most

    def took(self, usage: _Usage) -> None:
        self._usage = usage
        self.tokens = usage.prompt_tokens + usage.completion_tokens

    def answered(self, read: bytes) -> None:
        self._answer = _trace(read)

    @contextmanager
    def logged(self) -> Iterator[None]:
        started, outcome = time.monotonic(), "failed"
        try:
            yield
            outcome = "answered"
        except SkillpathError as error:
            outcome = error.code
            raise
        finally:
            _log.info(
                "language model %s for %s: %s in %d ms, %d tokens in, %d out, prompt %s, answer %s",
                self._model,
                self._task,
                outcome,
                (time.monotonic() - started) * 1000,
                self._usage.prompt_tokens,
                self._usage.completion_tokens,
                self._prompt,
                self._answer,
            )


def _trace(data: bytes) -> str:
    """What tells two of them apart, and whether one is the other, without a word of it."""
    return f"of {len(data)} bytes, sha256 {hashlib.sha256(data).hexdigest()}"


class OpenRouterModel:
    """Args:
    key: of the installation; asked for at each call, as it may be renewed.
    model: exactly, with its date, as "openai/gpt-4o-mini-2024-07-18".
    """

    def __init__(self, http: httpx.Client, guard: Guard, base_url: str, key: Callable[[], str], model: str) -> None:
        self._http = http
        self._guard = guard
        self._url = f"{base_url.rstrip('/')}/chat/completions"
        self._key = key
        self._model = model

    def propose_skills(
        self, text: str, known: Sequence[str], budget: TokenBudget, deadline: Deadline
    ) -> tuple[ProposedSkill, ...]:
        answer = self._answer(prompts.propose(text, known), ProposedAnswer, budget, deadline)
        return tuple(ProposedSkill(item.name, item.quote) for item in answer.skills)

    def word_reasons(self, reasons: Sequence[Reason], budget: TokenBudget, deadline: Deadline) -> Mapping[str, str]:
        answer = self._answer(prompts.word(reasons), WordedAnswer, budget, deadline)
        # What it says twice of one of them, it says of none.
        said = [item.id for item in answer.reasons]
        return {item.id: item.sentence for item in answer.reasons if said.count(item.id) == 1}

    def _answer(self, prompt: Prompt, form: type[A], budget: TokenBudget, deadline: Deadline) -> A:
        body, key = self._body(prompt), self._key()
        # Three bytes of text are a token or less; the schema and the frame are in the body too.
        most = len(body) // 3 + prompt.max_tokens
        reservation = budget.reserve(most)
        calls: list[_Call] = []

        def attempt(own: Deadline) -> A:
            call = _Call(prompt.task, self._model, body, most)
            calls.append(call)
            with call.logged():
                return _content(self._ask(body, key, own, call), form)

        try:
            return self._guard.call(attempt, deadline)
        finally:
            try:
                budget.settle(reservation, sum(call.tokens for call in calls))
            except SkillpathError as error:
                _log.warning("what a language model took could not be told: %s", error.code)

    def _body(self, prompt: Prompt) -> bytes:
        body = {
            "model": self._model,
            "messages": [{"role": "system", "content": prompt.rules}, {"role": "user", "content": prompt.data}],
            "temperature": 0,
            "max_tokens": prompt.max_tokens,
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": prompt.task, "strict": True, "schema": prompt.schema},
            },
            # Of those who neither keep nor learn from what they are sent, and who hold the answer to the schema.
            "provider": {"data_collection": "deny", "require_parameters": True},
        }
        return json.dumps(body, ensure_ascii=False).encode(errors="replace")

    def _ask(self, body: bytes, key: str, own: Deadline, call: _Call) -> _Completion:
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        left_s = own.remaining_s()
        timeout = httpx.Timeout(left_s, connect=min(CONNECT_S, left_s))
        try:
            with (
                self._http.stream("POST", self._url, content=body, headers=headers, timeout=timeout) as answer,
                _cut_off(answer, own),
            ):
                if answer.status_code != httpx.codes.OK:
                    call.took(_Usage())
                    raise _refusal(answer.status_code, answer.headers.get("retry-after"))
                read = b""
                for piece in answer.iter_bytes():
                    read += piece
                    if len(read) > MAX_ANSWER_BYTES:
                        raise LanguageModelAnswerError("the language model's answer is too long to be one")
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
            call.took(_Usage())
            raise LanguageModelUnavailableError("the language model could not be reached") from None
        except httpx.TimeoutException:
            raise LanguageModelUnavailableError("the language model did not answer in time") from None
        except httpx.HTTPError as error:
            raise LanguageModelUnavailableError(f"the language model broke off ({type(error).__name__})") from None
        call.answered(read)
        return _completion(read, call)


def _completion(read: bytes, call: _Call) -> _Completion:
    try:
        completion = _Completion.model_validate_json(read)
    except ValidationError:
        raise _useless("is not a completion") from None
    if completion.usage is not None:
        call.took(completion.usage)
    if completion.error is not None:
        # OpenRouter tells what fails once it has begun to answer within an answer of status 200.
        code = completion.error.code
        raise _refusal(code if isinstance(code, int) else 0, None)
    return completion


def _content(completion: _Completion, form: type[A]) -> A:
    if not completion.choices:
        raise _useless("holds nothing")
    choice = completion.choices[0]
    if choice.finish_reason not in ("stop", None):
        raise _useless("was cut short")
    try:
        return form.model_validate_json(choice.message.content)
    except ValidationError:
        # What it says quotes what was answered.
        raise _useless("has not the form that was asked for") from None


def _useless(why: str) -> LanguageModelAnswerError:
    return LanguageModelAnswerError(f"the language model's answer {why}")


def _refusal(status: int, retry_after: str | None) -> SkillpathError:
    if status in _PASSING:
        return LanguageModelUnavailableError(f"the language model refused for now ({status})", _seconds(retry_after))
    return LanguageModelAnswerError(f"the language model refused ({status}): check its key, its credit and its name")


def _seconds(retry_after: str | None) -> float | None:
    """Of a `Retry-After` header: seconds, or a date (RFC 9110, section 10.2.3)."""
    if retry_after is None:
        return None
    try:
        seconds = float(retry_after)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds()
        except (ValueError, TypeError):
            return None
    return max(seconds, 0.0) if math.isfinite(seconds) else None


@contextmanager
def _cut_off(answer: httpx.Response, deadline: Deadline) -> Iterator[None]:
    """End the connection at the deadline: a read timeout begins anew with every byte that trickles in."""
    stream = answer.extensions.get("network_stream")
    connection: socket.socket | None = stream.get_extra_info("socket") if stream is not None else None

    def end() -> None:
        if connection is not None:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    timer = Timer(deadline.remaining_s(), end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
