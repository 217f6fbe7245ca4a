"""A studio of one provider of pictures on this machine, with the gaps between looks that production has."""

from tests.contracts.studio import *  # noqa: F403
from vidstudio import settings

POLL_SECONDS, PROVIDER_SECONDS = settings.POLL_SECONDS, settings.PROVIDER_SECONDS
