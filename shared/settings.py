"""Everything that the environment decides, read once and checked; on a laptop also a file `.env`."""

import base64
import json
import os
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import AliasChoices, Field, HttpUrl, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from shared.domain.errors import NotConfiguredError

T = TypeVar("T")

# As a browser writes it in `Origin`: in lower case, without a path.
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d+)?|https?://\[[0-9a-f:]+\](:\d+)?")

# A vendor, a name and a date, as OpenRouter writes them: -2024-07-18, -20240718, -2407, -09-2025.
_PINNED_MODEL = r"^[a-z0-9-]+/[a-z0-9._-]*-(\d{4}-\d{2}-\d{2}|\d{8}|\d{4}|\d{2}-\d{4})$"
# A CV goes nowhere in the clear but to this machine.
_SAFE_URL = r"^(https://[^/\s]+|http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?)(/[^\s]*[^/\s])?$"
_ENV_FILE = "SKILLPATH_ENV_FILE"


class Settings(BaseSettings):
    """Attributes:
    supabase_url: of the project, as "https://abc.supabase.co".
    supabase_publishable_key: sent with every user's request, and told to every browser: no secret one is taken.
    supabase_secret_key: for seeding and for workers; no function that answers requests has it.
    supabase_secret_key_parameter: where that lies, as a reference of shared/gateways/secrets.py, instead.
    supabase_jwt_secret: of a local stack: only where it is set are HS256 tokens accepted.
    store: where aggregates are kept.
    database_url: SQLAlchemy's, for the store `sql`.
    taxonomy: the compiled artefact.
    strategy: how skills are found in a text, as `FindingStrategy` names it.
    cors_origins: whose pages may read the answers; in the environment separated by commas.
    cursor_key: what page cursors are signed with, 16 characters or more, the same for all instances.
    writes_per_minute: how much one user may change in a minute, and at once; an assessment or a plan counts 5;
        six digits at most, as `public.admit` takes no more.
    bucket: of S3, where files lie.
    queue_url: of SQS, of the queue that has workers take up runs.
    llm: whether a language model words reasons and proposes skills; off, and off without a key, the method does alone.
    llm_model: exactly one, with its date: another one would answer otherwise.
    llm_tokens_per_day: what it may take for one user.
    openrouter_key, openrouter_key_parameter: the key, or a reference to it.
    openrouter_url: its API, without a slash at its end.
    """

    # A file of settings may hold those of others, too.
    model_config = SettingsConfigDict(frozen=True, env_ignore_empty=True, hide_input_in_errors=True, extra="ignore")

    supabase_url: Annotated[HttpUrl | None, Field(validation_alias="SUPABASE_URL")] = None
    supabase_publishable_key: Annotated[
        SecretStr | None, Field(validation_alias=AliasChoices("SUPABASE_PUBLISHABLE_KEY", "SUPABASE_ANON_KEY"))
    ] = None
    supabase_secret_key: Annotated[
        SecretStr | None, Field(validation_alias=AliasChoices("SUPABASE_SECRET_KEY", "SUPABASE_SERVICE_ROLE_KEY"))
    ] = None
    supabase_secret_key_parameter: Annotated[str | None, Field(validation_alias="SUPABASE_SECRET_KEY_PARAMETER")] = None
    supabase_jwt_secret: Annotated[SecretStr | None, Field(validation_alias="SUPABASE_JWT_SECRET")] = None
    store: Annotated[Literal["supabase", "sql", "memory"], Field(validation_alias="SKILLPATH_STORE")] = "supabase"
    database_url: Annotated[SecretStr | None, Field(validation_alias="SKILLPATH_DATABASE_URL")] = None
    taxonomy: Annotated[Path, Field(validation_alias="SKILLPATH_TAXONOMY")] = Path("build/taxonomy.sqlite")
    strategy: Annotated[Literal["hybrid", "exact"], Field(validation_alias="SKILLPATH_STRATEGY")] = "hybrid"
    cors_origins: Annotated[tuple[str, ...], NoDecode, Field(validation_alias="SKILLPATH_CORS_ORIGINS")] = ()
    cursor_key: Annotated[SecretStr | None, Field(validation_alias="SKILLPATH_CURSOR_KEY", min_length=16)] = None
    writes_per_minute: Annotated[int, Field(validation_alias="SKILLPATH_WRITES_PER_MINUTE", ge=5, le=999_999)] = 120
    bucket: Annotated[str | None, Field(validation_alias="SKILLPATH_BUCKET")] = None
    queue_url: Annotated[str | None, Field(validation_alias="SKILLPATH_QUEUE_URL")] = None

    llm: Annotated[Literal["off", "openrouter"], Field(validation_alias="SKILLPATH_LLM")] = "off"
    llm_model: Annotated[str, Field(validation_alias="SKILLPATH_LLM_MODEL", pattern=_PINNED_MODEL)] = (
        "openai/gpt-4o-mini-2024-07-18"
    )
    llm_tokens_per_day: Annotated[int, Field(validation_alias="SKILLPATH_LLM_TOKENS_PER_DAY", ge=0, le=10**9)] = 60_000
    openrouter_key: Annotated[SecretStr | None, Field(validation_alias="OPENROUTER_API_KEY")] = None
    openrouter_key_parameter: Annotated[str | None, Field(validation_alias="OPENROUTER_API_KEY_PARAMETER")] = None
    openrouter_url: Annotated[str, Field(validation_alias="SKILLPATH_OPENROUTER_URL", pattern=_SAFE_URL)] = (
        "https://openrouter.ai/api/v1"
    )

    @field_validator("supabase_publishable_key")
    @classmethod
    def _refuse_a_secret_one(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None and _passes_row_level_security(key.get_secret_value()):
            raise ValueError("this is a secret key, and every browser would be told it: give the publishable one")
        return key

    @field_validator("cors_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return [origin.strip() for origin in value.split(",") if origin.strip()] if isinstance(value, str) else value

    @field_validator("cors_origins")
    @classmethod
    def _require_exact_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        if not all(_ORIGIN.fullmatch(origin) for origin in origins):
            raise ValueError(
                "each must be an exact origin, as https://app.example.org: no path, no slash at its end, no *"
            )
        return origins

    @property
    def supabase_base(self) -> str:
        """The project's address without a slash at its end.

        Raises:
            NotConfiguredError: SUPABASE_URL is not set.
        """
        return str(required(self.supabase_url, "SUPABASE_URL")).rstrip("/")

    @property
    def token_issuer(self) -> str | None:
        """What Supabase Auth calls itself in its tokens."""
        return f"{self.supabase_base}/auth/v1" if self.supabase_url else None


def env_file() -> Path | None:
    """What stands in for variables that are not set: `.env` of the working folder, or what SKILLPATH_ENV_FILE names.

    In Lambda there is none: a function has the settings that it was deployed with.
    """
    if "AWS_LAMBDA_FUNCTION_NAME" in os.environ:
        return None
    named = os.environ.get(_ENV_FILE, ".env")
    return Path(named) if named else None


@cache
def get_settings() -> Settings:
    """The process's settings.

    Raises:
        NotConfiguredError: a value cannot be used; the message names its variable, never the value.
    """
    try:
        return Settings(_env_file=env_file())
    except ValidationError as error:
        raise _unusable(error) from None


def check_environment(environment: Mapping[str, str]) -> None:
    """For whoever hands these settings to others.

    Raises:
        NotConfiguredError: as `get_settings` says.
    """
    try:
        Settings.model_validate({name: value for name, value in environment.items() if value})
    except ValidationError as error:
        raise _unusable(error) from None


def _passes_row_level_security(key: str) -> bool:
    """Told by how it begins, or, of Supabase's first kind of keys, which are JWTs, by the role in it."""
    if key.startswith("sb_secret_"):
        return True
    _, _, rest = key.partition(".")
    try:
        said = json.loads(base64.urlsafe_b64decode(rest.partition(".")[0] + "=="))
    except ValueError:
        return False
    return isinstance(said, dict) and said.get("role") in ("service_role", "supabase_admin")


def _unusable(error: ValidationError) -> NotConfiguredError:
    wrong = "; ".join(f"{item['loc'][0]}: {item['msg']}" for item in error.errors(include_input=False))
    return NotConfiguredError(f"the environment cannot be used: {wrong}")


def required(value: T | None, variable: str) -> T:
    """The value of a setting that this use cannot do without.

    Raises:
        NotConfiguredError: it is not set.
    """
    if value is None:
        raise NotConfiguredError(f"{variable} is not set: set it in the environment (`skillpath doctor` says more)")
    return value
