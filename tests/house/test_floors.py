"""The house stands: who may import whom, and which library has its one home."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
PACKAGES = ("cases", "intake", "replies", "review", "routing", "service", "storage", "templates")

MAY_IMPORT = {
    "cases": {"cases"},
    "templates": {"templates"},
    "intake": {"cases", "intake", "templates"},
    "routing": {"cases", "routing", "templates"},
    "replies": {"cases", "replies", "templates"},
    "storage": {"cases", "storage", "templates"},
    "review": {"cases", "review", "routing", "replies", "templates"},
    "service": set(PACKAGES),
}

ONE_HOME = {
    "imapclient": ("intake/imap.py", "intake/imap_connection.py", "intake/imap_watcher.py"),
    "smtplib": "replies/smtp.py",
    "apscheduler": "service/daemon.py",
    "ortools": "routing/solver.py",
    "msal": "service/tokens.py",
    "authlib": "service/openid.py",
    "joserfc": "service/openid.py",
    "argon2": "review/web/passwords.py",
    "pyhanko": "intake/digital.py",
    "tesserocr": "intake/ocr.py",
    "onnxruntime": "intake/lines.py",
    "reportlab": ("intake/blank.py", "intake/fillable.py", "service/samples/"),
    "pymap": "service/demo/",
    "aiosmtpd": "service/demo/",
    "sqlalchemy": "storage/",
    "psycopg": "storage/wakes.py",
    "prometheus_client": "service/metrics.py",
    "alembic": "storage/",
    "uvicorn": "service/",
    "starlette": ("review/", "service/"),
    "structlog": "service/log.py",
}

DECIDING = (
    "cases", "intake/checks", "intake/interpret.py", "intake/propose.py", "intake/gather.py",
    "intake/judge.py", "intake/outcome.py", "intake/identity.py", "intake/filenames.py",
    "intake/senders.py", "replies/owed.py", "replies/due.py", "replies/timed.py", "replies/compose.py",
    "routing/rules.py", "routing/fitness.py", "routing/explain.py", "routing/route.py", "review/decide.py",
    "review/ends.py", "review/rounds.py",
)  # fmt: skip
DOING = {
    "imapclient", "smtplib", "socket", "subprocess", "sqlalchemy", "tesserocr", "onnxruntime", "cv2", "random",
    "secrets", "time", "intake.imap", "intake.child", "replies.smtp",
}  # fmt: skip


def files(*where: str) -> list[Path]:
    """Every Python file below the given packages or files."""
    found = []
    for name in where:
        path = HOUSE / name
        found += sorted(path.rglob("*.py")) if path.is_dir() else [path]
    return found


@cache
def tree(path: Path) -> ast.Module:
    """A file, parsed once for all tests."""
    return ast.parse(path.read_text("utf-8"))


@cache
def imports(path: Path) -> tuple[tuple[str, str], ...]:
    """(the module's first name, the whole dotted name) of everything a file imports."""
    return tuple(_imports(path))


def _imports(path: Path) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree(path)):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import hides which floor it comes from"
            names = [node.module or ""]
        for name in names:
            yield name.split(".")[0], name


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_imports_only_what_its_floor_may(package: str) -> None:
    """Floors import downward; siblings never each other."""
    for path in files(package):
        for first, whole in imports(path):
            if first in PACKAGES:
                assert first in MAY_IMPORT[package], f"{path.relative_to(HOUSE)} imports {whole}"


def test_cases_need_nothing_but_python() -> None:
    """Floor 0 uses the standard library only."""
    for path in files("cases"):
        for first, whole in imports(path):
            assert first == "cases" or first in sys.stdlib_module_names, f"{path} imports {whole}"


@pytest.mark.parametrize("library", ONE_HOME)
def test_a_library_that_touches_the_world_has_one_home(library: str) -> None:
    """Each is imported in its home and nowhere else, and its home exists."""
    homes = ONE_HOME[library]
    homes = (homes,) if isinstance(homes, str) else homes
    users = [
        path.relative_to(HOUSE).as_posix()
        for path in files(*PACKAGES)
        if library in {first for first, _ in imports(path)}
    ]
    assert users, f"nothing uses {library}"
    strangers = [user for user in users if not user.startswith(homes)]
    assert not strangers


@pytest.mark.parametrize("path", files(*DECIDING), ids=lambda p: p.relative_to(HOUSE).as_posix())
def test_deciding_files_do_nothing(path: Path) -> None:
    """What decides takes values and gives values: nothing that touches the world is imported."""
    touched = {name for pair in imports(path) for name in pair} & DOING
    assert not touched


def calls(path: Path) -> Iterator[str]:
    """The dotted names of what a file calls."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def test_only_the_wiring_reads_the_clock() -> None:
    """`now` is handed in; service/wiring.py owns the clock. Programs of their own (demo, samples) are told it too."""
    clocks = {"datetime.now", "datetime.utcnow", "date.today", "datetime.today", "time.time"}
    users = {path.relative_to(HOUSE).as_posix() for path in files(*PACKAGES) if clocks & set(calls(path))}
    assert users == {"service/wiring.py"}


def test_only_the_settings_read_the_environment() -> None:
    """os.environ and os.getenv are read in service/settings.py alone."""
    for path in files(*PACKAGES):
        text = path.read_text("utf-8")
        if "os.environ" in text or "getenv" in text:
            assert path.relative_to(HOUSE).as_posix() == "service/settings.py", path


COMES_AS = {
    "argon2": "argon2-cffi", "cv2": "opencv-python-headless",
    "PIL": "pillow", "proxyprotocol": "proxy-protocol", "stdnum": "python-stdnum",
    "prometheus_client": "prometheus-client", "zxingcpp": "zxing-cpp", "pillow_heif": "pillow-heif",
    "pydantic_core": "pydantic", "jwt": "pyjwt",
    "pydantic_settings": "pydantic-settings", "pyhanko_certvalidator": "pyhanko",
}  # fmt: skip
"""The packages whose name is not that of what they bring."""


def declared() -> set[str]:
    """The packages that pyproject.toml names for everybody."""
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text("utf-8"))["project"]
    return {re.split(r"[\[<>=]", line)[0] for line in project["dependencies"]}


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    """No library comes by accident, as another's need; none is carried along unused."""
    used = {first for path in files(*PACKAGES) for first, _ in imports(path)}
    named = {COMES_AS.get(name, name) for name in used - set(PACKAGES) - set(sys.stdlib_module_names)}
    by_name_only = {
        "tzdata",
        "rapidocr",
        "python-multipart",
    }  # behind Starlette, zoneinfo and SQLAlchemy; only the model in its wheel
    assert {name.lower() for name in named} == declared() - by_name_only
