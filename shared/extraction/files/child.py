"""The process that reads one file: `python -m shared.extraction.files.child TYPE MEMORY_BYTES CPU_S`.

The file comes in through standard input, the answer goes out through standard output. Nothing else is said: what a
parser has to say may hold words of the CV.
"""

import logging
import sys
import time
import warnings
from contextlib import suppress
from pathlib import Path

from shared.domain.document import ContentType
from shared.domain.document_text import DocumentText, RejectionCode
from shared.domain.errors import DocumentRefusedError
from shared.extraction.files.answer import Answer, Usage

_STATUS = Path("/proc/self/status")
# Room for one compiled module, which Python keeps for the next child where nobody compiled the library beforehand.
_FILE_BYTES = 4_000_000


def main(content_type: str, memory_bytes: str, cpu_s: str) -> None:
    """Bound this process first, then import what can read the file."""
    _bound(int(memory_bytes), int(cpu_s))
    logging.disable()
    warnings.simplefilter("ignore")
    data = sys.stdin.buffer.read()
    result: DocumentText | DocumentRefusedError
    try:
        result = _read(data, ContentType(content_type))
    except MemoryError:
        # The traceback holds what took the memory: by now it is free again.
        result = DocumentRefusedError(
            RejectionCode.TOO_MUCH_MEMORY, "the file takes more memory to read than a CV does: save the text alone"
        )
    sys.stdout.buffer.write(Answer(result, _usage()).to_json())
    sys.stdout.buffer.flush()


def _read(data: bytes, content_type: ContentType) -> DocumentText | DocumentRefusedError:
    from shared.extraction.files.extract import extract

    try:
        return extract(data, content_type)
    except DocumentRefusedError as error:
        return error


def _bound(memory_bytes: int, cpu_s: int) -> None:
    try:
        import resource
    except ImportError:
        # Windows has no such bounds; the parent's clock still holds.
        return
    wanted = (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, _FILE_BYTES),
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_AS, memory_bytes),
    )
    for kind, most in wanted:
        # macOS refuses a bound on its address space.
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


def _usage() -> Usage:
    """By the kernel's own count of this process: `ru_maxrss` begins with what the parent held as it forked."""
    peak_kb = 0
    with suppress(OSError):
        for line in _STATUS.read_text().splitlines():
            if line.startswith("VmHWM:"):
                peak_kb = int(line.split()[1])
    return Usage(peak_kb * 1024, round(time.process_time(), 3))


if __name__ == "__main__":
    main(*sys.argv[1:4])
