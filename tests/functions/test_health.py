import re

import pytest

from functions.health.handler import ELSEWHERE
from shared import bootstrap
from shared.api.edge import METHODS
from shared.domain.errors import StoreUnavailableError
from shared.taxonomy import ATTRIBUTION


def test_liveness_needs_neither_a_token_nor_a_store(call, monkeypatch):
    monkeypatch.setenv("SKILLPATH_STORE", "supabase")
    bootstrap.reset()
    answer = call("health", "GET", "/v1/health")
    assert answer.status == 200
    assert answer.json == {"status": "ok", "version": "0.1.0", "attribution": ATTRIBUTION}


def test_readiness_asks_the_store(call):
    assert call("health", "GET", "/v1/health", query={"ready": "true"}).json["status"] == "ready"


def test_a_store_that_does_not_answer_is_503_and_says_when_to_come_back(call, monkeypatch):
    def fail():
        raise StoreUnavailableError("the store did not answer")

    monkeypatch.setattr(bootstrap, "ping_store", fail)
    answer = call("health", "GET", "/v1/health", query={"ready": "true"})
    assert (answer.status, answer.code) == (503, "store-unavailable")
    assert answer.headers["retry-after"] == "5"


def test_readiness_names_the_setting_that_is_missing(call, monkeypatch):
    monkeypatch.setenv("SKILLPATH_STORE", "supabase")
    for name in ("SUPABASE_PUBLISHABLE_KEY", "SUPABASE_ANON_KEY"):
        monkeypatch.delenv(name, raising=False)
    bootstrap.reset()
    answer = call("health", "GET", "/v1/health", query={"ready": "true"})
    assert (answer.status, answer.code) == (503, "not-configured")
    assert "SUPABASE_PUBLISHABLE_KEY" in answer.json["detail"]


def test_liveness_outlives_settings_that_cannot_be_read(call, monkeypatch, caplog):
    monkeypatch.setenv("SKILLPATH_STORE", "paper")
    bootstrap.reset()
    assert call("health", "GET", "/v1/health").status == 200
    assert "SKILLPATH_STORE" in caplog.text


@pytest.mark.parametrize("path", ["/", "/v1", "/v1/nope", "/v1/health/", "/v1/skills/a/b", "/%2e%2e/etc", "/\ud83d"])
def test_a_path_that_is_not_there_is_404(call, path):
    answer = call("health", "GET", path)
    assert (answer.status, answer.code) == (404, "not-found")


@pytest.mark.parametrize("path", ELSEWHERE)
def test_a_wrong_method_at_another_functions_path_is_405_with_those_it_has(call, path):
    wrong = next(method for method in METHODS if method not in ELSEWHERE[path])
    answer = call("health", wrong, re.sub(r"\{\w+\}", "7", path))
    assert (answer.status, answer.code) == (405, "method-not-allowed")
    assert answer.headers["allow"].split(", ") == sorted(ELSEWHERE[path])


def test_a_wrong_method_within_a_function_names_all_it_has(call, anns):
    answer = call("skills", "DELETE", "/v1/skills", token=anns)
    assert (answer.status, answer.code) == (405, "method-not-allowed")
    assert answer.headers["allow"] == "GET, POST"
