"""Secrets that are not in the environment, but where it says: in SSM or in Secrets Manager, read through Powertools.

A reference is one of
    /skillpath/dev/supabase-secret-key          a SecureString of SSM's Parameter Store
    ssm:/skillpath/dev/supabase-secret-key      likewise
    secretsmanager:skillpath/dev/openrouter     a secret of Secrets Manager, whole
    arn:aws:ssm:… or arn:aws:secretsmanager:…   either
"""

import logging
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from shared.domain.errors import NotConfiguredError, SecretsUnavailableError

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.parameters import SecretsProvider, SSMProvider

MAX_AGE_S = 300

_log = logging.getLogger(__name__)


class Secrets(Protocol):
    def get(self, reference: str) -> str:
        """The secret's value, never empty.

        Raises:
            NotConfiguredError: this is no reference.
            SecretsUnavailableError: it is not there, may not be read, or nobody answers.
        """


class AwsSecrets:
    """Kept for five minutes, so that a new value soon holds everywhere; where none can be read, the old one goes on."""

    def __init__(self) -> None:
        self._last: dict[str, str] = {}

    def get(self, reference: str) -> str:
        from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError

        service, name = parse_reference(reference)
        try:
            if service == "ssm":
                value = self._ssm.get(name, max_age=MAX_AGE_S, decrypt=True)
            else:
                value = self._secrets_manager.get(name, max_age=MAX_AGE_S)
        except GetParameterError:
            # What it says names the account.
            if reference not in self._last:
                raise SecretsUnavailableError(
                    f"the secret {name} cannot be read: check that it is there, and that this function may read it"
                ) from None
            _log.warning("the secret %s cannot be read again: what was read before holds", name)
            return self._last[reference]
        if not isinstance(value, str) or not value:
            raise SecretsUnavailableError(f"the secret {name} is empty, or not text")
        self._last[reference] = value
        return value

    @cached_property
    def _ssm(self) -> "SSMProvider":
        from aws_lambda_powertools.utilities.parameters import SSMProvider

        from shared.gateways.aws_clients import make_aws_client

        return SSMProvider(boto3_client=make_aws_client("ssm"))

    @cached_property
    def _secrets_manager(self) -> "SecretsProvider":
        from aws_lambda_powertools.utilities.parameters import SecretsProvider

        from shared.gateways.aws_clients import make_aws_client

        return SecretsProvider(boto3_client=make_aws_client("secretsmanager"))


class StaticSecrets:
    """Given once, by reference."""

    def __init__(self, values: dict[str, str]) -> None:
        self._values = values

    def get(self, reference: str) -> str:
        _, name = parse_reference(reference)
        if value := self._values.get(reference):
            return value
        raise SecretsUnavailableError(f"the secret {name} cannot be read: check that it is there")


def parse_reference(reference: str) -> tuple[str, str]:
    """Where it lies, "ssm" or "secretsmanager", and under which name or ARN.

    Raises:
        NotConfiguredError: it is no reference.
    """
    match reference.split(":"):
        case ["arn", _, "ssm" | "secretsmanager" as service, *_]:
            return service, reference
        case ["ssm" | "secretsmanager" as service, name] if name:
            return service, name
        case [name] if name.startswith("/") and len(name) > 1:
            return "ssm", name
    # Somebody may have put the secret itself here.
    raise NotConfiguredError("this is no reference to a secret: give /a/name, ssm:…, secretsmanager:… or an ARN")
