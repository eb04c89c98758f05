"""What a deployment refuses, in which order it goes, and what it says to do."""

import re
from dataclasses import dataclass, field, replace

import pytest

from shared.api import VERSION
from shared.deploy.release import Done, Release, ReleaseError

URL = "https://abc.execute-api.eu-central-1.amazonaws.com"
SET = {
    "SUPABASE_URL": "https://abcdefghijklmnopqrst.supabase.co",
    "SUPABASE_PUBLISHABLE_KEY": "sb_publishable_invented",
    "SUPABASE_DB_URL": "postgresql://postgres:invented@db.example.org/postgres",
}
PUSHED = "Would push these migrations:\n • 20261125000006_resilience.sql\n"


@dataclass
class FakeMachine:
    """Attributes:
    did: whatever changes or asks something, in order.
    answers: of the address, the last for ever.
    """

    changed: str = ""
    is_fresh: bool = True
    keys: tuple[tuple[str, str, str], ...] = ()
    codes: dict[str, int] = field(default_factory=dict)
    answers: list[dict[str, object]] = field(default_factory=lambda: [{"status": "ready", "version": VERSION}])
    page: dict[str, object] = field(default_factory=lambda: {"apiUrl": "", "supabaseKey": "sb_publishable_invented"})
    did: list[str] = field(default_factory=list)

    def git_status(self):
        return self.changed

    def has_fresh_packages(self, architecture):
        self.did.append(f"packages for {architecture}")
        return self.is_fresh

    def keys_in_packages(self):
        return self.keys

    def push_migrations(self, *, dry_run):
        return self._do("dry run" if dry_run else "push", PUSHED)

    def framework(self, *arguments):
        return self._do(" ".join(arguments), "made")

    def get(self, url):
        self.did.append(url)
        if url.endswith("/v1/openapi.json"):
            return {"info": {"version": VERSION}}
        if url.endswith("/config.json"):
            return self.page
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def wait(self, seconds):
        self.did.append(f"wait {seconds:g}")

    def _do(self, what, said):
        self.did.append(what)
        return Done(self.codes.get(what, 0), said)


@dataclass
class FakeAccount:
    who: str | None = "123456789012"
    parameters: tuple[str, ...] = ("/skillpath/dev/supabase-secret-key", "/skillpath/prod/supabase-secret-key")
    address: str | None = URL
    current: int | None = 300
    past: tuple[int, ...] = (300, 100, 400, 200)

    def number(self):
        return self.who

    def has_parameter(self, name):
        return name in self.parameters

    def url(self, stage):
        return self.address

    def deployed(self, stage):
        return self.current

    def deployments(self, stage):
        return self.past


@pytest.fixture
def machine():
    return FakeMachine()


@pytest.fixture
def said():
    return []


@pytest.fixture
def release(machine, said):
    return Release("dev", SET, machine, FakeAccount(), said.append)


def refusal(release, action="deploy"):
    """What it says, where it refuses before anything is changed."""
    with pytest.raises(ReleaseError) as refused:
        getattr(release, action)()
    changing = {"push", f"deploy --stage {release.stage}"}
    assert not changing & {*release.machine.did}
    assert not [what for what in release.machine.did if what.startswith("rollback")]
    return str(refused.value)


def test_a_deployment_asks_first_then_brings_the_database_the_functions_and_looks(release, machine, said):
    assert release.deploy() == URL
    assert machine.did == [
        "packages for None",
        "dry run",
        "push",
        "deploy --stage dev",
        f"{URL}/v1/health?ready=true",
        f"{URL}/v1/openapi.json",
        f"{URL}/config.json",
    ]
    assert said[0] == ("account 123456789012, stage dev; migrations to apply: 20261125000006_resilience.sql")
    assert said[-1] == f"{URL} is ready, with version {VERSION}"


def test_nothing_is_uploaded_that_has_a_key_in_it(release, machine):
    machine.keys = (("docs.zip", "functions/docs/page/page.js", "a secret key of Supabase"),)
    assert "functions/docs/page/page.js in docs.zip has a secret key of Supabase" in refusal(release)


def test_settings_that_are_chosen_go_to_the_packages_and_to_the_framework(release, machine):
    replace(release, chosen={"architecture": "x86_64", "snapStart": "true"}).deploy()
    assert "packages for x86_64" in machine.did
    assert "deploy --stage dev --param=architecture=x86_64 --param=snapStart=true" in machine.did


@pytest.mark.parametrize("stage", ["", "Prod", "-dev", "dev stage", "a" * 17])
def test_a_stage_that_no_stack_could_be_called_by_is_refused(release, stage):
    assert "make deploy STAGE=dev" in refusal(replace(release, stage=stage))


@pytest.mark.parametrize("name", [*SET])
def test_what_is_not_set_is_named(release, name):
    for environment in ({**SET, name: ""}, {key: value for key, value in SET.items() if key != name}):
        said = refusal(replace(release, environment=environment))
        assert re.match(rf"set {name} \(.+\) in the environment$", said)


