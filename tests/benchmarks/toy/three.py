"""The instant stage, as `three`."""

from tests.benchmarks.toy.instant import *  # noqa: F403
from tests.benchmarks.toy.instant import planner

plan = planner("three")
