"""Each hostile file is refused with its own code, within bounds, and the next file is read."""

import pytest

from shared.domain.document_text import RejectionCode
from shared.domain.errors import DocumentRefusedError
from shared.extraction.files.process import Limits, ask_child, read_document
from tests.unit.files.hostile import BY_CONTAINER, BY_PARSER, Hostile
from tests.unit.files.making import PDF, good_pdf, page_pdf, stream

# The clock counts what else this machine does; its own work is bounded by processor time.
PATIENT = Limits(wall_s=90.0)


@pytest.mark.parametrize("hostile", BY_CONTAINER, ids=lambda hostile: hostile.name)
def test_what_the_container_tells_is_refused_without_a_parser(hostile: Hostile):
    with pytest.raises(DocumentRefusedError) as caught:
        read_document(hostile.make(), hostile.content_type, limits=Limits(memory_bytes=1))
    assert caught.value.reason is hostile.code
    require_plain_words(str(caught.value))


@pytest.mark.parametrize("hostile", BY_PARSER, ids=lambda hostile: hostile.name)
def test_what_a_parser_would_choke_on_is_refused_within_bounds(hostile: Hostile):
    answer = ask_child(hostile.make(), hostile.content_type, PATIENT)
    assert isinstance(answer.result, DocumentRefusedError)
    assert answer.result.reason is hostile.code, str(answer.result)
    # Said by the child itself, so it neither died nor was killed.
    assert 0 < answer.usage.peak_bytes < PATIENT.memory_bytes <= 512 * 2**20
    assert answer.usage.cpu_s < PATIENT.cpu_s < 20
    require_plain_words(str(answer.result))


def test_every_code_has_a_file_that_is_refused_with_it():
    codes = {hostile.code for hostile in (*BY_CONTAINER, *BY_PARSER)}
    assert codes | {RejectionCode.TOO_SLOW} == set(RejectionCode)


def test_what_takes_too_long_is_ended_and_the_next_file_is_read():
    # As many operators as are allowed, on every page there may be.
    busy = page_pdf(stream(b"q 1 0 0 1 0 0 cm Q " * 60_000))
    for limits in (Limits(cpu_s=1), Limits(wall_s=0.05)):
        with pytest.raises(DocumentRefusedError) as caught:
            read_document(busy, PDF, limits=limits)
        assert caught.value.reason is RejectionCode.TOO_SLOW
        require_plain_words(str(caught.value))
    assert read_document(good_pdf(), PDF).text == "Led a team of five engineers in Leeds."


def require_plain_words(message: str) -> None:
    assert "\n" not in message
    assert ": " in message
    assert "Error" not in message
