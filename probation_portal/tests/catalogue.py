"""The texts in the code and the templates, and their English; read without the gettext programs."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
ONE = {"_", "gettext", "gettext_lazy", "gettext_noop"}
MANY = {"ngettext", "ngettext_lazy"}
# What `templatize` makes of the tags; everything else in its output is blanked out.
IN_TEMPLATE = re.compile(r"""\b(n?gettext|_)\((\s*u?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*,?)+""")
TEXT = re.compile(r"""u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}|</?\w+[^>]*>")


def msgids() -> set[str]:
    """Every text that the portal marks for translation; of a plural the singular."""
    found: set[str] = set()
    for app in ROOT.glob("*/apps.py"):
        for path in app.parent.rglob("*.py"):
            if "tests" not in path.parts:
                found.update(of_python(path))
    for path in (ROOT / "templates").rglob("*"):
        if path.is_file():
            found.update(of_template(path))
    return found


def of_python(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in ONE | MANY:
                text = node.args[0]
                assert isinstance(text, ast.Constant), f"{path}:{node.lineno}: only a literal can be translated"
                yield text.value


def of_template(path: Path) -> Iterator[str]:
    for call in IN_TEMPLATE.finditer(templatize(path.read_text(encoding="utf-8"), str(path))):
        first = TEXT.search(call[0])
        assert first
        yield ast.literal_eval(first[1])


def english() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def texts(entry: polib.POEntry) -> list[tuple[str, str]]:
    """Pairs of Dutch and English; of a plural two."""
    if not entry.msgid_plural:
        return [(entry.msgid, entry.msgstr)]
    return [(entry.msgid, entry.msgstr_plural[0]), (entry.msgid_plural, entry.msgstr_plural[1])]
