"""The child that reads a file: what it is given, what it says, and how it is ended."""

import json
import os
import sys
import time
from pathlib import Path

import pytest

from shared.domain.document_text import DocumentText, RejectionCode
from shared.domain.errors import DocumentRefusedError
from shared.extraction.files import process
from shared.extraction.files.answer import Answer, Usage
from shared.extraction.files.extract import extract
from shared.extraction.files.process import DEFAULT_LIMITS, Limits, ask_child, read_document
from shared.local.sample.make_pdf import FOLDER
from tests.unit.files.making import DOCX, PDF, PLAIN, docx_parts, drawn_pdf, good_pdf, zip_of

CANARY = "Zaphod Beeblebrox"


def test_the_child_reads_what_is_read_here():
    for data, content_type in (
        (good_pdf(), PDF),
        ((FOLDER / "cv.pdf").read_bytes(), PDF),
        (zip_of(docx_parts()), DOCX),
    ):
        assert read_document(data, content_type) == extract(data, content_type)


def test_plain_text_takes_no_child(monkeypatch):
    monkeypatch.setattr(process, "ask_child", None)
    assert read_document(b"Led a team.\n", PLAIN).text == "Led a team.\n"


def test_an_answer_comes_through_as_it_was_given():
    usage = Usage(1_000, 0.25)
    read = extract(good_pdf(), PDF)
    assert Answer.from_json(Answer(read, usage).to_json()) == Answer(read, usage)
    refused = Answer(DocumentRefusedError(RejectionCode.MACRO, "it holds macros: é"), usage)
    again = Answer.from_json(refused.to_json())
    assert isinstance(again.result, DocumentRefusedError)
    assert (again.result.reason, str(again.result), again.usage) == (RejectionCode.MACRO, "it holds macros: é", usage)


@pytest.fixture
def instead(monkeypatch, tmp_path):
    """Another module in the child's place."""

    def put(code: str) -> None:
        (tmp_path / "instead.py").write_text(code)
        monkeypatch.setattr(process, "_CHILD", "instead")
        monkeypatch.syspath_prepend(str(tmp_path))

    return put


TELL = """
import json, os, sys
from shared.domain.document_text import DocumentText, Hidden
from shared.extraction.files.answer import Answer, Usage
sys.stdin.buffer.read()
told = {TOLD}
sys.stdout.buffer.write(Answer(DocumentText(json.dumps(told), (0,), (), Hidden(), False), Usage(0, 0.0)).to_json())
"""


def told(answer: Answer) -> object:
    assert isinstance(answer.result, DocumentText)
    return json.loads(answer.result.text)


def test_the_child_is_told_where_the_code_lies_and_no_secret(instead, monkeypatch):
    monkeypatch.setenv("SUPABASE_SERVICE_KEY", CANARY)
    monkeypatch.setenv("AWS_SESSION_TOKEN", CANARY)
    instead(TELL.replace("{TOLD}", "dict(os.environ)"))
    environment = told(ask_child(b"x", PDF, DEFAULT_LIMITS))
    assert isinstance(environment, dict)
    assert CANARY not in str(environment)
    # LC_CTYPE is Python's own, where no locale is named.
    assert environment.keys() - {"LC_CTYPE"} == {"PYTHONPATH", "PYTHONHASHSEED"}


@pytest.mark.skipif(sys.platform != "linux", reason="other systems bound less")
def test_the_child_bounds_itself_before_it_reads(instead):
    code = TELL.replace(
        "{TOLD}",
        "[resource.getrlimit(kind) for kind in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_CORE)]",
    )
    instead(
        "import resource, sys\nfrom shared.extraction.files.child import _bound\n"
        "_bound(int(sys.argv[2]), int(sys.argv[3]))\n" + code
    )
    assert told(ask_child(b"x", PDF, Limits(memory_bytes=400_000_000, cpu_s=7))) == [
        [400_000_000, 400_000_000],
        [7, 7],
        [0, 0],
    ]


def test_what_parsers_say_of_a_file_is_said_to_nobody(instead, capfd, caplog):
    instead(
        f"import sys, logging\nprint({CANARY!r}, file=sys.stderr)\nlogging.error({CANARY!r})\n"
        f"raise ValueError({CANARY!r})"
    )
    answer = ask_child(b"x", PDF, DEFAULT_LIMITS)
    assert isinstance(answer.result, DocumentRefusedError)
    assert answer.result.reason is RejectionCode.DAMAGED
    said = capfd.readouterr()
    assert CANARY not in said.out + said.err + caplog.text + str(answer.result)


@pytest.mark.parametrize("says", ["", "no JSON", "[]", '{"usage": {}}'])
def test_a_child_that_says_anything_else_refuses_the_file(instead, says):
    instead(f"import sys\nsys.stdin.buffer.read()\nsys.stdout.write({says!r})")
    with pytest.raises(DocumentRefusedError) as caught:
        read_document(good_pdf(), PDF)
    assert caught.value.reason is RejectionCode.DAMAGED


def test_a_child_that_is_too_slow_is_ended_with_what_it_started(instead, tmp_path):
    pids = tmp_path / "pids"
    instead(
        "import os, subprocess, sys, time\n"
        "other = subprocess.Popen([sys.executable, '-S', '-c', 'import time; time.sleep(600)'])\n"
        f"open({str(pids)!r} + '.new', 'w').write(f'{{os.getpid()}} {{other.pid}}')\n"
        f"os.rename({str(pids)!r} + '.new', {str(pids)!r})\n"
        "time.sleep(600)"
    )
    answer = ask_child(b"x", PDF, Limits(wall_s=10.0))
    assert isinstance(answer.result, DocumentRefusedError)
    assert answer.result.reason is RejectionCode.TOO_SLOW
    child, other = map(int, pids.read_text().split())
    # A signal takes the kernel a moment on a busy machine.
    for _ in range(600):
        if not any(is_running(pid) for pid in (child, other)):
            break
        time.sleep(0.1)
    assert not any(is_running(pid) for pid in (child, other))


def is_running(pid: int) -> bool:
    """Whether a process does anything still; one that nobody has waited for yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_the_text_of_a_refused_file_is_not_in_its_refusal():
    drawn = f"3 Tr ({CANARY} led a team of five.) Tj".encode()
    with pytest.raises(DocumentRefusedError) as caught:
        read_document(drawn_pdf(drawn), PDF)
    assert caught.value.reason is RejectionCode.NO_TEXT
    assert "Zaphod" not in repr(caught.value) + str(caught.value.__cause__)


def test_no_shared_memory_is_needed():
    # Lambda has none: https://docs.python.org/3/library/multiprocessing.html#synchronization-primitives
    assert "multiprocessing" not in sys.modules[process.__name__].__dict__
    assert os.pathsep.join(filter(None, sys.path)) in process._environment()["PYTHONPATH"]
