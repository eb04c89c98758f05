from pathlib import Path

import jwt
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


@pytest.mark.parametrize("name", ["SUPABASE_PUBLISHABLE_KEY", "SUPABASE_ANON_KEY"])
@pytest.mark.parametrize(
    ("key", "is_refused"),
    [
        ("sb_publishable_N7UND0UgjKTVK", False),
        ("sb_secret_" + "N7UND0UgjKTVK", True),
        (jwt.encode({"iss": "supabase", "role": "anon"}, "s" * 32), False),
        (jwt.encode({"iss": "supabase", "role": "service_role"}, "s" * 32), True),
        ("a.b.c", False),
        (jwt.encode({}, "s" * 32), False),
    ],
)
def test_a_secret_key_is_not_taken_for_one_that_every_browser_is_told(monkeypatch, name, key, is_refused):
    monkeypatch.setenv(name, key)
    if not is_refused:
        assert get_settings().supabase_publishable_key.get_secret_value() == key
        return
    with pytest.raises(NotConfiguredError, match="secret key") as caught:
        get_settings()
    assert "SUPABASE_PUBLISHABLE_KEY" in str(caught.value)
    assert key not in str(caught.value)


def test_secrets_are_in_no_representation(monkeypatch):
    names = ("SUPABASE_SECRET_KEY", "SUPABASE_JWT_SECRET", "SKILLPATH_CURSOR_KEY", "SKILLPATH_DATABASE_URL")
    for name in (*names, "OPENROUTER_API_KEY"):
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
        ("SKILLPATH_STRATEGY", "guessing"),
        ("SUPABASE_URL", "not a url"),
        ("SKILLPATH_CURSOR_KEY", "too-short"),
        ("SKILLPATH_WRITES_PER_MINUTE", "1000000"),  # which Postgres would refuse at each request
        ("SKILLPATH_LLM", "whichever"),
        ("SKILLPATH_LLM_MODEL", "openrouter/auto"),
        ("SKILLPATH_LLM_MODEL", "openai/gpt-4o-mini"),
        ("SKILLPATH_LLM_MODEL", "openai/gpt-4o-mini-2024-07-18:free"),
        ("SKILLPATH_LLM_TOKENS_PER_DAY", "-1"),
        ("SKILLPATH_OPENROUTER_URL", "http://openrouter.ai/api/v1"),
        ("SKILLPATH_OPENROUTER_URL", "https://openrouter.ai/api/v1/"),
        ("SKILLPATH_OPENROUTER_URL", "http://localhost.evil.example/api"),
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


@pytest.mark.parametrize(
    "model", ["openai/gpt-4o-mini-2024-07-18", "mistralai/mistral-small-2506", "anthropic/claude-sonnet-4-20250514"]
)
def test_a_model_is_pinned_by_its_date(monkeypatch, model):
    monkeypatch.setenv("SKILLPATH_LLM_MODEL", model)
    assert get_settings().llm_model == model


def test_no_language_model_is_asked_unless_one_is_wanted():
    assert get_settings().llm == "off"


@pytest.fixture
def laptop(monkeypatch, tmp_path):
    """A folder with settings in a `.env`, and a process that works there as a developer's does."""
    (tmp_path / ".env").write_text("SKILLPATH_STORE=memory\nSUPABASE_URL=https://abc.supabase.co\nSOMEBODY_ELSES=x\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SKILLPATH_ENV_FILE")
    return tmp_path


def test_on_a_laptop_a_file_stands_in_for_variables_that_are_not_set(monkeypatch, laptop):
    monkeypatch.setenv("SUPABASE_URL", "https://set.supabase.co")
    assert get_settings().store == "memory"
    assert get_settings().supabase_base == "https://set.supabase.co"


def test_a_function_reads_no_file(monkeypatch, laptop):
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "skillpath-dev-health")
    assert get_settings().store == "supabase"


def test_another_file_can_be_named_or_none(monkeypatch, laptop):
    (laptop / "other.env").write_text("SKILLPATH_STORE=sql\n")
    monkeypatch.setenv("SKILLPATH_ENV_FILE", "other.env")
    assert get_settings().store == "sql"
    get_settings.cache_clear()
    monkeypatch.setenv("SKILLPATH_ENV_FILE", "")
    assert get_settings().store == "supabase"


def test_what_a_file_says_wrongly_is_told_by_its_variable_and_never_repeated(laptop):
    (laptop / ".env").write_text("SKILLPATH_CURSOR_KEY=swordfish\n")
    with pytest.raises(NotConfiguredError, match="SKILLPATH_CURSOR_KEY") as caught:
        get_settings()
    assert "swordfish" not in str(caught.value)
