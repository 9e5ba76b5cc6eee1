"""Every story has the world's fixtures; those that share a world's log are told one after the other, on one worker."""

import pytest

from tests.story.world import servers, world

__all__ = ["servers", "world"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The last story reads what all of them have logged, so with several workers (pytest-xdist) they stay together."""
    for item in items:
        if "servers" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("stories"))
