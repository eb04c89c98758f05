from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import uuid4

import boto3
import httpx
import pytest
import respx
from moto import mock_aws

from shared import bootstrap
from shared.domain.assessment import FindingStrategy
from shared.domain.caller import Caller
from shared.domain.errors import BudgetUsedUpError, NotConfiguredError, StoreUnavailableError, TaxonomyUnavailableError
from shared.domain.ids import RunId, UserId
from shared.gateways.guarded import GuardedObjectReader, GuardedObjectStore, GuardedWorkQueue
from shared.gateways.llm.port import NullModel
from shared.gateways.queue import Wake
from shared.gateways.resilience.deadline import Deadline
from shared.gateways.resilience.guard import CallPolicy
from shared.services import users

URL = "https://abc.supabase.co"


@pytest.fixture(autouse=True)
def _process(without_settings):
    bootstrap.reset()
    yield
    bootstrap.reset()


@pytest.fixture
def supabase(monkeypatch):
    monkeypatch.setenv("SUPABASE_URL", URL)
    monkeypatch.setenv("SUPABASE_PUBLISHABLE_KEY", "sb_publishable_x")


def caller(name="ann"):
    return Caller(UserId(uuid4()), token=f"{name}s-token")


@pytest.mark.parametrize(
    ("environment", "ask", "variable"),
    [
        ({}, lambda: bootstrap.unit_of_work(caller()), "SUPABASE_PUBLISHABLE_KEY"),
        ({"SUPABASE_PUBLISHABLE_KEY": "k"}, lambda: bootstrap.unit_of_work(caller()), "SUPABASE_URL"),
        ({"SUPABASE_URL": URL}, bootstrap.service_unit_of_work, "SUPABASE_SECRET_KEY"),
        ({"SUPABASE_URL": URL}, bootstrap.worker_unit_of_work, "SUPABASE_SECRET_KEY"),
        ({}, bootstrap.object_store, "SKILLPATH_BUCKET"),
        ({}, bootstrap.work_queue, "SKILLPATH_QUEUE_URL"),
        ({"SKILLPATH_STORE": "sql"}, bootstrap.object_store, "SKILLPATH_BUCKET"),
        ({}, bootstrap.front_end, "SUPABASE_URL"),
        ({"SUPABASE_URL": URL}, bootstrap.front_end, "SUPABASE_PUBLISHABLE_KEY"),
        ({}, bootstrap.ping_store, "SUPABASE_PUBLISHABLE_KEY"),
        ({}, bootstrap.token_verifier, "SUPABASE_URL"),
        ({}, bootstrap.cursor_signer, "SKILLPATH_CURSOR_KEY"),
        ({"SKILLPATH_STORE": "sql"}, bootstrap.cursor_signer, "SKILLPATH_CURSOR_KEY"),
        ({"SKILLPATH_STORE": "sql"}, lambda: bootstrap.unit_of_work(caller()), "SKILLPATH_DATABASE_URL"),
        *(
            (
                {"SKILLPATH_STORE": "sql", "SKILLPATH_DATABASE_URL": url},
                lambda: bootstrap.unit_of_work(caller()),
                "SKILLPATH_DATABASE_URL",
            )
            for url in ("sqlite://", "not a url", "oracel://x/y", "mysql://u:p@h/x")
        ),
    ],
)
def test_a_setting_that_is_missing_is_named_at_its_first_use(monkeypatch, environment, ask, variable):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(NotConfiguredError, match=variable):
        ask()


def test_a_page_is_told_where_people_sign_in_and_where_their_forms_go(monkeypatch, supabase):
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with pytest.raises(NotConfiguredError, match="SKILLPATH_BUCKET"):
        bootstrap.front_end()
    monkeypatch.setenv("SKILLPATH_BUCKET", "files")
    bootstrap.reset()
    found = bootstrap.front_end()
    assert (found.supabase_url, found.supabase_key) == (URL, "sb_publishable_x")
    assert found.upload_url == "https://files.s3.eu-central-1.amazonaws.com"
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    form = bootstrap.upload_signer().presign_upload("key", "text/plain", 1, "a" * 64, 300)
    assert form.url.startswith(found.upload_url)
    monkeypatch.setenv("SKILLPATH_STORE", "memory")
    monkeypatch.delenv("SKILLPATH_BUCKET")
    bootstrap.reset()
    assert bootstrap.front_end().upload_url is None


