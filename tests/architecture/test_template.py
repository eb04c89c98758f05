"""What is deployed, looked at before anybody deploys it: the template that serverless.yml packages to."""

import json
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from shared.api.edge import METHODS, Cors
from shared.local.checkout import ROOT
from shared.local.routes import read_functions
from shared.settings import Settings
from tests.architecture.template import ORIGINS, Template, package, texts

pytestmark = pytest.mark.xdist_group("template")

# What the framework makes, and a setting that is known as the template is made.
HARMLESS = {"W3005", "W8003"}
TRACES = {"Effect": "Allow", "Action": ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "Resource": "*"}
OF_OBJECTS, OF_TEXTS = "users/*", "users/*/texts/*"


def test_cfn_lint_finds_no_error(template: Template):
    assert {line for line in _linted(template.path) if line.partition(":")[0] not in HARMLESS} == set()


def test_cfn_lint_would_name_one(dev: Template, tmp_path: Path):
    broken = tmp_path / "broken.json"
    broken.write_text(dev.path.read_text().replace('"python3.13"', '"python2.7"'))
    assert any(line.startswith("E") and "python2.7" in line for line in _linted(broken))


def _linted(path: Path) -> set[str]:
    # Older ones know neither this runtime nor this processor.
    assert tuple(map(int, version("cfn-lint").split(".")[:2])) >= (1, 58)
    program = Path(sys.executable).with_name("cfn-lint")
    done = subprocess.run([program, "--format", "json", path], cwd=path.parent, capture_output=True, timeout=120)
    return {f"{item['Rule']['Id']}: {item['Message']}" for item in json.loads(done.stdout)}


def test_routes_are_those_of_the_document_one_to_one(template: Template):
    paths = json.loads((ROOT / "functions" / "docs" / "openapi.json").read_text())["paths"]
    documented = [f"{method.upper()} {path}" for path, operations in paths.items() for method in operations]
    routed = [route["RouteKey"] for route in template.of_type("ApiGatewayV2::Route").values()]
    assert sorted(routed) == sorted([*documented, "$default"])


def test_every_function_has_a_role_of_its_own(template: Template):
    roles = [function["Role"]["Fn::GetAtt"][0] for function in template.functions().values()]
    assert sorted(roles) == sorted(template.of_type("IAM::Role"))


def test_no_role_may_do_everything_or_to_everything(template: Template):
    for name in template.functions():
        for statement in template.statements_of(name):
            if statement == TRACES:
                continue
            assert [text for text in texts(statement) if "*" in text and text not in (OF_OBJECTS, OF_TEXTS)] == [], name


def test_of_functions_that_answer_people_one_reads_objects_and_those_are_texts(template: Template):
    reads = {
        (function.name, *(text for text in texts(statement["Resource"]) if "*" in text))
        for function in read_functions(ROOT / "serverless.yml")
        for statement in template.statements_of(function.name)
        if "s3:GetObject" in statement["Action"]
    }
    assert reads == {("documents", OF_TEXTS)}


def test_a_role_writes_its_functions_own_log(template: Template):
    logs = {properties["LogGroupName"]: group for group, properties in template.of_type("Logs::LogGroup").items()}
    for name, function in template.functions().items():
        (statement,) = [item for item in template.statements_of(name) if item["Action"][0].startswith("logs:")]
        assert statement["Resource"] == {"Fn::GetAtt": [logs[f"/aws/lambda/{function['FunctionName']}"], "Arn"]}


def test_whoever_may_read_a_secret_is_told_of_it_and_nobody_else(template: Template):
    for name, function in template.functions().items():
        told = {
            f"parameter{value}" for key, value in function["Environment"]["Variables"].items() if "_PARAMETER" in key
        }
        allowed = {
            text.rpartition(":")[2]
            for statement in template.statements_of(name)
            if "ssm:GetParameter" in statement["Action"]
            for text in texts(statement["Resource"])
        }
        assert allowed == told, name


def test_whoever_uses_files_or_the_queue_is_told_where_they_are(template: Template):
    for name, function in template.functions().items():
        actions = {action for statement in template.statements_of(name) for action in statement["Action"]}
        told = {*function["Environment"]["Variables"]}
        # The page says where browsers send files, and may not send any itself.
        uses_files = any(action.startswith("s3:") for action in actions) or name == "web"
        assert uses_files == ("SKILLPATH_BUCKET" in told), name
        assert ("sqs:SendMessage" in actions) == ("SKILLPATH_QUEUE_URL" in told), name


