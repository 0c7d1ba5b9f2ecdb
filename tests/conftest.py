"""Settings for every test: how hard hypothesis looks."""

from hypothesis import settings

settings.register_profile("quick", max_examples=60, deadline=None)
settings.load_profile("quick")