def test_a_missing_taxonomy_is_unavailable(monkeypatch, tmp_path):
    monkeypatch.setenv("SKILLPATH_TAXONOMY", str(tmp_path / "none.sqlite"))
    with pytest.raises(TaxonomyUnavailableError):
        bootstrap.taxonomy()


def test_the_taxonomy_is_loaded_once_however_many_ask(monkeypatch, tiny_taxonomy):
    monkeypatch.setenv("SKILLPATH_TAXONOMY", str(tiny_taxonomy.path))
    with ThreadPoolExecutor(8) as threads:
        loaded = list(threads.map(lambda _: bootstrap.taxonomy(), range(8)))
    assert loaded[0].version == tiny_taxonomy.version
    assert {id(item) for item in loaded} == {id(loaded[0])}


@pytest.mark.parametrize("url", ["postgresql+psycopg://u:at@the:swordfish@host/x", "postgresql://u:swordfish@[::1/x"])
def test_a_database_address_that_cannot_be_read_is_not_quoted(monkeypatch, url):
    monkeypatch.setenv("SKILLPATH_STORE", "sql")
    monkeypatch.setenv("SKILLPATH_DATABASE_URL", url)
    with pytest.raises(NotConfiguredError) as caught:
        bootstrap.unit_of_work(caller())
    assert "swordfish" not in str(caught.value)


def test_a_file_that_cannot_be_opened_is_unavailable_until_it_can(monkeypatch, tmp_path):
    folder = tmp_path / "later"
    monkeypatch.setenv("SKILLPATH_STORE", "sql")
    monkeypatch.setenv("SKILLPATH_DATABASE_URL", f"sqlite:///{folder / 'skillpath.sqlite'}")
    with pytest.raises(StoreUnavailableError, match="folder"):
        bootstrap.unit_of_work(caller())
    folder.mkdir()
    bootstrap.unit_of_work(caller()).ping()


@pytest.mark.parametrize("store", ["memory", "sql"])
def test_what_one_request_wrote_the_next_one_reads(monkeypatch, tmp_path, store):
    monkeypatch.setenv("SKILLPATH_STORE", store)
    monkeypatch.setenv("SKILLPATH_DATABASE_URL", f"sqlite:///{tmp_path / 'skillpath.sqlite'}")
    ann = caller()
    first, second = bootstrap.unit_of_work(ann), bootstrap.unit_of_work(ann)
    assert first is not second
    users.put_profile(ann.user_id, "Ann", "en", first, datetime.now(UTC))
    assert users.get_profile(ann.user_id, second).display_name == "Ann"
    assert users.get_profile(ann.user_id, bootstrap.service_unit_of_work()).display_name == "Ann"
    bootstrap.ping_store()


@respx.mock
def test_every_request_to_supabase_carries_its_own_callers_token(supabase):
    route = respx.get(url__startswith=f"{URL}/rest/v1/users").mock(return_value=httpx.Response(200, json=[]))
    ann, bob = bootstrap.unit_of_work(caller("ann")), bootstrap.unit_of_work(caller("bob"))
    for uow in (ann, bob, ann):
        with uow:
            assert uow.users.get(UserId(uuid4())) is None
    sent = [call.request.headers for call in route.calls]
    assert [headers["authorization"] for headers in sent] == [
        "Bearer anns-token",
        "Bearer bobs-token",
        "Bearer anns-token",
    ]
    assert {headers["apikey"] for headers in sent} == {"sb_publishable_x"}


@respx.mock
def test_the_secret_key_goes_out_for_the_service_alone(supabase, monkeypatch):
    monkeypatch.setenv("SUPABASE_SECRET_KEY", "sb_secret_x")
    route = respx.get(url__startswith=f"{URL}/rest/v1/users").mock(return_value=httpx.Response(200, json=[]))
    for uow in (bootstrap.unit_of_work(caller()), bootstrap.service_unit_of_work(), bootstrap.worker_unit_of_work()):
        with uow:
            uow.users.get(UserId(uuid4()))
    sent = [call.request.headers["apikey"] for call in route.calls]
    assert sent == ["sb_publishable_x", "sb_secret_x", "sb_secret_x"]
    # Seeding may wait for a busy store; a worker has its own end to keep.
    assert [call.request.extensions["timeout"]["read"] for call in route.calls] == [5.0, 120.0, 5.0]


