"""How S3 and SQS are asked: once, within seconds, at the address that a browser can use too."""

import pytest

from shared.domain.errors import NotConfiguredError
from shared.gateways.aws_clients import make_aws_client
from shared.gateways.s3_object_store import S3ObjectStore


@pytest.fixture(autouse=True)
def _environment(monkeypatch):
    for name in ("AWS_ENDPOINT_URL", "AWS_DEFAULT_REGION", "AWS_PROFILE", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "nobody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "nothing")


@pytest.mark.parametrize("service", ["s3", "sqs"])
def test_a_request_is_made_once_and_given_up_on_within_seconds(service):
    config = make_aws_client(service).meta.config
    assert config.retries["total_max_attempts"] == 1
    assert (config.connect_timeout, config.read_timeout) == (2, 10)


def form(**asked):
    store = S3ObjectStore(make_aws_client("s3"), "files")
    return store.presign_upload("users/a/documents/1", "application/pdf", 5, "00" * 32, 300)


def test_a_form_goes_to_the_regions_own_host_on_aws():
    assert form().url == "https://files.s3.eu-central-1.amazonaws.com/"
    assert form().fields["x-amz-algorithm"] == "AWS4-HMAC-SHA256"


def test_a_form_goes_to_the_stand_ins_address_where_there_is_one(monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:5000")
    assert form().url == "http://127.0.0.1:5000/files"


def test_a_region_that_is_missing_is_named(monkeypatch):
    monkeypatch.delenv("AWS_REGION")
    with pytest.raises(NotConfiguredError, match="AWS_REGION"):
        make_aws_client("sqs")


def test_an_address_that_cannot_be_used_is_named_and_not_quoted(monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "swordfish")
    with pytest.raises(NotConfiguredError, match="AWS_ENDPOINT_URL") as caught:
        make_aws_client("s3")
    assert "swordfish" not in str(caught.value)
