"""How boto3 asks AWS: once, within seconds."""

import pytest

from shared.domain.errors import NotConfiguredError
from shared.gateways.aws_clients import make_aws_client


@pytest.fixture(autouse=True)
def _environment(monkeypatch):
    for name in ("AWS_ENDPOINT_URL", "AWS_DEFAULT_REGION", "AWS_PROFILE", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "nobody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "nothing")


@pytest.mark.parametrize("service", ["s3", "ssm"])
def test_a_request_is_made_once_and_given_up_on_within_seconds(service):
    config = make_aws_client(service).meta.config
    assert config.retries["total_max_attempts"] == 1
    assert (config.connect_timeout, config.read_timeout) == (2, 10)


def test_a_region_that_is_missing_is_named(monkeypatch):
    monkeypatch.delenv("AWS_REGION")
    with pytest.raises(NotConfiguredError, match="AWS_REGION"):
        make_aws_client("ssm")


def test_an_address_that_cannot_be_used_is_named_and_not_quoted(monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "swordfish")
    with pytest.raises(NotConfiguredError, match="AWS_ENDPOINT_URL") as caught:
        make_aws_client("s3")
    assert "swordfish" not in str(caught.value)
