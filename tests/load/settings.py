"""The settings of production, with a few bare views beside the site to compare with."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "tests.load.urls"
