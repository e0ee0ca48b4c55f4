"""Brings the translations in step with the words: `make messages` writes each locale's .po anew and compiles its .mo.

What is there stays; what is new comes in empty, to be translated; what is gone goes. Words come from three places:
templates ({% translate %}), Python (gettext and its kin), and the engine's tables, which know nothing of translations.
Needs polib, and no gettext programs. With --check it writes nothing and exits 1 when something is out of step.
"""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]
WEB = ROOT / "src" / "andante" / "web"
LOCALE = WEB / "locale"
CALLS = {"_": 1, "gettext": 1, "gettext_lazy": 1, "gettext_noop": 1, "ngettext": 2, "ngettext_lazy": 2}
IN_CONTEXT = {"pgettext": 1, "pgettext_lazy": 1, "npgettext": 2}  # the context comes first

Key = tuple[str | None, str, str | None]  # context, one, many


def _python(text: str) -> Iterator[Key]:
    """Calls of gettext and its kin whose words stand in the call."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            yield from _key(name, node.args)


def _key(name: str, given: list[ast.expr]) -> Iterator[Key]:
    count = CALLS.get(name) or IN_CONTEXT.get(name)
    if count is None:
        return
    words = [each.value for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    wanted = count + (name in IN_CONTEXT)
    if len(words) >= wanted:
        context = words.pop(0) if name in IN_CONTEXT else None
        yield context, words[0], words[1] if count == 2 else None


def _template(text: str) -> Iterator[Key]:
    """What Django would give to xgettext: calls among blanked-out text, each of them read as Python by itself."""
    from django.utils.translation.template import templatize

    shown = templatize(text)
    for at, name in _calls(shown):
        call = _balanced(shown[at:])
        yield from _key(name, ast.parse(re.sub(r",\s*count\s*\)$", ", 0)", call), mode="eval").body.args)  # type: ignore[attr-defined]


def _calls(shown: str) -> Iterator[tuple[int, str]]:
    for name in (*CALLS, *IN_CONTEXT):
        at = shown.find(f" {name}(")
        while at >= 0:
            yield at + 1, name
            at = shown.find(f" {name}(", at + 1)


def _balanced(text: str) -> str:
    """The call that `text` begins with, to its closing bracket."""
    depth, lines = 0, text.splitlines(keepends=True)
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.OP and token.string in "()":
            depth += 1 if token.string == "(" else -1
            if depth == 0:
                row, column = token.end
                return "".join([*lines[: row - 1], lines[row - 1][:column]])
    raise AssertionError(f"a call that does not end: {text[:80]}")


def collected() -> dict[Key, set[str]]:
    """Every string that can be translated, and where it comes from."""
    found: dict[Key, set[str]] = {}
    for path in sorted(WEB.rglob("*.py")):
        if "migrations" not in path.parts:
            for key in _python(path.read_text("utf-8")):
                found.setdefault(key, set()).add(path.relative_to(WEB).as_posix())
    for path in sorted((WEB / "templates").rglob("*.*")):
        for key in _template(path.read_text("utf-8")):
            found.setdefault(key, set()).add(path.relative_to(WEB).as_posix())
    from andante.web.engine_words import tables

    for table, (context, strings) in tables().items():
        for string in strings:
            found.setdefault((context, string, None), set()).add(table)
    return found


def catalogue(path: Path, found: dict[Key, set[str]]) -> polib.POFile:
    """The .po at `path` in step with `found`: former translations kept, new ones empty, the gone gone."""
    former = polib.pofile(str(path)) if path.exists() else polib.POFile()
    known = {(entry.msgctxt, entry.msgid): entry for entry in former if not entry.obsolete}
    made = polib.POFile(wrapwidth=118)
    made.metadata = former.metadata or {
        "Language": path.parents[1].name,
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    for context, one, many in sorted(found, key=lambda key: (key[1], key[0] or "")):
        entry = polib.POEntry(msgid=one, occurrences=[(where, "") for where in sorted(found[context, one, many])])
        if context is not None:
            entry.msgctxt = context
        if "{" in one:
            entry.flags.append("python-brace-format")
        elif "%(" in one or "%s" in one:
            entry.flags.append("python-format")
        before = known.get((context, one))
        if many is not None:
            entry.msgid_plural = many
            entry.msgstr_plural = dict(before.msgstr_plural) if before and before.msgstr_plural else {0: "", 1: ""}
        elif before:
            entry.msgstr = before.msgstr
        made.append(entry)
    return made


def catalogues() -> Iterator[tuple[Path, polib.POFile]]:
    """Each locale's .po path and what should stand there."""
    found = collected()
    for folder in sorted(LOCALE.iterdir()):
        path = folder / "LC_MESSAGES" / "django.po"
        yield path, catalogue(path, found)


def main() -> int:
    """Write the catalogues, or with --check only compare."""
    import django
    from django.conf import settings

    if not settings.configured:
        import os

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "andante.web.settings")
        django.setup()
    stale = False
    for path, made in catalogues():
        compiled = path.with_suffix(".mo")
        text = str(made) + "\n"
        if "--check" in sys.argv:
            stale |= not path.exists() or path.read_text("utf-8") != text
            stale |= not compiled.exists() or compiled.read_bytes() != made.to_binary()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
            compiled.write_bytes(made.to_binary())
        open_ones = [entry.msgid for entry in made if not entry.translated()]
        print(f"{path.parents[1].name}: {len(made)} strings, {len(open_ones)} to translate")
        for msgid in open_ones:
            print(f"  {msgid!r}")
    return int(stale)


if __name__ == "__main__":
    sys.exit(main())
