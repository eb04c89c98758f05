"""Everything else that is outside: files, messages, a language model, each behind its guard."""

import logging
from typing import TYPE_CHECKING

from shared.bootstrap.process import PerProcess, secret_of, settings
from shared.bootstrap.stores import http_client, service_rpc
from shared.domain.errors import ObjectStoreUnavailableError
from shared.domain.ids import UserId

if TYPE_CHECKING:
    from shared.gateways.aws_environment import CredentialSource
    from shared.gateways.breakers import BreakerStore
    from shared.gateways.llm.budget import MemoryTokenBudgets
    from shared.gateways.llm.port import LanguageModel, TokenBudget
    from shared.gateways.memory_object_store import MemoryObjectStore
    from shared.gateways.object_store import ObjectReader, ObjectStore, UploadSigner
    from shared.gateways.queue import WorkQueue
    from shared.gateways.resilience.guard import CallPolicy, Guard

_log = logging.getLogger(__name__)


@PerProcess
def object_store() -> "ObjectStore":
    """Where files lie.

    Raises:
        NotConfiguredError: SKILLPATH_BUCKET is not set, and the store outlives the process.
    """
    from shared.settings import required

    chosen = settings()
    if chosen.store == "memory" and chosen.bucket is None:
        return _memory_objects()
    from shared.gateways.aws_clients import make_aws_client
    from shared.gateways.guarded import GuardedObjectStore
    from shared.gateways.resilience.breaker import BreakerPolicy
    from shared.gateways.resilience.guard import CallPolicy
    from shared.gateways.resilience.retries import RetryPolicy
    from shared.gateways.s3_object_store import S3ObjectStore

    bucket = required(chosen.bucket, "SKILLPATH_BUCKET")
    # One sweep may be many requests, and who asks for it asks again.
    sweep = CallPolicy(120.0, places=2, retries=RetryPolicy(attempts=1), breaker=BreakerPolicy(lease_s=130.0))
    return GuardedObjectStore(
        S3ObjectStore(make_aws_client("s3"), bucket),
        _object_guard(),
        guard("object-store-sweeps", sweep),
    )


@PerProcess
def text_reader() -> "ObjectReader":
    """What reads the texts of files, for functions that read nothing else of where files lie, and carry no boto3.

    Raises:
        NotConfiguredError: SKILLPATH_BUCKET or the region is not set, and the store outlives the process.
    """
    from shared.settings import required

    chosen = settings()
    if chosen.store == "memory" and chosen.bucket is None:
        return _memory_objects()
    from shared.gateways.aws_environment import AwsPlace
    from shared.gateways.guarded import GuardedObjectReader
    from shared.gateways.s3_object_reader import S3ObjectReader

    bucket = required(chosen.bucket, "SKILLPATH_BUCKET")
    reader = S3ObjectReader(http_client(), AwsPlace.of_environment(), _aws_credentials(), bucket)
    return GuardedObjectReader(reader, _object_guard())


@PerProcess
def upload_signer() -> "UploadSigner":
    """What signs the forms of uploads to where files lie.

    Raises:
        NotConfiguredError: SKILLPATH_BUCKET or the region is not set, and the store outlives the process.
    """
    from shared.settings import required

    chosen = settings()
    if chosen.store == "memory" and chosen.bucket is None:
        return _memory_objects()
    from shared.gateways.aws_environment import AwsPlace
    from shared.gateways.s3_upload_signer import S3UploadSigner

    bucket = required(chosen.bucket, "SKILLPATH_BUCKET")
    return S3UploadSigner(bucket, AwsPlace.of_environment(), _aws_credentials())


