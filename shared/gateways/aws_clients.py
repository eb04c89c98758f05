"""Clients of AWS, each made once for a process. Their address, region and credentials are boto3's own settings."""

import os
from typing import Any, Literal

import boto3
from botocore.config import Config
from botocore.exceptions import NoRegionError

from shared.domain.errors import NotConfiguredError


def make_aws_client(service: str) -> Any:  # noqa: ANN401 - boto3 makes the classes of its clients as it runs
    """One that tries once for each request: whoever asks tries again, or does not.

    Raises:
        NotConfiguredError: no region is set, or the address of a stand-in for AWS cannot be used.
    """
    # A stand-in has no host name for each bucket.
    addressing: Literal["path", "virtual"] = "path" if "AWS_ENDPOINT_URL" in os.environ else "virtual"
    config = Config(
        connect_timeout=2,
        read_timeout=10,
        retries={"total_max_attempts": 1},
        s3={"addressing_style": addressing},
    )
    try:
        # Lambda sets this name and boto3's own, which is AWS_DEFAULT_REGION.
        return boto3.session.Session(region_name=os.environ.get("AWS_REGION")).client(service, config=config)
    except NoRegionError:
        raise NotConfiguredError("AWS_REGION is not set: name the region of the bucket and the queue") from None
    except ValueError:
        raise NotConfiguredError("AWS_ENDPOINT_URL cannot be used: give an address as http://127.0.0.1:5000") from None
