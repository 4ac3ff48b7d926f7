"""The layers, read from the source: imports point down only, and heavy libraries stay where they belong."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted(path for package in ("kb", "assistant") for path in (ROOT / package).rglob("*.py"))

# Where a library may be imported at all, by path prefix.
HOMES = {
    "yaml": ("kb/pages/",),
    "markdown_it": ("kb/pages/",),
    "rapidfuzz": ("kb/text/", "kb/index/", "kb/codes/"),
    "textual": ("assistant/tui/",),
    "rich": ("assistant/tui/",),
    "platformdirs": ("assistant/settings.py",),
    "psycopg": ("assistant/team/",),
    "plotext": ("assistant/stats/charts.py",),
    "textual_serve": ("assistant/web/",),
    "aiohttp": ("assistant/web/",),
    "aiohttp_jinja2": ("assistant/web/",),
    "mcp": ("assistant/mcp/server.py",),
    "mcp_types": ("assistant/mcp/server.py",),
}
FRONT_ENDS = ("assistant.cli", "assistant.tui", "assistant.web", "assistant.mcp")
# The command line opens the other front ends; nothing else crosses between them.
OPENERS = {"assistant/cli/console_command.py": "assistant.tui", "assistant/cli/serve_command.py": "assistant.web",
           "assistant/cli/mcp_command.py": "assistant.mcp"}


def imports_of(path: Path) -> set[str]:
    """Every module that a file imports anywhere, those for type checking only aside."""
    tree = ast.parse(path.read_text("utf-8"))
    skipped = {
        inner for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_knowledge_base_knows_no_assistant(path: Path) -> None:
    if name_of(path).startswith("kb/"):
        assert not {each for each in imports_of(path) if each.split(".")[0] == "assistant"}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nobody_imports_a_front_end(path: Path) -> None:
    name = name_of(path)
    own = ".".join(name.split("/")[:2])
    others = tuple(each for each in FRONT_ENDS if each not in (own, OPENERS.get(name)))
    assert not {each for each in imports_of(path) if each.startswith(others)}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_libraries_stay_at_home(path: Path) -> None:
    name = name_of(path)
    for each in imports_of(path):
        homes = HOMES.get(each.split(".")[0])
        assert homes is None or name.startswith(homes), f"{name} imports {each}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_says_what_it_owns(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text("utf-8")))
    assert docstring or path.read_text("utf-8") == ""
