import logging

import pytest

from shared.api.batches import make_batch_handler
from shared.domain.errors import InvalidTextError, NotConfiguredError
from shared.local.events import LambdaContext

CONTEXT = LambdaContext("worker", 512, "r-1", deadline=60.0, clock=lambda: 0.0)


def event(*bodies):
    return {
        "Records": [
            {"messageId": f"m-{number}", "body": body, "eventSource": "aws:sqs"} for number, body in enumerate(bodies)
        ]
    }


def failed(handler, *bodies):
    return [item["itemIdentifier"] for item in handler(event(*bodies), CONTEXT)["batchItemFailures"]]


def test_each_message_is_handled_in_its_order():
    handled = []
    assert failed(make_batch_handler(handled.append), "a", "b", "c") == []
    assert handled == ["a", "b", "c"]


@pytest.mark.parametrize("bodies", [("bad", "good"), ("good", "bad", "good"), ("bad",), ("bad", "bad")])
def test_only_a_message_that_fails_comes_again_also_where_all_do(bodies):
    def handle(body):
        if body == "bad":
            raise ValueError

    handler = make_batch_handler(handle)
    assert failed(handler, *bodies) == [f"m-{number}" for number, body in enumerate(bodies) if body == "bad"]
    assert failed(handler, "good") == []


def fail_with(error):
    def handle(body):
        raise error

    return make_batch_handler(handle)


def test_an_error_that_nobody_foresaw_is_logged_with_its_place_and_without_its_words(caplog):
    caplog.set_level(logging.DEBUG)
    assert failed(fail_with(KeyError("ann@example.org")), "about ann@example.org") == ["m-0"]
    assert "message m-0 comes again: KeyError" in caplog.text
    assert "in handle" in caplog.text
    assert "ann@" not in caplog.text


def test_what_is_wrong_with_a_message_is_logged_by_its_code(caplog):
    failed(fail_with(InvalidTextError("character 7 is U+0000")), "x")
    assert "message m-0 comes again: invalid-text" in caplog.text
    assert "character" not in caplog.text


def test_what_does_not_answer_is_named(caplog):
    failed(fail_with(NotConfiguredError("SKILLPATH_BUCKET is not set")), "x")
    assert "not-configured: SKILLPATH_BUCKET is not set" in caplog.text
