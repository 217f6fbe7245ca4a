"""The instant stage, as `four`."""

from tests.benchmarks.toy.instant import *  # noqa: F403
from tests.benchmarks.toy.instant import planner

plan = planner("four")