@PerProcess
def work_queue() -> "WorkQueue":
    """What has workers take up runs.

    Raises:
        NotConfiguredError: SKILLPATH_QUEUE_URL or the region is not set, and the store outlives the process.
    """
    from shared.settings import required

    chosen = settings()
    if chosen.store == "memory" and chosen.queue_url is None:
        from shared.gateways.memory_queue import MemoryWorkQueue

        return MemoryWorkQueue()
    from shared.gateways.aws_environment import AwsPlace
    from shared.gateways.guarded import GuardedWorkQueue
    from shared.gateways.resilience.guard import CallPolicy
    from shared.gateways.resilience.retries import RetryPolicy
    from shared.gateways.sqs_queue import SqsWorkQueue

    url = required(chosen.queue_url, "SKILLPATH_QUEUE_URL")
    # What is not taken stays in the outbox: the relay is what tries again.
    policy = CallPolicy(13.0, retries=RetryPolicy(attempts=1))
    queue = SqsWorkQueue(http_client(), AwsPlace.of_environment(), _aws_credentials(), url)
    return GuardedWorkQueue(queue, guard("work-queue", policy))


@PerProcess
def language_model() -> "LanguageModel":
    """What words reasons and proposes skills: nobody, unless one is set and there is a key to it.

    Raises:
        NotConfiguredError: a setting cannot be used.
    """
    from shared.gateways.llm.port import NullModel

    chosen = settings()
    if chosen.llm == "off":
        return NullModel()
    if chosen.openrouter_key is None and chosen.openrouter_key_parameter is None:
        _log.warning("SKILLPATH_LLM is set, and OPENROUTER_API_KEY is not: no language model is asked")
        return NullModel()
    from shared.gateways.llm.openrouter import OpenRouterModel
    from shared.gateways.resilience.guard import CallPolicy

    return OpenRouterModel(
        http_client(),
        guard("openrouter", CallPolicy(attempt_s=25.0, places=4)),
        chosen.openrouter_url,
        lambda: secret_of(chosen.openrouter_key, chosen.openrouter_key_parameter, "OPENROUTER_API_KEY"),
        chosen.llm_model,
    )


def token_budget(user_id: UserId) -> "TokenBudget":
    """What a language model may still take for one user today.

    Raises:
        NotConfiguredError: the store lacks a setting.
    """
    from shared.gateways.llm.budget import RpcTokenBudget

    per_day = settings().llm_tokens_per_day
    call = service_rpc()
    return _memory_budgets().of(user_id, per_day) if call is None else RpcTokenBudget(call, user_id, per_day)


def guard(name: str, policy: "CallPolicy") -> "Guard":
    """A new one for a dependency, whose breaker all instances share; to be made once in a process."""
    from shared.gateways.resilience.guard import Guard

    return Guard(name, policy, _breaker_store())


@PerProcess
def _object_guard() -> "Guard":
    from shared.gateways.resilience.guard import CallPolicy
    from shared.gateways.resilience.retries import RetryPolicy

    again = RetryPolicy(retry_on=(ObjectStoreUnavailableError,))
    return guard("object-store", CallPolicy(13.0, places=20, retries=again))


@PerProcess
def _breaker_store() -> "BreakerStore":
    from shared.gateways.breakers import MemoryBreakerStore, RpcBreakerStore

    chosen = settings()
    has_key = chosen.supabase_secret_key is not None or chosen.supabase_secret_key_parameter is not None
    # A function that answers requests has no key of the service: it keeps breakers of its own.
    call = service_rpc() if chosen.store != "supabase" or has_key else None
    return MemoryBreakerStore() if call is None else RpcBreakerStore(call)


@PerProcess
def _aws_credentials() -> "CredentialSource":
    from shared.gateways.aws_environment import CredentialSource

    return CredentialSource(http_client())


@PerProcess
def _memory_objects() -> "MemoryObjectStore":
    from shared.gateways.memory_object_store import MemoryObjectStore

    return MemoryObjectStore()


@PerProcess
def _memory_budgets() -> "MemoryTokenBudgets":
    from shared.gateways.llm.budget import MemoryTokenBudgets

    return MemoryTokenBudgets()
