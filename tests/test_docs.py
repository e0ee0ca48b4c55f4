"""The pages say what is true: links, paths, commands, versions, and a reason for each dependency."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import andante

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    links = re.findall(r"\]\(([^)\s]+)\)", text)
    inside = [link.partition("#")[0] for link in links if not re.match(r"[a-z]+:", link)]
    assert not [link for link in inside if link and not (page.parent / link).exists()]


def test_every_path_named_in_contributing_exists() -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    paths = [name for name in re.findall(r"`([^`\s]+)`", page) if "/" in name and not re.search(r"[<>*{}]|NNN", name)]
    assert len(paths) >= 10
    assert not [name for name in paths if not any((ROOT / start / name).exists() for start in ("", "src/andante"))]


def test_every_command_named_is_in_the_help() -> None:
    named = {
        name
        for page in PAGES
        for name in re.findall(r"(?:^    |`)andante ([a-z]+)\b", page.read_text("utf-8"), flags=re.MULTILINE)
    }
    assert named >= {"learn", "forecast", "plan", "serve"}
    shown = subprocess.run(
        [sys.executable, "-c", "from andante.cli import main; main()", "--help"],
        capture_output=True, text=True, timeout=120, check=True,
    ).stdout  # fmt: skip
    commands = set(re.findall(r"^\s*[│|]?\s*([a-z]+)\s{2,}\S", shown, flags=re.MULTILINE))
    assert named <= commands, shown


def test_every_make_verb_named_is_in_the_makefile() -> None:
    verbs = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE))
    named = {
        verb
        for page in PAGES
        for verb in re.findall(r"(?:^    |`)make ([a-z]+)\b", page.read_text("utf-8"), flags=re.MULTILINE)
    }
    assert {"demo", "test"} <= named <= verbs


def test_ci_runs_the_test_command_of_the_readme() -> None:
    assert re.search("^    make test ", (ROOT / "README.md").read_text("utf-8"), flags=re.MULTILINE)
    assert re.search("^make test", (ROOT / ".ci" / "run").read_text("utf-8"), flags=re.MULTILINE)
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_the_version_is_in_the_changelog() -> None:
    assert f"## [{andante.__version__}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_every_direct_dependency_has_its_reason() -> None:
    page = (ROOT / "docs" / "decisions" / "dependencies.md").read_text("utf-8")
    told = re.findall(r"^\| (\w[\w.-]*) \| [^|]+ \| [^|]+ \|$", page, flags=re.MULTILINE)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    listed = [
        *project["project"]["dependencies"],
        *project["dependency-groups"]["build"],
        *project["dependency-groups"]["dev"],
    ]
    ours = {re.match(r"[\w.-]+", line)[0] for line in listed if isinstance(line, str)}
    assert sorted(name for name in told if name not in {"package", "what"}) == sorted(ours)