def test_a_setting_that_functions_could_not_use_is_refused_before_they_have_it(release):
    said = refusal(replace(release, environment={**SET, "SKILLPATH_CORS_ORIGINS": "https://app.example.org/"}))
    assert "SKILLPATH_CORS_ORIGINS" in said
    assert "no slash at its end" in said


def test_origins_that_are_set_to_nothing_are_none(release):
    assert replace(release, environment={**SET, "SKILLPATH_CORS_ORIGINS": ""}).deploy() == URL


def test_packages_of_another_checkout_are_refused(release, machine):
    machine.is_fresh = False
    assert "make package" in refusal(release)


def test_what_is_not_committed_does_not_go_to_prod_and_may_go_elsewhere(release, machine):
    machine.changed = " M serverless.yml\n?? notes.txt\n"
    assert release.deploy() == URL
    machine.did.clear()
    prod = replace(release, stage="prod", environment={**SET, "SKILLPATH_AWS_ACCOUNT": "123456789012"})
    said = refusal(prod)
    assert "2 files are not committed" in said
    assert "commit them" in said
    machine.changed = ""
    assert prod.deploy() == URL


def test_nobody_deploys_without_credentials(release):
    for action in ("deploy", "roll_back"):
        assert "AWS_PROFILE" in refusal(replace(release, account=FakeAccount(who=None)), action)


def test_whoever_deploys_to_prod_says_to_which_account_and_is_held_to_it(release):
    prod = replace(release, stage="prod")
    assert "SKILLPATH_AWS_ACCOUNT=123456789012" in refusal(prod)
    for stage in ("prod", "dev"):
        other = replace(prod, stage=stage, environment={**SET, "SKILLPATH_AWS_ACCOUNT": "210987654321"})
        said = refusal(other)
        assert "123456789012" in said
        assert "210987654321" in said


def test_a_secret_that_workers_would_miss_is_asked_for_with_the_command_that_puts_it(release):
    bare = replace(release, account=FakeAccount(parameters=()))
    assert "aws ssm put-parameter --type SecureString --name /skillpath/dev/supabase-secret-key" in refusal(bare)
    model = replace(release, environment={**SET, "SKILLPATH_LLM": "openrouter"})
    assert "--name /skillpath/dev/openrouter-api-key" in refusal(model)


def test_migrations_that_do_not_fit_the_database_stop_it_before_anything_is_changed(release, machine):
    machine.codes["dry run"] = 1
    said = refusal(release)
    assert "the migrations cannot be pushed" in said
    assert PUSHED in said


def test_where_a_migration_fails_no_function_is_changed(release, machine):
    machine.codes["push"] = 1
    with pytest.raises(ReleaseError, match="no function is changed"):
        release.deploy()
    assert machine.did[-1] == "push"


def test_where_the_framework_fails_nobody_looks_and_the_database_is_said_to_be_ahead(release, machine):
    machine.codes["deploy --stage dev"] = 1
    with pytest.raises(ReleaseError, match="the database keeps its migrations"):
        release.deploy()
    assert machine.did[-1] == "deploy --stage dev"


def test_an_address_that_is_new_is_given_a_moment(release, machine):
    machine.answers = [{"wrong": "503"}, {"wrong": "ConnectError"}, {"status": "ready", "version": VERSION}]
    assert release.deploy() == URL
    assert machine.did.count("wait 5") == 2


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        ({"wrong": "503"}, "503"),
        ({"status": "ok", "version": VERSION}, "'status': 'ok'"),
        ({"status": "ready", "version": "0.0.9"}, "0.0.9"),
    ],
)
def test_a_deployment_that_does_not_answer_as_it_should_says_how_to_go_back(release, machine, answer, wrong):
    machine.answers = [answer]
    with pytest.raises(ReleaseError, match="make rollback STAGE=dev") as failed:
        release.deploy()
    assert wrong in str(failed.value)
    assert machine.did.count("wait 5") == 5


def test_a_page_that_cannot_be_told_its_settings_is_no_success(release, machine):
    machine.page = {"wrong": "404"}
    with pytest.raises(ReleaseError, match=r"/config\.json answers .+404"):
        release.deploy()


def test_a_stack_without_an_address_is_no_success(release):
    with pytest.raises(ReleaseError, match="no address"):
        replace(release, account=FakeAccount(address=None)).deploy()


def test_a_rollback_goes_to_the_deployment_before_the_one_that_runs_and_says_what_stays(release, machine, said):
    machine.answers = [{"status": "ready", "version": VERSION}]
    machine.page = {"wrong": "404"}  # it may be of before there was one
    assert release.roll_back() == URL
    assert machine.did[0] == "rollback --stage dev --timestamp 200"
    assert "migrations are not rolled back" in said[0]


def test_there_is_no_way_back_from_nothing_and_from_the_first(release):
    assert "make deploy STAGE=dev" in refusal(replace(release, account=FakeAccount(current=None)), "roll_back")
    first = replace(release, account=FakeAccount(current=100))
    assert "there is no deployment before this one" in refusal(first, "roll_back")


def test_a_rollback_that_fails_says_so(release, machine):
    machine.codes["rollback --stage dev --timestamp 200"] = 1
    with pytest.raises(ReleaseError, match="the rollback failed"):
        release.roll_back()
