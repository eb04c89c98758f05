"""What is in an account of AWS, asked through boto3 with whatever credentials it finds."""

import os
import re
from collections.abc import Mapping, Sequence
from typing import Any

from shared.deploy.release import SERVICE

DEFAULT_REGION = "eu-central-1"

# Of what the framework puts into its bucket: serverless/skillpath/dev/1795625652315-2026-11-25T16:54:12.315Z/….
_UPLOADED = re.compile(r"/(\d{13})-[^/]+/")


def region_of(environment: Mapping[str, str]) -> str:
    """Where serverless.yml deploys to."""
    return environment.get("AWS_REGION") or DEFAULT_REGION


class AwsAccount:
    """Of the credentials in the environment, a profile or a role."""

    def __init__(self, region: str) -> None:
        self._region = region

    def number(self) -> str | None:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return str(self._client("sts").get_caller_identity()["Account"])
        except (BotoCoreError, ClientError):
            return None

    def has_parameter(self, name: str) -> bool:
        # Not its value: whoever deploys need not read it.
        found = self._client("ssm").describe_parameters(
            ParameterFilters=[{"Key": "Name", "Values": [name]}, {"Key": "Type", "Values": ["SecureString"]}]
        )
        return bool(found["Parameters"])

    def url(self, stage: str) -> str | None:
        from botocore.exceptions import ClientError

        try:
            (stack,) = self._client("cloudformation").describe_stacks(StackName=f"{SERVICE}-{stage}")["Stacks"]
        except ClientError:
            return None
        outputs = {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", ())}
        return outputs.get("HttpApiUrl")

    def deployed(self, stage: str) -> int | None:
        from botocore.exceptions import ClientError

        try:
            template = self._client("cloudformation").get_template(StackName=f"{SERVICE}-{stage}")["TemplateBody"]
        except ClientError:
            return None
        for made in template["Resources"].values():
            if found := _UPLOADED.search(made.get("Properties", {}).get("Code", {}).get("S3Key", "")):
                return int(found[1])
        return None

    def deployments(self, stage: str) -> Sequence[int]:
        from botocore.exceptions import ClientError

        try:
            found = self._client("cloudformation").describe_stack_resource(
                StackName=f"{SERVICE}-{stage}", LogicalResourceId="ServerlessDeploymentBucket"
            )
        except ClientError:
            return []
        bucket = found["StackResourceDetail"]["PhysicalResourceId"]
        pages = (
            self._client("s3")
            .get_paginator("list_objects_v2")
            .paginate(Bucket=bucket, Prefix=f"serverless/{SERVICE}/{stage}/")
        )
        keys = (item["Key"] for page in pages for item in page.get("Contents", ()))
        return sorted({int(uploaded[1]) for key in keys if (uploaded := _UPLOADED.search(key))})

    def _client(self, service: str) -> Any:  # noqa: ANN401 - boto3 makes the classes of its clients as it runs
        import boto3

        return boto3.client(service, region_name=self._region, endpoint_url=os.environ.get("AWS_ENDPOINT_URL"))
