from datetime import UTC, datetime
from types import SimpleNamespace
from urllib.parse import unquote
from uuid import uuid4

import boto3
import httpx
import pytest
from botocore.awsrequest import AWSResponse
from botocore.config import Config

from shared.domain.errors import NotConfiguredError, ObjectNotFoundError, ObjectStoreUnavailableError
from shared.gateways.aws_environment import AwsPlace
from shared.gateways.s3_object_reader import S3ObjectReader
from shared.gateways.sigv4 import Credentials, Signer

CREDENTIALS = Credentials("AKIA", "secret", "of a role")
KEY = f"users/{uuid4()}/texts/{uuid4()}"
PLACES = [
    *(AwsPlace(region) for region in ("cn-north-1", "eu-central-1", "us-east-1")),
    AwsPlace("eu-central-1", "http://127.0.0.1:5000"),
]


def error(code, status):
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code><Key>{KEY}</Key></Error>'
    return httpx.Response(status, content=body.encode())


def reader(answer, place=PLACES[1], credentials=lambda: CREDENTIALS):
    """One whose requests are answered so, and what it asked."""
    asked = []

    def handle(request):
        asked.append(request)
        if isinstance(answer, Exception):
            raise answer
        return answer

    http = httpx.Client(transport=httpx.MockTransport(handle))
    return S3ObjectReader(http, place, credentials, "files"), asked


def by_boto3(place, key):
    """Where boto3's own client would ask for the object."""
    config = Config(
        s3={
            "addressing_style": "virtual" if place.stand_in is None else "path",
            "us_east_1_regional_endpoint": "regional",
        }
    )
    session = boto3.session.Session(aws_access_key_id="AKIA", aws_secret_access_key="secret")
    client = session.client("s3", region_name=place.region, endpoint_url=place.stand_in, config=config)
    asked = []

    def answer(request, **_):
        asked.append(request.url)
        return AWSResponse(request.url, 404, {}, SimpleNamespace(stream=lambda: iter(())))

    client.meta.events.register("before-send.s3.GetObject", answer)
    with pytest.raises(client.exceptions.ClientError):
        client.get_object(Bucket="files", Key=key)
    client.close()
    return asked[0]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.stand_in or place.region)
@pytest.mark.parametrize("key", [KEY, "users/ä/texts/a+b c~&=%"], ids=["of a document", "with signs"])
def test_an_object_is_asked_for_where_boto3_would_ask_for_it(place, key):
    read, asked = reader(httpx.Response(200, content=b"{}"), place)
    assert read.read(key) == b"{}"
    assert str(asked[0].url) == by_boto3(place, key)
    assert unquote(asked[0].url.raw_path.decode()).endswith(f"/{key}")


def test_what_goes_out_is_what_was_signed():
    read, asked = reader(httpx.Response(200))
    read.read(KEY)
    sent = asked[0].headers
    moment = datetime.strptime(sent["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    signed = Signer(CREDENTIALS, "eu-central-1", "s3", moment).headers_to_get(str(asked[0].url))
    assert {name: sent[name] for name in signed} == signed
    assert sent["x-amz-security-token"] == "of a role"


@pytest.mark.parametrize("answer", [error("NoSuchKey", 404), error("AccessDenied", 403)], ids=["404", "403"])
def test_what_is_not_there_looks_to_whoever_may_not_list_like_what_is_not_allowed(answer):
    read, _ = reader(answer)
    with pytest.raises(ObjectNotFoundError) as caught:
        read.read(KEY)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (error("SlowDown", 503), "error SlowDown"),
        (error("SignatureDoesNotMatch", 403), "error SignatureDoesNotMatch"),
        (error("NoSuchBucket", 404), "error NoSuchBucket"),
        (error("<b>", 500), "status 500"),
        (httpx.Response(502, content=b"\xff\xfe"), "status 502"),
        (httpx.Response(301), "status 301"),
        (httpx.ConnectError(f"to {KEY}"), "ConnectError"),
        (httpx.ReadTimeout(f"of {KEY}"), "ReadTimeout"),
    ],
)
def test_a_store_that_does_not_answer_as_it_should_is_unavailable_and_names_no_key(answer, said):
    read, _ = reader(answer)
    with pytest.raises(ObjectStoreUnavailableError, match=said) as caught:
        read.read(KEY)
    assert KEY not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_where_there_is_nothing_to_sign_with_nobody_is_asked():
    def none():
        raise NotConfiguredError("AWS_ACCESS_KEY_ID is not set")

    read, asked = reader(httpx.Response(200), credentials=none)
    with pytest.raises(NotConfiguredError):
        read.read(KEY)
    assert asked == []