@respx.mock
def test_readiness_asks_the_store_as_nobody(supabase):
    route = respx.post(f"{URL}/rest/v1/rpc/ping").mock(return_value=httpx.Response(200, json=True))
    bootstrap.ping_store()
    assert route.calls.last.request.headers["apikey"] == "sb_publishable_x"
    assert "authorization" not in route.calls.last.request.headers
    route.mock(side_effect=httpx.ConnectError("down"))
    with pytest.raises(StoreUnavailableError):
        bootstrap.ping_store()


def test_files_and_messages_stay_in_a_process_whose_store_does(monkeypatch):
    monkeypatch.setenv("SKILLPATH_STORE", "memory")
    assert bootstrap.object_store() is bootstrap.object_store()
    bootstrap.object_store().write("users/a/texts/1", b"x", "text/plain")
    assert bootstrap.object_store().read("users/a/texts/1") == b"x"
    assert bootstrap.text_reader().read("users/a/texts/1") == b"x"
    run_id = RunId(uuid4())
    bootstrap.work_queue().send([Wake(run_id)])
    assert [wake.run_id for wake in bootstrap.work_queue().take()] == [run_id]


@pytest.mark.parametrize("store", ["memory", "supabase"])
def test_a_bucket_and_a_queue_that_are_named_are_used(monkeypatch, store):
    monkeypatch.setenv("SKILLPATH_STORE", store)
    for name, value in (
        ("AWS_REGION", "eu-central-1"),
        ("AWS_ACCESS_KEY_ID", "nobody"),
        ("AWS_SECRET_ACCESS_KEY", "nothing"),
        ("SKILLPATH_BUCKET", "files"),
        ("SKILLPATH_QUEUE_URL", "https://sqs.eu-central-1.amazonaws.com/0/runs"),
    ):
        monkeypatch.setenv(name, value)
    objects, texts, queue = bootstrap.object_store(), bootstrap.text_reader(), bootstrap.work_queue()
    assert isinstance(objects, GuardedObjectStore)
    assert type(objects._objects).__name__ == "S3ObjectStore"
    assert bootstrap.object_store() is bootstrap.object_store()
    assert isinstance(texts, GuardedObjectReader)
    assert type(texts._objects).__name__ == "S3ObjectReader"
    assert bootstrap.text_reader() is texts
    assert texts._guard is objects._guard, "they open one breaker"
    assert isinstance(queue, GuardedWorkQueue)
    assert type(queue._queue).__name__ == "SqsWorkQueue"
    assert bootstrap.work_queue() is bootstrap.work_queue()


@pytest.fixture
def kept_secret(monkeypatch):
    """In SSM, under /skillpath/test/key."""
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        client = boto3.session.Session(region_name="eu-central-1").client("ssm")
        client.put_parameter(Name="/skillpath/test/key", Value="sb_secret_kept", Type="SecureString")
        yield "/skillpath/test/key"


def test_the_secret_key_may_lie_where_a_setting_says(supabase, monkeypatch, kept_secret):
    monkeypatch.setenv("SUPABASE_SECRET_KEY_PARAMETER", kept_secret)
    with respx.mock as router:
        route = router.get(url__startswith=f"{URL}/rest/v1/users").mock(return_value=httpx.Response(200, json=[]))
        with bootstrap.service_unit_of_work() as uow:
            uow.users.get(UserId(uuid4()))
    assert route.calls.last.request.headers["apikey"] == "sb_secret_kept"


def test_a_key_in_the_environment_comes_before_one_that_lies_elsewhere(supabase, monkeypatch):
    monkeypatch.setenv("SUPABASE_SECRET_KEY", "sb_secret_x")
    monkeypatch.setenv("SUPABASE_SECRET_KEY_PARAMETER", "/nobody/reads/this")
    with respx.mock as router:
        route = router.get(url__startswith=f"{URL}/rest/v1/users").mock(return_value=httpx.Response(200, json=[]))
        with bootstrap.service_unit_of_work() as uow:
            uow.users.get(UserId(uuid4()))
    assert route.calls.last.request.headers["apikey"] == "sb_secret_x"


