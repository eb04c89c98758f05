"""Read a stranger's file in a process of its own, with bounds on its memory, its processor time and the clock.

A new interpreter rather than a fork: a fork of a Lambda would carry its secrets, its connections and its threads'
locks along, and count its memory. Pipes rather than a queue: queues and semaphores need /dev/shm, which Lambda lacks.
"""

import contextlib
import os
import signal
import subprocess
import sys
from dataclasses import dataclass

from shared.domain.document import ContentType
from shared.domain.document_text import DocumentText, RejectionCode
from shared.domain.errors import DocumentRefusedError
from shared.extraction.files.answer import Answer, Usage
from shared.extraction.files.extract import extract
from shared.extraction.files.preflight import inspect

_CHILD = "shared.extraction.files.child"
_PLAIN = (ContentType.PLAIN, ContentType.MARKDOWN)


@dataclass(frozen=True, slots=True)
class Limits:
    """Attributes:
    memory_bytes: of the child's address space.
    cpu_s: of processor time, in whole seconds.
    wall_s: on the clock, starting the child included.
    """

    memory_bytes: int = 512 * 2**20
    cpu_s: int = 12
    wall_s: float = 15.0


DEFAULT_LIMITS = Limits()


def read_document(data: bytes, content_type: ContentType, *, limits: Limits = DEFAULT_LIMITS) -> DocumentText:
    """The text of a file, which may be hostile.

    Plain text is read in this process: it takes no parser.

    Raises:
        DocumentRefusedError: it is refused; the reason says why, and the message what to do.
    """
    if content_type in _PLAIN:
        return extract(data, content_type)
    # What can be told by the first and last bytes needs no process.
    inspect(data, content_type)
    answer = ask_child(data, content_type, limits)
    if isinstance(answer.result, DocumentRefusedError):
        raise answer.result
    return answer.result


def ask_child(data: bytes, content_type: ContentType, limits: Limits) -> Answer:
    """What the child answers; a refusal where it ends without."""
    command = [sys.executable, "-S", "-P", "-m", _CHILD, content_type, str(limits.memory_bytes), str(limits.cpu_s)]
    child = subprocess.Popen(  # noqa: S603 - this interpreter and a module of ours
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # Where parsers say what they make of a CV.
        stderr=subprocess.DEVNULL,
        env=_environment(),
        start_new_session=True,
    )
    try:
        said, _ = child.communicate(data, timeout=limits.wall_s)
    except subprocess.TimeoutExpired:
        return _unanswered(_too_slow())
    finally:
        _end(child)
    if child.returncode == 0:
        try:
            return Answer.from_json(said)
        except (ValueError, KeyError, TypeError):
            pass
    return _unanswered(_why_ended(child.returncode))


def _environment() -> dict[str, str]:
    """Where the code lies, and nothing else: no keys, no tokens."""
    return {"PYTHONPATH": os.pathsep.join(path or os.getcwd() for path in sys.path), "PYTHONHASHSEED": "0"}  # noqa: PTH109 - "" stands for it


def _end(child: "subprocess.Popen[bytes]") -> None:
    """With whatever it may have started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            pipe.close()


def _why_ended(code: int) -> DocumentRefusedError:
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return _too_slow()
    return DocumentRefusedError(RejectionCode.DAMAGED, "the file cannot be read: save it again, or save the text alone")


def _too_slow() -> DocumentRefusedError:
    return DocumentRefusedError(
        RejectionCode.TOO_SLOW, "the file takes longer to read than a CV does: print it to a new PDF, or save the text"
    )


def _unanswered(error: DocumentRefusedError) -> Answer:
    return Answer(error, Usage(0, 0.0))
