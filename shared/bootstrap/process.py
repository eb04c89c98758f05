"""What lives as long as the process, made once and shared by its threads; settings and the secrets that they name."""

from collections.abc import Callable
from threading import RLock
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from pydantic import SecretStr

    from shared.gateways.secrets import Secrets
    from shared.settings import Settings

T = TypeVar("T")


class PerProcess(Generic[T]):
    """A function without arguments that runs once; threads that come first together get the same."""

    lock = RLock()
    made: "list[PerProcess[Any]]" = []  # noqa: RUF012 - all of them, for `reset`

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._value: T | None = None
        self.made.append(self)

    def __call__(self) -> T:
        with self.lock:
            if self._value is None:
                self._value = self._make()
            return self._value

    def forget(self) -> None:
        value, self._value = self._value, None
        # An HTTP client closes, an engine lets go of its connections.
        for end in ("close", "dispose"):
            getattr(value, end, lambda: None)()


def reset() -> None:
    """Forget what was made, after the environment changed; not while requests run."""
    from shared.settings import get_settings

    with PerProcess.lock:
        get_settings.cache_clear()
        for made in reversed(PerProcess.made):
            made.forget()


def settings() -> "Settings":
    """Raises:
    NotConfiguredError: one of them cannot be used.
    """
    from shared.settings import get_settings

    return get_settings()


def publishable_key() -> str:
    """Raises:
    NotConfiguredError: it is not set.
    """
    from shared.settings import required

    return required(settings().supabase_publishable_key, "SUPABASE_PUBLISHABLE_KEY").get_secret_value()


def secret_key() -> str:
    """The service's own. Raises as `secret_of` does."""
    chosen = settings()
    return secret_of(chosen.supabase_secret_key, chosen.supabase_secret_key_parameter, "SUPABASE_SECRET_KEY")


def secret_of(value: "SecretStr | None", reference: str | None, variable: str) -> str:
    """The value itself where it is set, else what the reference names, as it now is.

    Raises:
        NotConfiguredError: neither is set, or the reference is none.
        SecretsUnavailableError: what it names cannot be read.
    """
    from shared.settings import required

    if value is None and reference is not None:
        return _secrets().get(reference)
    return required(value, variable).get_secret_value()


@PerProcess
def _secrets() -> "Secrets":
    from shared.gateways.secrets import AwsSecrets

    return AwsSecrets()
