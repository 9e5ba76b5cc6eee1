"""Every story has the world's fixtures."""

from tests.story.world import servers, world

__all__ = ["servers", "world"]
