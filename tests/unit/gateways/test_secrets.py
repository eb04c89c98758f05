"""Secrets in SSM and Secrets Manager, on moto's stand-in for both."""

import boto3
import pytest
from moto import mock_aws

from shared.domain.errors import NotConfiguredError, SecretsUnavailableError
from shared.gateways.secrets import MAX_AGE_S, AwsSecrets, StaticSecrets, parse_reference

NAME = "/skillpath/test/secret-key"


@pytest.fixture
def aws(monkeypatch):
    for name, value in {
        "AWS_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE", "AWS_SESSION_TOKEN", "POWERTOOLS_PARAMETERS_MAX_AGE"):
        monkeypatch.delenv(name, raising=False)
    with mock_aws():
        yield boto3.session.Session(region_name="eu-central-1")


def put(aws, value, name=NAME):
    aws.client("ssm").put_parameter(Name=name, Value=value, Type="SecureString", Overwrite=True)


@pytest.mark.parametrize("reference", [NAME, f"ssm:{NAME}"])
def test_a_parameter_is_read_and_decrypted(aws, reference):
    put(aws, "swordfish")
    assert AwsSecrets().get(reference) == "swordfish"


def test_a_secret_is_read_by_its_name_and_by_its_arn(aws):
    arn = aws.client("secretsmanager").create_secret(Name="skillpath/openrouter", SecretString="swordfish")["ARN"]
    secrets = AwsSecrets()
    assert secrets.get("secretsmanager:skillpath/openrouter") == "swordfish"
    assert secrets.get(arn) == "swordfish"


def test_a_parameter_is_read_by_its_arn(aws):
    put(aws, "swordfish")
    arn = aws.client("ssm").get_parameter(Name=NAME)["Parameter"]["ARN"]
    assert AwsSecrets().get(arn) == "swordfish"


def test_a_secret_is_kept_for_minutes(aws):
    put(aws, "old")
    secrets = AwsSecrets()
    assert secrets.get(NAME) == "old"
    put(aws, "new")
    assert secrets.get(NAME) == "old"
    # As if they had gone by.
    secrets._ssm.store.clear()
    assert secrets.get(NAME) == "new"
    assert 60 <= MAX_AGE_S <= 900


def test_what_cannot_be_read_again_goes_on_and_is_logged(aws, caplog):
    put(aws, "swordfish")
    secrets = AwsSecrets()
    secrets.get(NAME)
    aws.client("ssm").delete_parameter(Name=NAME)
    secrets._ssm.store.clear()
    assert secrets.get(NAME) == "swordfish"
    assert "cannot be read again" in caplog.text
    assert "swordfish" not in caplog.text


@pytest.mark.parametrize("reference", [NAME, "secretsmanager:skillpath/none"])
def test_a_secret_that_is_not_there_is_unavailable(aws, reference):
    with pytest.raises(SecretsUnavailableError, match="check that it is there"):
        AwsSecrets().get(reference)


def test_a_secret_that_is_no_text_is_unavailable(aws):
    aws.client("secretsmanager").create_secret(Name="binary", SecretBinary=b"\x00\x01")
    with pytest.raises(SecretsUnavailableError):
        AwsSecrets().get("secretsmanager:binary")


@pytest.mark.parametrize("value", ["", "/", "swordfish", "sb_secret_swordfish", "ssm:", "s3:bucket", "arn:aws:s3:::x"])
def test_what_is_no_reference_may_be_the_secret_itself_and_is_not_repeated(value):
    with pytest.raises(NotConfiguredError) as caught:
        parse_reference(value)
    assert "swordfish" not in str(caught.value)


def test_given_ones_are_found_by_their_reference():
    secrets = StaticSecrets({NAME: "swordfish"})
    assert secrets.get(NAME) == "swordfish"
    with pytest.raises(SecretsUnavailableError):
        secrets.get("/other")
