"""What is signed is what boto3 would sign, byte for byte: its own signers are the measure."""

import json
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import boto3
import pytest
from botocore.auth import S3SigV4Auth, S3SigV4PostAuth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials as BotoCredentials
from hypothesis import given
from hypothesis import strategies as st

from shared.gateways.aws_environment import AwsPlace
from shared.gateways.s3_upload_signer import S3UploadSigner
from shared.gateways.sigv4 import Credentials, Signer

NOW = datetime(2026, 11, 25, 12, 30, 15, 999_999, UTC)
ANY_TIME = st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
REGIONS = ("ap-southeast-2", "cn-north-1", "eu-central-1", "us-east-1", "us-gov-west-1")
ROLE = "IQoJb3JpZ2luX2VjE+/=="
VISIBLE = st.characters(codec="ascii", min_codepoint=33, max_codepoint=126)
CREDENTIALS = st.builds(
    Credentials,
    st.text(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"), min_size=16, max_size=20),
    st.text(VISIBLE, min_size=1, max_size=60),
    st.none() | st.text(VISIBLE, min_size=1, max_size=400),
)
# With spaces at their ends and between, of which a signature takes one.
VALUES = st.text(st.characters(codec="ascii", min_codepoint=32, max_codepoint=126), min_size=1, max_size=60)
HEADERS = st.dictionaries(
    st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,15}", fullmatch=True).map("X-Skillpath-{}".format), VALUES, max_size=4
).filter(lambda headers: len({name.lower() for name in headers}) == len(headers))
# As they go out: encoded, or of what needs no encoding.
PATHS = st.lists(st.from_regex(r"([A-Za-z0-9._~-]|%[0-9A-F]{2}){1,12}", fullmatch=True), max_size=5).map("/".join)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
JSON_TYPE = {"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "AmazonSQS.SendMessageBatch"}


def of_boto(credentials):
    return BotoCredentials(credentials.key_id, credentials.secret_key, credentials.session_token)


def at(now):
    """The clock of botocore's signers."""
    return patch("botocore.auth.get_current_datetime", lambda: now.replace(tzinfo=None))


@given(
    CREDENTIALS,
    st.sampled_from(REGIONS),
    st.sampled_from(["sqs", "s3", "ssm"]),
    ANY_TIME,
    st.sampled_from(["https://sqs.eu-central-1.amazonaws.com", "http://127.0.0.1:5000", "https://example.org:8443"]),
    HEADERS,
    TEXTS.map(str.encode),
)
def test_a_request_is_signed_as_botocore_signs_it(credentials, region, service, now, url, headers, body):
    request = AWSRequest("POST", url, {**JSON_TYPE, **headers}, body)
    with at(now):
        SigV4Auth(of_boto(credentials), service, region).add_auth(request)
    signed = Signer(credentials, region, service, now).headers(url, {**JSON_TYPE, **headers}, body)
    host = signed.pop("Host")
    assert signed == dict(request.headers.items())
    assert url.endswith(f"//{host}")


@given(
    CREDENTIALS,
    st.sampled_from(REGIONS),
    ANY_TIME,
    st.sampled_from(["https://files.s3.eu-central-1.amazonaws.com", "http://127.0.0.1:5000/files"]),
    PATHS,
)
def test_a_request_for_an_object_is_signed_as_botocore_signs_it(credentials, region, now, address, path):
    url = f"{address}/{path}"
    request = AWSRequest("GET", url)
    with at(now):
        S3SigV4Auth(of_boto(credentials), "s3", region).add_auth(request)
    signed = Signer(credentials, region, "s3", now).headers_to_get(url)
    host = signed.pop("Host")
    assert signed == dict(request.headers.items())
    assert address.partition("//")[2].partition("/")[0] == host


@given(CREDENTIALS, st.sampled_from(REGIONS), ANY_TIME, st.dictionaries(TEXTS, TEXTS, max_size=4), st.integers(1))
def test_a_form_is_signed_as_botocore_signs_it(credentials, region, now, fields, size):
    conditions = [*({name: value} for name, value in fields.items()), ["content-length-range", size, size]]
    policy = {"expiration": (now + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ"), "conditions": [*conditions]}
    request = AWSRequest("POST", "https://files.s3.eu-central-1.amazonaws.com/")
    request.context |= {"s3-presign-post-fields": {**fields}, "s3-presign-post-policy": policy}
    with at(now):
        S3SigV4PostAuth(of_boto(credentials), "s3", region).add_auth(request)
    form = Signer(credentials, region, "s3", now).form(fields, conditions, now + timedelta(hours=1))
    assert [*form.items()] == [*request.context["s3-presign-post-fields"].items()]


def by_boto3(credentials, place, now, key, content_type, size, sha256):
    """The form of boto3's own client."""
    client = boto3.session.Session().client(
        "s3",
        region_name=place.region,
        endpoint_url=place.stand_in,
        aws_access_key_id=credentials.key_id,
        aws_secret_access_key=credentials.secret_key,
        aws_session_token=credentials.session_token,
        config=Config(
            signature_version="s3v4",
            # Of one region boto3 names the host of all regions, unless it is told not to.
            s3={
                "addressing_style": "virtual" if place.stand_in is None else "path",
                "us_east_1_regional_endpoint": "regional",
            },
        ),
    )
    fields = {
        "Content-Type": content_type,
        "x-amz-checksum-algorithm": "SHA256",
        "x-amz-checksum-sha256": sha256,
        "x-amz-server-side-encryption": "AES256",
    }
    conditions = [*({name: value} for name, value in fields.items()), ["content-length-range", size, size]]
    with at(now), patch("botocore.signers.get_current_datetime", lambda: now.replace(tzinfo=None)):
        form = client.generate_presigned_post("files", key, fields, conditions, 300)
    client.close()
    return form["url"], [*form["fields"].items()]


@pytest.mark.parametrize(
    ("place", "token"),
    [*((AwsPlace(region), ROLE) for region in REGIONS), (AwsPlace("eu-central-1", "http://127.0.0.1:5000"), None)],
    ids=[*REGIONS, "a stand-in"],
)
def test_an_upload_goes_where_and_with_what_boto3_would_send_it(place, token):
    credentials = Credentials("AKIA", "secret", token)
    form = S3UploadSigner("files", place, lambda: credentials, lambda: NOW).presign_upload(
        'users/ä/documents/"1" & 2', "text/plain; charset=utf-8", 5, "00" * 32, 300
    )
    expected = by_boto3(
        credentials, place, NOW, 'users/ä/documents/"1" & 2', "text/plain; charset=utf-8", 5, "A" * 43 + "="
    )
    assert (form.url, [*form.fields.items()]) == expected


def test_neither_half_of_a_secret_is_shown():
    shown = repr(Signer(Credentials("AKIA", "swordfish", "marlin"), "eu-central-1", "sqs", NOW))
    assert "AKIA" in shown
    assert "swordfish" not in shown
    assert "marlin" not in shown


def test_other_bytes_make_another_signature():
    signer = Signer(Credentials("AKIA", "secret"), "eu-central-1", "sqs", NOW)
    bodies = [json.dumps({"n": number}).encode() for number in range(3)]
    made = {signer.headers("https://sqs.example.org", JSON_TYPE, body)["Authorization"] for body in bodies}
    assert len(made) == 3
