"""The quick suite leaves out slow files before it loads them: what they import costs more than what it tests."""

from pathlib import Path

from tests.crash.counts import pytest_terminal_summary

__all__ = ["pytest_ignore_collect", "pytest_terminal_summary"]

SLOW = "\npytestmark = pytest.mark.slow"


def pytest_ignore_collect(collection_path: Path, config) -> bool | None:
    """Whether a file need not be looked at: all of it is slow, and only quick tests are asked for."""
    if config.option.markexpr != "not slow" or not collection_path.name.startswith("test_"):
        return None
    return True if SLOW in collection_path.read_text("utf-8") else None
