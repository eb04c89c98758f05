"""Functions that answer people speak to AWS out of their packages, with nothing of its SDK."""

import json

import pytest

from tests.architecture.packages import unpack

pytestmark = pytest.mark.xdist_group("packages")

_BEGIN = """
import json, os, sys
os.environ |= {"AWS_ACCESS_KEY_ID": "ASIA", "AWS_SECRET_ACCESS_KEY": "invented", "AWS_SESSION_TOKEN": "invented too"}
"""
_SIGN = """
from functions.documents.handler import bootstrap
form = bootstrap.upload_signer().presign_upload("users/a/documents/1", "application/pdf", 5, "00" * 32, 300)
print(json.dumps([form.url, form.fields["x-amz-security-token"], sorted(sys.modules)]))
"""
# Nobody listens there.
_SEND = """
os.environ["AWS_ENDPOINT_URL"] = os.environ["SUPABASE_URL"]
from uuid import UUID
from functions.workflows.handler import bootstrap
from shared.domain.errors import QueueUnavailableError
from shared.domain.ids import RunId
from shared.gateways.queue import Wake
try:
    bootstrap.work_queue().send([Wake(RunId(UUID(int=1)))])
except QueueUnavailableError as error:
    print(json.dumps([str(error), sorted(sys.modules)]))
"""
_READ = """
os.environ["AWS_ENDPOINT_URL"] = os.environ["SUPABASE_URL"]
from functions.documents.handler import bootstrap
from shared.domain.errors import ObjectStoreUnavailableError
try:
    bootstrap.text_reader().read("users/a/texts/1")
except ObjectStoreUnavailableError as error:
    print(json.dumps([str(error), sorted(sys.modules)]))
"""
OF_AWS = {"boto3", "botocore", "s3transfer", "urllib3", "jmespath", "dateutil"}


def tops(modules):
    return {name.partition(".")[0] for name in modules}


def test_a_form_is_signed_for_the_regions_own_host_by_the_role(packages, lambda_runtime, tmp_path):
    package = unpack(packages / "documents.zip", tmp_path, lambda_runtime)
    url, token, modules = json.loads(package.run(_BEGIN + _SIGN))
    assert (url, token) == ("https://files.s3.eu-central-1.amazonaws.com/", "invented too")
    assert tops(modules) & OF_AWS == set()


def test_a_text_is_asked_for(packages, lambda_runtime, tmp_path):
    package = unpack(packages / "documents.zip", tmp_path, lambda_runtime)
    said, modules = json.loads(package.run(_BEGIN + _READ))
    assert "(ConnectError)" in said
    assert tops(modules) & OF_AWS == set()


def test_a_message_is_sent(packages, lambda_runtime, tmp_path):
    package = unpack(packages / "workflows.zip", tmp_path, lambda_runtime)
    said, modules = json.loads(package.run(_BEGIN + _SEND))
    assert "(ConnectError)" in said
    assert tops(modules) & OF_AWS == set()
