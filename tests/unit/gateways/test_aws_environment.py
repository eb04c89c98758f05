"""Where AWS is and who asks, as Lambda's environment says: with SnapStart, at an address that it names."""

import base64
import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import respx

from shared.domain.errors import NotConfiguredError, SecretsUnavailableError
from shared.gateways.aws_environment import RENEWED_BEFORE_END, AwsPlace, CredentialSource
from shared.gateways.s3_upload_signer import S3UploadSigner
from shared.gateways.sigv4 import Credentials

ADDRESS = "http://127.0.0.1:9001/credentials"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
ENDS_AT = NOW + timedelta(hours=6)


@pytest.fixture(autouse=True)
def _environment(monkeypatch):
    for name in (
        "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_ENDPOINT_URL", "AWS_DEFAULT_REGION",
    ):  # fmt: skip
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_REGION", "eu-central-1")


@pytest.fixture
def woken(monkeypatch):
    """An instance that SnapStart woke."""
    monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", ADDRESS)
    monkeypatch.setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN", "of this instance")
    with respx.mock as router:
        yield router.get(ADDRESS)


@pytest.fixture
def clock():
    return [NOW]


@pytest.fixture
def source(http, clock):
    return CredentialSource(http, lambda: clock[0])


def given_out(number, ends_at=ENDS_AT):
    names = {"AccessKeyId": f"ASIA{number}", "SecretAccessKey": f"secret {number}", "Token": f"token {number}"}
    return httpx.Response(200, json={**names, "Expiration": f"{ends_at:%Y-%m-%dT%H:%M:%SZ}"})


def of(number):
    return Credentials(f"ASIA{number}", f"secret {number}", f"token {number}")


@pytest.mark.parametrize("token", [None, "", "token"])
def test_credentials_of_the_environment_are_those_of_now(monkeypatch, source, token):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIA")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    if token is not None:
        monkeypatch.setenv("AWS_SESSION_TOKEN", token)
    assert source() == Credentials("AKIA", "secret", token or None)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIB")
    assert source().key_id == "AKIB"


def test_where_there_are_none_what_is_missing_is_named(source):
    with pytest.raises(NotConfiguredError, match="AWS_ACCESS_KEY_ID"):
        source()


def test_a_woken_instance_asks_once_by_its_own_token(woken, source):
    woken.mock(side_effect=[given_out(1)])
    assert [source(), source()] == [of(1)] * 2
    assert woken.calls.last.request.headers["authorization"] == "of this instance"
    assert woken.calls.last.request.extensions["timeout"]["read"] == 2.0


def test_credentials_are_renewed_while_a_form_of_theirs_would_still_hold(woken, source, clock):
    woken.mock(side_effect=[given_out(1), given_out(2, ENDS_AT + timedelta(hours=6))])
    assert source() == of(1)
    clock[0] = ENDS_AT - RENEWED_BEFORE_END - timedelta(seconds=1)
    assert source() == of(1)
    clock[0] += timedelta(seconds=1)
    assert [source(), source()] == [of(2)] * 2


def test_those_from_before_hold_to_their_end_where_they_cannot_be_renewed(woken, source, clock):
    woken.mock(side_effect=[given_out(1), httpx.ConnectError("away"), httpx.ConnectError("away"), given_out(2)])
    source()
    clock[0] = ENDS_AT - timedelta(seconds=1)
    assert source() == of(1)
    clock[0] = ENDS_AT
    with pytest.raises(SecretsUnavailableError):
        source()
    assert source() == of(2)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(500, text="swordfish"),
        httpx.Response(200, text="swordfish"),
        httpx.Response(200, json={"AccessKeyId": "swordfish"}),
        httpx.Response(200, json=["swordfish"]),
        given_out("swordfish").read().replace(b"2026", b"then"),
    ],
    ids=["an error", "no JSON", "not all", "another shape", "no date"],
)
def test_an_answer_that_cannot_be_used_is_not_quoted(woken, source, answer):
    woken.mock(return_value=answer if isinstance(answer, httpx.Response) else httpx.Response(200, content=answer))
    with pytest.raises(SecretsUnavailableError) as caught:
        source()
    assert "swordfish" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_woken_instances_form_carries_the_token_in_its_policy_too(woken, source):
    woken.mock(return_value=given_out(1))
    form = S3UploadSigner("files", AwsPlace.of_environment(), source).presign_upload("k", "a/b", 1, "00" * 32, 300)
    assert form.fields["x-amz-security-token"] == "token 1"
    assert {"x-amz-security-token": "token 1"} in json.loads(base64.b64decode(form.fields["policy"]))["conditions"]


@pytest.mark.parametrize("variable", ["AWS_REGION", "AWS_DEFAULT_REGION"])
def test_the_region_is_lambdas_or_boto3s(monkeypatch, variable):
    monkeypatch.delenv("AWS_REGION")
    with pytest.raises(NotConfiguredError, match="AWS_REGION"):
        AwsPlace.of_environment()
    monkeypatch.setenv(variable, "eu-west-1")
    assert AwsPlace.of_environment() == AwsPlace("eu-west-1")


@pytest.mark.parametrize("given", ["http://127.0.0.1:5000", "http://127.0.0.1:5000/"])
def test_a_stand_in_serves_instead_of_all_services(monkeypatch, given):
    monkeypatch.setenv("AWS_ENDPOINT_URL", given)
    assert AwsPlace.of_environment().stand_in == "http://127.0.0.1:5000"


@pytest.mark.parametrize("given", ["swordfish", "swordfish:5000", "ftp://swordfish", "http://", "http://[swordfish"])
def test_an_address_that_cannot_be_used_is_named_and_not_quoted(monkeypatch, given):
    monkeypatch.setenv("AWS_ENDPOINT_URL", given)
    with pytest.raises(NotConfiguredError, match="AWS_ENDPOINT_URL") as caught:
        AwsPlace.of_environment()
    assert "swordfish" not in str(caught.value)
