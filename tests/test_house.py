"""The house keeps its own rules: imports, sizes, locks, setting up. What the pages say is tried in `test_docs.py`."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

import andante

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted(path for path in (ROOT / "src" / "andante").rglob("*.py") if "migrations" not in path.parts)
LOCKS = [ROOT / "requirements" / "runtime.txt", ROOT / "requirements" / "dev.txt"]
FILE_LINES, FUNCTION_LINES = 400, 40


def run(*command: str, timeout: int = 240) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=timeout, check=False)


def python(code: str) -> str:
    done = run(sys.executable, "-c", code)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@cache
def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def canonical(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", requirement, maxsplit=1)[0]).lower()


def direct() -> dict[str, set[str]]:
    """Our own dependencies: what is needed to run and build, and what is needed to test."""
    groups = project()["dependency-groups"]
    named = {group: {canonical(line) for line in lines if isinstance(line, str)} for group, lines in groups.items()}
    needed = {canonical(line) for line in project()["project"]["dependencies"]} | named["build"]
    return {"runtime.txt": needed, "dev.txt": needed | named["dev"]}


def tracked() -> list[Path]:
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("no git, or not a checkout of it: which files are ours is not known")
    listed = run("git", "-c", "safe.directory=*", "ls-files", "-z")
    assert listed.returncode == 0, listed.stderr
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


# ── imports ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_import_contracts_hold() -> None:
    done = run(str(Path(sys.executable).with_name("lint-imports")), "--no-cache")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("code", "heavy"),
    [
        ("import andante", {"jax", "numba", "django", "numpy", "altair"}),
        ("import andante.charts", {"altair", "vl_convert", "jax", "numba", "django"}),
        ("import andante.learn.filter", {"jax", "django"}),
        ("import andante.cli", {"jax", "numba", "django", "altair", "vl_convert"}),
    ],
)
def test_starting_is_light(code: str, heavy: set[str]) -> None:
    loaded = python(f"import sys; {code}; print(*sys.modules)").split()
    assert not heavy & set(loaded)


def test_help_is_light() -> None:
    code = (
        "import sys; from andante.cli import app\n"
        "try: app(['--help'])\n"
        "except SystemExit: pass\n"
        "print('LOADED', *sys.modules)"
    )
    shown, _, loaded = python(code).partition("LOADED")
    assert "forecast" in shown
    assert not {"jax", "numba", "django", "altair"} & set(loaded.split())


@pytest.mark.parametrize("name", andante.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert python(f"import andante; print(andante.{name} is not None)") == "True"


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = andante.no_such_name


# ── locks and dependencies ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_the_lock_holds_every_direct_dependency_with_hashes_and_no_address(lock: Path) -> None:
    text = lock.read_text("utf-8")
    pins = re.findall(r"^([\w.-]+)==\S+.*\\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", text, flags=re.MULTILINE)
    assert direct()[lock.name] <= {canonical(name) for name, _ in pins}
    assert len(pins) == len(re.findall("^[^ #\n]", text, flags=re.MULTILINE))
    assert not re.search(r"://|^--|file:|/(?:home|root|tmp|opt|work|Users)/| @ ", text, flags=re.MULTILINE)


def test_the_two_locks_agree() -> None:
    run_time, dev = (set(re.findall(r"^\S+==.*(?= \\)", lock.read_text("utf-8"), flags=re.MULTILINE)) for lock in LOCKS)
    assert run_time <= dev


# ── sizes ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: str(source.relative_to(ROOT / "src" / "andante")))
def test_no_file_is_long_without_a_reason(source: Path) -> None:
    lines = source.read_text("utf-8").splitlines()
    if len(lines) > FILE_LINES:
        assert any(re.match(r"# Long because ", line) for line in lines[:30]), f"{len(lines)} lines"


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: str(source.relative_to(ROOT / "src" / "andante")))
def test_no_function_is_long(source: Path) -> None:
    long = {
        node.name: length
        for node in ast.walk(ast.parse(source.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := _body_lines(node)) > FUNCTION_LINES
    }  # fmt: skip
    assert not long


def _body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its signature and docstring."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(source.relative_to(ROOT))
        for source in SOURCES
        if (text := source.read_text("utf-8").strip()) and not ast.get_docstring(ast.parse(text))
    ]
    assert not silent


def test_nothing_is_called_a_drawer() -> None:
    drawers = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
    assert not [str(source) for source in SOURCES if drawers & {source.stem, *source.relative_to(ROOT).parts}]


def test_no_path_of_a_machine_is_in_a_tracked_file() -> None:
    place = re.compile(r"(?<![\w.])/(?:home|Users|root|work)/\w")
    found = []
    for path in tracked():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        if path != Path(__file__).resolve() and place.search(text):
            found.append(str(path.relative_to(ROOT)))
    assert not found


# ── setting up ────────────────────────────────────────────────────────────────────────────────────────────────────────


def fake(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    path.chmod(0o755)


def find_python(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", ".ci/find-python"],
        cwd=ROOT, env={"PATH": str(folder)}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_a_machine_without_a_fitting_python_is_told_so(tmp_path: Path) -> None:
    none = find_python(tmp_path)
    assert (none.returncode, none.stdout) == (1, "")
    assert "none was found" in none.stderr
    fake(tmp_path, "python3", 'case "$2" in *"%d.%d"*) echo 3.9;; *) exit 1;; esac')
    old = find_python(tmp_path)
    assert (old.returncode, old.stdout) == (1, "")
    assert "python3 is 3.9" in old.stderr
    fake(tmp_path, "python3", 'case "$2" in *ensurepip*) exit 1;; *"%d.%d"*) echo 3.11;; esac')
    bare = find_python(tmp_path)
    assert (bare.returncode, bare.stdout) == (1, "")
    assert "python3-venv" in bare.stderr
    fake(tmp_path, "python3.12", 'case "$2" in *"%d.%d"*) echo 3.12;; esac')
    assert find_python(tmp_path).stdout.strip() == str(tmp_path / "python3.12")


def test_a_browser_that_is_named_is_taken_and_a_wrong_name_is_said(tmp_path: Path) -> None:
    fake(tmp_path, "my-chromium", "exit 0")
    for name, code in (("my-chromium", 0), ("none", 1)):
        path = str(tmp_path / name)
        done = subprocess.run(
            ["/bin/sh", ".ci/find-chromium"],
            cwd=ROOT, env={"PATH": os.environ["PATH"], "ANDANTE_CHROMIUM": path}, capture_output=True, text=True,
            timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == code
        assert (path in done.stdout) == (code == 0)
        assert (path in done.stderr) == (code == 1)


def test_ci_runs_the_tests_and_lets_no_browser_test_be_skipped(tmp_path: Path) -> None:
    fake(tmp_path, "make", 'echo "make $* with CI=$CI"')
    fake(tmp_path, "id", "echo 1000")  # nobody who may install anything
    (tmp_path / "dirname").symlink_to(shutil.which("dirname") or "")
    done = subprocess.run(
        [".ci/run"],
        cwd=ROOT, env={"PATH": str(tmp_path)}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "make test with CI=true\n"), done.stderr
