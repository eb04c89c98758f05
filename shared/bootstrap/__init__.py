"""The composition root: the only package that names adapters. No framework, and nothing loaded before it is asked for.

What lives as long as the process is made once and shared by its threads: settings, the HTTP client, the SQL engine, the
clients of AWS, the taxonomy, signing keys, the signer of cursors. A unit of work lives as long as a request and belongs
to its caller.
"""

import logging
import secrets
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from shared.bootstrap.front_end import front_end
from shared.bootstrap.gateways import (
    guard,
    language_model,
    object_store,
    text_reader,
    token_budget,
    upload_signer,
    work_queue,
)
from shared.bootstrap.process import PerProcess, reset, settings
from shared.bootstrap.stores import (
    http_client,
    load_parts,
    ping_store,
    service_unit_of_work,
    unit_of_work,
    worker_unit_of_work,
)
from shared.domain.errors import NotConfiguredError
from shared.domain.request import Limit
from shared.unit_of_work.abstract import UnitOfWork

if TYPE_CHECKING:
    from shared.api.auth import TokenVerifier
    from shared.api.paging import CursorSigner
    from shared.domain.assessment import FindingStrategy
    from shared.gateways.signing_keys import SigningKeys
    from shared.services.workflows.tools import Tools
    from shared.taxonomy.load import Taxonomy
    from shared.taxonomy.own import Vocabulary

__all__ = [
    "cors_origins",
    "cursor_signer",
    "finding_strategy",
    "front_end",
    "guard",
    "language_model",
    "limit",
    "object_store",
    "ping_store",
    "prepare",
    "reset",
    "service_unit_of_work",
    "taxonomy",
    "text_reader",
    "token_budget",
    "token_verifier",
    "unit_of_work",
    "upload_signer",
    "vocabulary",
    "work_queue",
    "worker_unit_of_work",
    "workflow_tools",
]

_log = logging.getLogger(__name__)


def prepare(used: Callable[[UnitOfWork], object]) -> None:
    """Load what signed-in requests need, ahead of the first one; connects to nothing.

    Where something is not set, each request says so itself.
    """
    try:
        if settings().store == "supabase":
            load_parts(used)
            token_verifier()
            # What verifies tokens, and costs more than all else here.
            import jwt  # noqa: F401
    except NotConfiguredError:
        _log.exception("requests will be refused")


@PerProcess
def taxonomy() -> "Taxonomy":
    """The compiled taxonomy.

    Raises:
        TaxonomyUnavailableError: there is none, or it is damaged.
    """
    from shared.taxonomy.load import Taxonomy

    return Taxonomy.load(settings().taxonomy)


@PerProcess
def vocabulary() -> "Vocabulary":
    """The compiled taxonomy with the installation's own skills.

    Raises:
        TaxonomyUnavailableError: there is none, or it is damaged.
    """
    from shared.taxonomy.own import Vocabulary

    return Vocabulary(taxonomy(), time.monotonic)


def finding_strategy() -> "FindingStrategy":
    """How skills are to be found in a text.

    Raises:
        NotConfiguredError: SKILLPATH_STRATEGY names none.
    """
    from shared.domain.assessment import FindingStrategy

    return FindingStrategy(settings().strategy)


def limit() -> Limit:
    """How much one user may change."""
    per_minute = settings().writes_per_minute
    return Limit(burst=per_minute, per_minute=per_minute)


@PerProcess
def token_verifier() -> "TokenVerifier":
    """What tells who a token belongs to.

    Raises:
        NotConfiguredError: neither a project nor a local secret is set, so that no token could ever hold.
    """
    from shared.api.auth import TokenVerifier
    from shared.gateways.signing_keys import JwksSigningKeys, StaticSigningKeys

    chosen = settings()
    secret = chosen.supabase_jwt_secret
    if chosen.token_issuer is None and secret is None:
        raise NotConfiguredError("SUPABASE_URL is not set: without it, or SUPABASE_JWT_SECRET, nobody can sign in")
    keys: SigningKeys = StaticSigningKeys()
    if chosen.token_issuer is not None:
        keys = JwksSigningKeys(http_client(), f"{chosen.token_issuer}/.well-known/jwks.json")
    return TokenVerifier(keys, chosen.token_issuer, secret.get_secret_value() if secret else None)


@PerProcess
def cursor_signer() -> "CursorSigner":
    """What makes page cursors, and reads them.

    Raises:
        NotConfiguredError: SKILLPATH_CURSOR_KEY is not set, and the store outlives the process.
    """
    from shared.api.paging import CursorSigner
    from shared.settings import required

    chosen = settings()
    if chosen.store == "memory" and chosen.cursor_key is None:
        return CursorSigner(secrets.token_hex(32))
    # One of each process's own would break paging between two instances.
    return CursorSigner(required(chosen.cursor_key, "SKILLPATH_CURSOR_KEY").get_secret_value())


def cors_origins() -> Sequence[str]:
    """Origins whose pages may read the answers; none where the settings are broken, which each request then says."""
    try:
        return settings().cors_origins
    except NotConfiguredError:
        _log.exception("no page of another origin will be answered")
        return ()


@PerProcess
def workflow_tools() -> "Tools":
    """What the steps of workflows use beside the store.

    Raises:
        NotConfiguredError: no bucket or no queue is named.
    """
    from shared.extraction.files.process import read_document
    from shared.services.workflows.tools import Tools

    # The taxonomy is loaded by the first step that needs it: an erasure needs none.
    return Tools(
        object_store(),
        work_queue(),
        read_document,
        lambda read: vocabulary().current(read),
        model=language_model(),
        budget_of=token_budget,
        strategy=finding_strategy(),
    )
