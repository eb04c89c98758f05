"""Everything that the environment decides, read once and checked."""

import re
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import AliasChoices, Field, HttpUrl, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from shared.domain.errors import NotConfiguredError

T = TypeVar("T")

# As a browser writes it in `Origin`: in lower case, without a path.
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d+)?|https?://\[[0-9a-f:]+\](:\d+)?")


class Settings(BaseSettings):
    """Attributes:
    supabase_url: of the project, as "https://abc.supabase.co".
    supabase_publishable_key: sent with every user's request.
    supabase_secret_key: for seeding alone; no function needs it.
    supabase_jwt_secret: of a local stack: only where it is set are HS256 tokens accepted.
    store: where aggregates are kept.
    database_url: SQLAlchemy's, for the store `sql`.
    taxonomy: the compiled artefact.
    cors_origins: whose pages may read the answers; in the environment separated by commas.
    cursor_key: what page cursors are signed with, 16 characters or more, the same for all instances.
    writes_per_minute: how much one user may change in a minute, and at once; an assessment or a plan counts 5.
    bucket: of S3, where files lie.
    queue_url: of SQS, of the queue that has workers take up runs.
    """

    model_config = SettingsConfigDict(frozen=True, env_ignore_empty=True, hide_input_in_errors=True)

    supabase_url: Annotated[HttpUrl | None, Field(validation_alias="SUPABASE_URL")] = None
    supabase_publishable_key: Annotated[
        SecretStr | None, Field(validation_alias=AliasChoices("SUPABASE_PUBLISHABLE_KEY", "SUPABASE_ANON_KEY"))
    ] = None
    supabase_secret_key: Annotated[
        SecretStr | None, Field(validation_alias=AliasChoices("SUPABASE_SECRET_KEY", "SUPABASE_SERVICE_ROLE_KEY"))
    ] = None
    supabase_jwt_secret: Annotated[SecretStr | None, Field(validation_alias="SUPABASE_JWT_SECRET")] = None
    store: Annotated[Literal["supabase", "sql", "memory"], Field(validation_alias="SKILLPATH_STORE")] = "supabase"
    database_url: Annotated[SecretStr | None, Field(validation_alias="SKILLPATH_DATABASE_URL")] = None
    taxonomy: Annotated[Path, Field(validation_alias="SKILLPATH_TAXONOMY")] = Path("build/taxonomy.sqlite")
    cors_origins: Annotated[tuple[str, ...], NoDecode, Field(validation_alias="SKILLPATH_CORS_ORIGINS")] = ()
    cursor_key: Annotated[SecretStr | None, Field(validation_alias="SKILLPATH_CURSOR_KEY", min_length=16)] = None
    writes_per_minute: Annotated[int, Field(validation_alias="SKILLPATH_WRITES_PER_MINUTE", ge=5, le=1_000_000)] = 120
    bucket: Annotated[str | None, Field(validation_alias="SKILLPATH_BUCKET")] = None
    queue_url: Annotated[str | None, Field(validation_alias="SKILLPATH_QUEUE_URL")] = None

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


@cache
def get_settings() -> Settings:
    """The process's settings.

    Raises:
        NotConfiguredError: a value cannot be used; the message names its variable, never the value.
    """
    try:
        return Settings()
    except ValidationError as error:
        wrong = "; ".join(f"{item['loc'][0]}: {item['msg']}" for item in error.errors(include_input=False))
        raise NotConfiguredError(f"the environment cannot be used: {wrong}") from None


def required(value: T | None, variable: str) -> T:
    """The value of a setting that this use cannot do without.

    Raises:
        NotConfiguredError: it is not set.
    """
    if value is None:
        raise NotConfiguredError(f"{variable} is not set: set it in the environment (`skillpath doctor` says more)")
    return value