def test_no_secret_is_in_an_environment_variable(template: Template):
    secret = {
        str(alias)
        for name, field in Settings.model_fields.items()
        if "SecretStr" in str(field.annotation) and name != "supabase_publishable_key"
        for alias in getattr(field.validation_alias, "choices", [field.validation_alias])
    }
    assert "SUPABASE_SERVICE_ROLE_KEY" in secret
    for function in template.functions().values():
        variables = function["Environment"]["Variables"]
        # The stack's own name: anybody may know it who may see the stack.
        assert variables["SKILLPATH_CURSOR_KEY"] == {"Ref": "AWS::StackId"}
        assert secret & {*variables} == {"SKILLPATH_CURSOR_KEY"}
    # Which CloudFormation would put where everybody reads it.
    assert "{{resolve:" not in template.path.read_text()


def test_every_queue_has_dead_letters_or_takes_them(template: Template):
    queues = template.of_type("SQS::Queue")
    dead = {
        queue["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]
        for queue in queues.values()
        if "RedrivePolicy" in queue
    }
    assert len(dead) * 2 == len(queues)
    for name, queue in queues.items():
        assert queue["SqsManagedSseEnabled"] is True
        assert ("RedrivePolicy" in queue) != (name in dead)
        assert name not in dead or queue["MessageRetentionPeriod"] == 14 * 24 * 3600


def test_a_message_that_fails_comes_again_alone_and_not_while_it_is_worked_on(template: Template):
    mappings = template.of_type("Lambda::EventSourceMapping").values()
    assert len(mappings) == 2
    resources = template.content["Resources"]
    for mapping in mappings:
        queue = resources[mapping["EventSourceArn"]["Fn::GetAtt"][0]]["Properties"]
        function = resources[mapping["FunctionName"]["Fn::GetAtt"][0]]["Properties"]
        assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert queue["VisibilityTimeout"] >= 6 * function["Timeout"]
        assert mapping["ScalingConfig"]["MaximumConcurrency"] >= 2


def test_every_log_is_kept_for_a_while_and_not_for_ever(template: Template):
    groups = template.of_type("Logs::LogGroup").values()
    assert all(group["RetentionInDays"] in (14, 30) for group in groups)
    names = {group["LogGroupName"] for group in groups}
    assert {f"/aws/lambda/{function['FunctionName']}" for function in template.functions().values()} < names


def test_requests_are_logged_without_addresses_and_paths_and_their_number_is_bounded(template: Template):
    (stage,) = template.of_type("ApiGatewayV2::Stage").values()
    logged = json.loads(stage["AccessLogSettings"]["Format"])
    assert logged["route"] == "$context.routeKey"
    assert not [value for value in logged.values() if "identity" in value or "path" in value.lower()]
    limits = stage["DefaultRouteSettings"]
    assert 0 < limits["ThrottlingRateLimit"] <= limits["ThrottlingBurstLimit"] <= 1000


def test_no_bucket_is_public_and_all_that_lies_there_is_encrypted(template: Template):
    buckets = template.of_type("S3::Bucket")
    denied = {
        policy["Bucket"]["Ref"]
        for policy in template.of_type("S3::BucketPolicy").values()
        for statement in policy["PolicyDocument"]["Statement"]
        if (statement["Effect"], statement["Action"]) == ("Deny", "s3:*")
        and statement["Condition"] == {"Bool": {"aws:SecureTransport": False}}
    }
    assert denied == {*buckets}
    for bucket in buckets.values():
        assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
        (rule,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"


def test_files_keep_their_versions_for_a_week_and_outlive_the_stack(template: Template):
    made = template.content["Resources"]["Files"]
    assert made["DeletionPolicy"] == made["UpdateReplacePolicy"] == "Retain"
    files = made["Properties"]
    assert files["VersioningConfiguration"] == {"Status": "Enabled"}
    rules = files["LifecycleConfiguration"]["Rules"]
    assert [rule["NoncurrentVersionExpiration"] for rule in rules if "NoncurrentVersionExpiration" in rule] == [
        {"NoncurrentDays": 7}
    ]
    assert any("AbortIncompleteMultipartUpload" in rule for rule in rules)
    (told,) = files["NotificationConfiguration"]["QueueConfigurations"]
    assert told["Queue"] == {"Fn::GetAtt": ["DocumentQueue", "Arn"]}


def test_pages_of_the_origins_that_are_named_are_answered_as_the_app_answers_them(prod: Template):
    condition, cors, none = prod.of_type("ApiGatewayV2::Api")["HttpApi"]["CorsConfiguration"]["Fn::If"]
    assert (condition, none) == ("HasOrigins", {"Ref": "AWS::NoValue"})
    assert _split(cors["AllowOrigins"]) == list(ORIGINS)
    app = Cors(_no_app, lambda: ORIGINS)
    assert cors["AllowMethods"] == list(METHODS)
    # Those that any page may send are among the app's.
    safe = {"accept", "accept-language", "content-language"}
    assert {*cors["AllowHeaders"]} == {header.lower() for header in app.allow_headers} - safe
    exposed = app.simple_headers["Access-Control-Expose-Headers"].split(", ")
    assert {*cors["ExposeHeaders"]} == {header.lower() for header in exposed}
    assert str(cors["MaxAge"]) == app.preflight_headers["Access-Control-Max-Age"]
    own, others = prod.of_type("S3::Bucket")["Files"]["CorsConfiguration"]["CorsRules"]
    condition, uploads, none = others["Fn::If"]
    assert (condition, none) == ("HasOrigins", {"Ref": "AWS::NoValue"})
    assert _split(uploads["AllowedOrigins"]) == list(ORIGINS)
    assert {**uploads, "AllowedOrigins": own["AllowedOrigins"]} == own
    assert own["AllowedMethods"] == ["POST"]
    assert prod.content["Conditions"]["HasOrigins"] == {"Fn::Not": [{"Fn::Equals": [",".join(ORIGINS), ""]}]}


def test_without_an_origin_there_is_no_rule_rather_than_an_empty_one(dev: Template):
    assert dev.content["Conditions"]["HasOrigins"] == {"Fn::Not": [{"Fn::Equals": ["", ""]}]}
    condition, _, none = dev.of_type("ApiGatewayV2::Api")["HttpApi"]["CorsConfiguration"]["Fn::If"]
    assert (condition, none) == ("HasOrigins", {"Ref": "AWS::NoValue"})


def test_the_page_of_the_api_itself_may_post_its_files_where_no_other_origin_is_named(dev: Template):
    own, _ = dev.of_type("S3::Bucket")["Files"]["CorsConfiguration"]["CorsRules"]
    address = "https://${HttpApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}"
    assert own["AllowedOrigins"] == [{"Fn::Sub": address}]


def _split(value: dict[str, Any]) -> list[str]:
    separator, joined = value["Fn::Split"]
    return str(joined).split(separator)


async def _no_app(*_: object) -> None:
    raise AssertionError


def test_settings_change_what_they_say_and_nothing_without_them(dev: Template, prod: Template):
    functions = {"dev": dev.functions(), "prod": prod.functions()}
    assert {tuple(made["Architectures"]) for made in functions["dev"].values()} == {("arm64",)}
    assert {tuple(made["Architectures"]) for made in functions["prod"].values()} == {("x86_64",)}
    assert {made["Runtime"] for made in functions["prod"].values()} == {"python3.13"}
    assert not [name for name, made in functions["dev"].items() if "SnapStart" in made or "TracingConfig" in made]
    assert {made["TracingConfig"]["Mode"] for made in functions["prod"].values()} == {"Active"}
    for name in functions["dev"]:
        assert TRACES not in dev.statements_of(name)
        assert TRACES in prod.statements_of(name)
    assert dev.of_type("Lambda::Alias") == {}
    _, subscriptions, _ = prod.of_type("SNS::Topic")["Alarms"]["Subscription"]["Fn::If"]
    assert subscriptions == [{"Protocol": "email", "Endpoint": "operator@example.org"}]


def test_snap_start_is_for_functions_that_people_wait_for_and_requests_go_to_what_was_snapped(prod: Template):
    snapped = {name for name, made in prod.functions().items() if "SnapStart" in made}
    assert snapped == {"assessments", "documents", "plans", "roles", "skills", "users", "workflows"}
    targets = [item["IntegrationUri"] for item in prod.of_type("ApiGatewayV2::Integration").values()]
    assert len([uri for uri in targets if "snapstart" in texts(uri)]) == len(snapped)


def test_provisioned_concurrency_keeps_so_many_instances_of_them(tmp_path: Path):
    aliases = package(tmp_path, provisionedConcurrency=2).of_type("Lambda::Alias").values()
    assert [alias["ProvisionedConcurrencyConfig"] for alias in aliases] == [{"ProvisionedConcurrentExecutions": 2}] * 7


def test_two_settings_that_lambda_does_not_take_together_are_refused(tmp_path: Path):
    with pytest.raises(subprocess.CalledProcessError) as refused:
        package(tmp_path, provisionedConcurrency=2, snapStart=True)
    assert "SnapStart does not support provisioned concurrency" in refused.value.stdout + refused.value.stderr
