"""The quick suite leaves out slow files before it loads them: what they import costs more than what it tests."""

from pathlib import Path

SLOW = "\npytestmark = pytest.mark.slow"


def pytest_ignore_collect(collection_path: Path, config) -> bool | None:
    """Whether a file need not be looked at: all of it is slow, and only quick tests are asked for."""
    if config.option.markexpr != "not slow" or not collection_path.name.startswith("test_"):
        return None
    return True if SLOW in collection_path.read_text("utf-8") else None
