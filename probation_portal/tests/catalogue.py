"""The texts in the code and the templates, and their English; read without the gettext programs."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
PLAIN = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
IN_CONTEXT = {"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"}
# What `templatize` makes of the tags; everything else in its output is blanked out.
IN_TEMPLATE = re.compile(r"""\b(n?p?gettext|_)\((\s*u?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*,?)+""")
TEXT = re.compile(r"""u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}|</?\w+[^>]*>")


Key = tuple[str, str]  # the context, "" when it has none, and the Dutch text; of a plural the singular


def keys() -> set[Key]:
    """Every text that the portal marks for translation."""
    found: set[Key] = set()
    for app in ROOT.glob("*/apps.py"):
        for path in app.parent.rglob("*.py"):
            if "tests" not in path.parts:
                found.update(of_python(path))
    for path in (ROOT / "templates").rglob("*"):
        if path.is_file():
            found.update(of_template(path))
    return found


def of_python(path: Path) -> Iterator[Key]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            count = 2 if name in IN_CONTEXT else 1 if name in PLAIN else 0
            texts = [argument.value for argument in node.args[:count] if isinstance(argument, ast.Constant)]
            assert len(texts) == count, f"{path}:{node.lineno}: only a literal can be translated"
            if count:
                yield _key(texts)


def of_template(path: Path) -> Iterator[Key]:
    for call in IN_TEMPLATE.finditer(templatize(path.read_text(encoding="utf-8"), str(path))):
        texts = [ast.literal_eval(text) for text in TEXT.findall(call[0])]
        yield _key(texts[:2] if "pgettext" in call[1] else texts[:1])


def _key(texts: list[str]) -> Key:
    return (texts[0], texts[1]) if len(texts) == 2 else ("", texts[0])


def english() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def texts(entry: polib.POEntry) -> list[tuple[str, str]]:
    """Pairs of Dutch and English; of a plural two."""
    if not entry.msgid_plural:
        return [(entry.msgid, entry.msgstr)]
    return [(entry.msgid, entry.msgstr_plural[0]), (entry.msgid_plural, entry.msgstr_plural[1])]