@pytest.mark.parametrize(("given", "strategy"), [("", "hybrid"), ("hybrid", "hybrid"), ("exact", "exact")])
def test_requests_and_workflows_find_skills_as_the_environment_says(monkeypatch, given, strategy):
    monkeypatch.setenv("SKILLPATH_STORE", "memory")
    monkeypatch.setenv("SKILLPATH_STRATEGY", given)
    assert bootstrap.finding_strategy() is FindingStrategy(strategy)
    assert bootstrap.workflow_tools().strategy is FindingStrategy(strategy)


@pytest.mark.parametrize(
    "environment",
    [{}, {"OPENROUTER_API_KEY": "k"}, {"SKILLPATH_LLM": "openrouter"}],
    ids=["nothing", "a key", "a wish"],
)
def test_no_language_model_is_asked_without_a_wish_and_a_key(monkeypatch, environment):
    monkeypatch.setenv("SKILLPATH_STORE", "memory")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert isinstance(bootstrap.language_model(), NullModel)


@respx.mock
def test_a_language_model_is_asked_with_its_key_its_budget_and_a_breaker_that_all_share(supabase, monkeypatch):
    monkeypatch.setenv("SUPABASE_SECRET_KEY", "sb_secret_x")
    monkeypatch.setenv("SKILLPATH_LLM", "openrouter")
    monkeypatch.setenv("OPENROUTER_API_KEY", "sk-or-x")
    breaker = {"phase": "closed", "version": 1, "probe": None, "retry_after_s": None}
    rpc = {
        name: respx.post(f"{URL}/rest/v1/rpc/{name}").mock(return_value=httpx.Response(200, json=answer))
        for name, answer in {
            "llm_reserve": {"day": "2026-11-25", "left": 9}, "llm_settle": True, "breaker_enter": breaker,
        }.items()
    }  # fmt: skip
    body = {"choices": [{"message": {"content": '{"skills": []}'}, "finish_reason": "stop"}]}
    route = respx.post("https://openrouter.ai/api/v1/chat/completions").mock(
        return_value=httpx.Response(200, json=body)
    )
    model = bootstrap.language_model()
    assert model is bootstrap.language_model()
    for _ in range(2):
        assert model.propose_skills("x", [], bootstrap.token_budget(caller().user_id), Deadline.after(30)) == ()
    assert route.calls.last.request.headers["authorization"] == "Bearer sk-or-x"
    assert {name: called.call_count for name, called in rpc.items()} == {
        "llm_reserve": 2, "llm_settle": 2, "breaker_enter": 1,
    }  # fmt: skip
    assert {call.request.headers["apikey"] for called in rpc.values() for call in called.calls} == {"sb_secret_x"}


@pytest.mark.parametrize("store", ["memory", "sql"])
def test_a_store_without_functions_has_budgets_and_breakers_of_its_own(monkeypatch, tmp_path, store):
    monkeypatch.setenv("SKILLPATH_STORE", store)
    monkeypatch.setenv("SKILLPATH_DATABASE_URL", f"sqlite:///{tmp_path / 'skillpath.sqlite'}")
    monkeypatch.setenv("SKILLPATH_LLM_TOKENS_PER_DAY", "100")
    ann, bob = caller().user_id, caller().user_id
    bootstrap.token_budget(ann).reserve(100)
    bootstrap.token_budget(bob).reserve(100)
    with pytest.raises(BudgetUsedUpError):
        bootstrap.token_budget(ann).reserve(1)
    guard = bootstrap.guard("queue", CallPolicy())
    assert guard.call(lambda _own: "done", Deadline.after(30)) == "done"


def test_a_process_of_its_own_store_makes_its_own_cursor_key(monkeypatch):
    monkeypatch.setenv("SKILLPATH_STORE", "memory")
    assert bootstrap.cursor_signer() is bootstrap.cursor_signer()


def test_origins_are_none_where_settings_are_broken(monkeypatch, caplog):
    monkeypatch.setenv("SKILLPATH_STORE", "paper")
    assert bootstrap.cors_origins() == ()
    assert "SKILLPATH_STORE" in caplog.text


def test_after_a_reset_the_environment_is_read_anew(monkeypatch):
    monkeypatch.setenv("SKILLPATH_CORS_ORIGINS", "https://a.example")
    assert bootstrap.cors_origins() == ("https://a.example",)
    monkeypatch.setenv("SKILLPATH_CORS_ORIGINS", "https://b.example")
    bootstrap.reset()
    assert bootstrap.cors_origins() == ("https://b.example",)
