from pathlib import Path

import pytest

from shared.domain.errors import NotConfiguredError
from shared.settings import get_settings, required

pytestmark = pytest.mark.usefixtures("without_settings")


def test_nothing_has_to_be_set():
    settings = get_settings()
    assert settings.store == "supabase"
    assert settings.taxonomy == Path("build/taxonomy.sqlite")
    assert settings.cors_origins == ()
    assert settings.token_issuer is None


def test_settings_are_read_once_and_cannot_be_changed(monkeypatch):
    first = get_settings()
    monkeypatch.setenv("SKILLPATH_STORE", "memory")
    assert get_settings() is first
    with pytest.raises(ValueError, match="frozen"):
        first.store = "memory"


@pytest.mark.parametrize("url", ["https://abc.supabase.co", "https://abc.supabase.co/"])
def test_the_issuer_follows_from_the_projects_address(monkeypatch, url):
    monkeypatch.setenv("SUPABASE_URL", url)
    assert get_settings().token_issuer == "https://abc.supabase.co/auth/v1"


def test_a_port_stays_in_the_projects_address(monkeypatch):
    monkeypatch.setenv("SUPABASE_URL", "http://127.0.0.1:54321")
    assert get_settings().supabase_base == "http://127.0.0.1:54321"


def test_keys_go_by_their_names_of_today_and_before(monkeypatch):
    monkeypatch.setenv("SUPABASE_ANON_KEY", "old")
    monkeypatch.setenv("SUPABASE_SERVICE_ROLE_KEY", "old-secret")
    assert get_settings().supabase_publishable_key.get_secret_value() == "old"
    assert get_settings().supabase_secret_key.get_secret_value() == "old-secret"
    get_settings.cache_clear()
    monkeypatch.setenv("SUPABASE_PUBLISHABLE_KEY", "new")
    assert get_settings().supabase_publishable_key.get_secret_value() == "new"


def test_secrets_are_in_no_representation(monkeypatch):
    for name in ("SUPABASE_SECRET_KEY", "SUPABASE_JWT_SECRET", "SKILLPATH_CURSOR_KEY", "SKILLPATH_DATABASE_URL"):
        monkeypatch.setenv(name, "swordfish-swordfish")
    assert "swordfish" not in repr(get_settings())


def test_origins_are_separated_by_commas(monkeypatch):
    monkeypatch.setenv("SKILLPATH_CORS_ORIGINS", " https://app.example.org, http://localhost:3000 ,,http://[::1]:80")
    assert get_settings().cors_origins == ("https://app.example.org", "http://localhost:3000", "http://[::1]:80")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SKILLPATH_CORS_ORIGINS", "*"),
        ("SKILLPATH_CORS_ORIGINS", "https://*.example.org"),
        ("SKILLPATH_CORS_ORIGINS", "https://app.example.org/"),
        ("SKILLPATH_CORS_ORIGINS", "app.example.net"),
        ("SKILLPATH_CORS_ORIGINS", "null"),
        ("SKILLPATH_STORE", "paper-and-pencil"),
        ("SUPABASE_URL", "not a url"),
        ("SKILLPATH_CURSOR_KEY", "too-short"),
    ],
)
def test_a_value_that_cannot_be_used_is_told_by_its_variable_and_never_repeated(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(NotConfiguredError) as caught:
        get_settings()
    assert name in str(caught.value)
    if len(value) > 1:
        assert value not in str(caught.value)


def test_an_empty_variable_is_one_that_is_not_set(monkeypatch):
    monkeypatch.setenv("SUPABASE_URL", "")
    monkeypatch.setenv("SKILLPATH_CORS_ORIGINS", "")
    assert get_settings().supabase_url is None
    assert get_settings().cors_origins == ()


def test_what_a_use_cannot_do_without_is_named():
    with pytest.raises(NotConfiguredError, match="SUPABASE_URL is not set"):
        required(None, "SUPABASE_URL")
    assert required("", "SUPABASE_URL") == ""
