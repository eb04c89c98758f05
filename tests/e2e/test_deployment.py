"""The framework deploys the template to AWS's stand-in: what that can make is there, and one can go back.

It makes no HTTP API, no alarm, no policy and little of a bucket but the bucket, though it says that all is there:
tests/architecture looks at those.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.cloudformation import models
from moto.server import ThreadedMotoServer

from shared.deploy.account import AwsAccount
from shared.local.aws import NOBODYS_CREDENTIALS
from tests.architecture.template import ORIGINS, copy_to, run_framework

pytestmark = [
    pytest.mark.xdist_group("deployment"),
    # What it does not make, it warns of: see above.
    pytest.mark.filterwarnings("ignore:Tried to parse:UserWarning"),
]

REGION = "eu-central-1"
STACK = "skillpath-dev"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """Of a stand-in of its own, as its state is the process's."""
    with pytest.MonkeyPatch.context() as patched:
        # It would lint with what it knows of AWS, and refuse what it does not make.
        patched.setattr(models, "validate_template_cfn_lint", lambda _template: [])
        server = ThreadedMotoServer("127.0.0.1", 0)
        server.start()
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
        server.stop()


@pytest.fixture(scope="module")
def deployed(endpoint: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AwsAccount]:
    """Twice, so that there is something to go back to."""
    folder = tmp_path_factory.mktemp("deployed")
    copy_to(folder)
    environment = {**NOBODYS_CREDENTIALS, "AWS_REGION": REGION, "AWS_ENDPOINT_URL": endpoint}
    environment["SKILLPATH_CORS_ORIGINS"] = ",".join(ORIGINS)
    with pytest.MonkeyPatch.context() as patched:
        for name, value in environment.items():
            patched.setenv(name, value)
        account = AwsAccount(REGION)
        assert account.deployed("dev") is None
        assert account.deployments("dev") == []
        for timeout in ("timeout: 15", "timeout: 16"):
            path = folder / "serverless.yml"
            path.write_text(path.read_text().replace("timeout: 15", timeout))
            run_framework(folder, environment, "deploy", "--stage", "dev")
        yield account


def client(endpoint: str, service: str) -> Any:
    return boto3.client(service, region_name=REGION, endpoint_url=endpoint)


def test_functions_run_with_roles_of_their_own_and_are_told_what_the_stack_made(deployed: AwsAccount, endpoint: str):
    functions = {
        function["FunctionName"].removeprefix("skillpath-dev-"): function
        for function in client(endpoint, "lambda").list_functions()["Functions"]
    }
    template = client(endpoint, "cloudformation").get_template(StackName=STACK)["TemplateBody"]
    made = [name for name, item in template["Resources"].items() if item["Type"] == "AWS::Lambda::Function"]
    assert len(functions) == len(made)
    assert len({function["Role"] for function in functions.values()}) == len(functions)
    worker = functions["workflow_worker"]
    told = worker["Environment"]["Variables"]
    assert (worker["Runtime"], worker["MemorySize"], worker["Timeout"]) == ("python3.13", 2048, 300)
    assert told["SKILLPATH_CORS_ORIGINS"] == ",".join(ORIGINS)
    assert STACK in told["SKILLPATH_CURSOR_KEY"]
    # They are there: asking for them is no error.
    client(endpoint, "sqs").get_queue_attributes(QueueUrl=told["SKILLPATH_QUEUE_URL"])
    client(endpoint, "s3").head_bucket(Bucket=told["SKILLPATH_BUCKET"])


def test_queues_feed_their_functions_and_lead_to_dead_letters(deployed: AwsAccount, endpoint: str):
    sqs = client(endpoint, "sqs")
    queues = {}
    for url in sqs.list_queues()["QueueUrls"]:
        attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        queues[attributes["QueueArn"]] = attributes
    assert len(queues) == 4
    fed = client(endpoint, "lambda").list_event_source_mappings()["EventSourceMappings"]
    assert len(fed) == 2
    for mapping in fed:
        queue = queues[mapping["EventSourceArn"]]
        dead = json.loads(queue["RedrivePolicy"])["deadLetterTargetArn"]
        assert "RedrivePolicy" not in queues[dead]
        assert queues[dead]["MessageRetentionPeriod"] == "1209600"
        assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_the_way_back_is_to_the_deployment_before(deployed: AwsAccount, endpoint: str, tmp_path: Path):
    def timeout_s() -> int:
        found = client(endpoint, "lambda").get_function_configuration(FunctionName=f"{STACK}-skills")
        return int(found["Timeout"])

    first, second = deployed.deployments("dev")
    assert deployed.deployed("dev") == second
    assert timeout_s() == 16
    copy_to(tmp_path)
    environment = {**NOBODYS_CREDENTIALS, "AWS_REGION": REGION, "AWS_ENDPOINT_URL": endpoint}
    run_framework(tmp_path, environment, "rollback", "--stage", "dev", "--timestamp", str(first))
    assert deployed.deployed("dev") == first
    assert timeout_s() == 15


def test_a_parameter_is_there_once_it_is_put_as_a_secret(deployed: AwsAccount, endpoint: str):
    name = "/skillpath/dev/supabase-secret-key"
    assert not deployed.has_parameter(name)
    ssm = client(endpoint, "ssm")
    ssm.put_parameter(Name=name, Value="in the clear", Type="String")
    assert not deployed.has_parameter(name)
    ssm.put_parameter(Name=name, Value="a secret", Type="SecureString", Overwrite=True)
    assert deployed.has_parameter(name)
    assert deployed.number() == "123456789012"
