import pytest

from shared.local.checkout import LocalStackError
from shared.local.children import gateway_environment, worker_environment
from shared.local.stack import given_supabase, start_supabase

URL = "http://127.0.0.1:54321"
GIVEN = {
    "SUPABASE_URL": URL + "/",
    "SUPABASE_PUBLISHABLE_KEY": "sb_publishable_x",
    "SUPABASE_SECRET_KEY": "sb_secret_x",
}


def test_an_environment_that_names_no_supabase_gives_none():
    assert given_supabase({"PATH": "/bin"}) is None


def test_a_supabase_of_the_environment_is_taken_as_it_is():
    given = given_supabase({**GIVEN, "SUPABASE_JWT_SECRET": "s" * 32})
    assert (given.url, given.publishable_key, given.secret_key) == (URL, "sb_publishable_x", "sb_secret_x")
    assert given.jwt_secret == "s" * 32


def test_the_older_names_of_the_keys_count_too():
    given = given_supabase({"SUPABASE_URL": URL, "SUPABASE_ANON_KEY": "anon", "SUPABASE_SERVICE_ROLE_KEY": "service"})
    assert (given.publishable_key, given.secret_key) == ("anon", "service")


def test_half_a_supabase_is_refused_with_what_is_missing():
    with pytest.raises(LocalStackError, match=r"SUPABASE_PUBLISHABLE_KEY, SUPABASE_SECRET_KEY is not set"):
        given_supabase({"SUPABASE_URL": URL})


def test_a_given_supabase_is_used_and_no_other_started(monkeypatch, tmp_path):
    for name, value in GIVEN.items():
        monkeypatch.setenv(name, value)
    said = []
    with start_supabase(tmp_path, said.append) as supabase:
        assert supabase.url == URL
    assert list(tmp_path.iterdir()) == []
    assert URL in said[0]


def test_no_function_that_answers_requests_has_a_key_that_passes_row_level_security():
    outside = {"PATH": "/bin", "SUPABASE_SERVICE_ROLE_KEY": "service"}
    assert gateway_environment(outside, GIVEN) == {
        "PATH": "/bin",
        "SUPABASE_URL": URL + "/",
        "SUPABASE_PUBLISHABLE_KEY": "sb_publishable_x",
    }


def test_workers_are_told_where_the_service_key_lies_and_nobody_sees_another_aws(tmp_path):
    outside = {"AWS_PROFILE": "of-the-person", "AWS_ACCESS_KEY_ID": "real", "PATH": "/bin"}
    settings = {**GIVEN, "AWS_ENDPOINT_URL": "http://127.0.0.1:5000", "AWS_ACCESS_KEY_ID": "local"}
    gateway, workers = gateway_environment(outside, settings), worker_environment(outside, settings)
    assert workers == {**gateway, "SUPABASE_SECRET_KEY_PARAMETER": "/skillpath/local/supabase-secret-key"}
    assert gateway["AWS_ACCESS_KEY_ID"] == "local"
    assert "AWS_PROFILE" not in gateway
    assert worker_environment(outside, settings, tmp_path) == {**workers, "SKILLPATH_LOCAL_FAULT": str(tmp_path)}
