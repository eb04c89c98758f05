"""What a page in a browser is told of this installation."""

from typing import TYPE_CHECKING

from shared.bootstrap.process import publishable_key, settings

if TYPE_CHECKING:
    from shared.api.front_end import FrontEnd


def front_end() -> "FrontEnd":
    """Where people sign in, with which key, and where their files go.

    Raises:
        NotConfiguredError: SUPABASE_URL or its publishable key is not set; or, where the store outlives the process,
            SKILLPATH_BUCKET or the region.
    """
    from shared.api.front_end import FrontEnd

    return FrontEnd(settings().supabase_base, publishable_key(), _upload_url())


def _upload_url() -> str | None:
    from shared.gateways.aws_environment import AwsPlace
    from shared.settings import required

    chosen = settings()
    if chosen.store == "memory" and chosen.bucket is None:
        return None
    return AwsPlace.of_environment().bucket(required(chosen.bucket, "SKILLPATH_BUCKET"))
