"""A page as somebody reads it who was refused: what stands in its controls, and what they are described by."""

import re
from html.parser import HTMLParser

from django.http import HttpResponse


class Page(HTMLParser):
    """The controls of a page with what stands in them, and the text of each element that has an id."""

    @classmethod
    def of(cls, response: HttpResponse) -> "Page":
        page = cls(convert_charrefs=True)
        page.values, page.describing, page.texts = {}, {}, {}
        page._open, page._area = [], ""
        page.feed(response.content.decode())
        return page

    values: dict[str, str]
    describing: dict[str, set[str]]
    texts: dict[str, str]
    _open: list[tuple[str, str]]
    _area: str

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        described = set(given.get("aria-describedby", "").split())
        if name := given.get("name"):
            around = {word for _tag, words in self._open for word in words.split("\0")[1:]}
            self.describing.setdefault(name, set()).update(described | around)
            if tag == "input" and given.get("type") not in ("radio", "checkbox"):
                self.values[name] = given.get("value", "")
            if tag == "textarea":
                self._area = name
                self.values[name] = ""
        if tag not in ("input", "br", "img", "meta", "link", "hr", "use", "path", "wbr", "source"):
            self._open.append((tag, "\0".join([given.get("id", ""), *described])))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        depth = len(self._open)
        self.handle_starttag(tag, attrs)
        del self._open[depth:]

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            last, _words = self._open.pop()
            if last == tag:
                break
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area] += data
        for _tag, words in self._open:
            if own := words.split("\0")[0]:
                self.texts[own] = self.texts.get(own, "") + data

    def described(self, name: str) -> str:
        """All that the control of this name is described by, itself or its group."""
        return " ".join(self.texts.get(one, "") for one in self.describing.get(name, ()))


def plain(text: str) -> str:
    """Without what the way through a page may change: the kind of line end, a first empty line, NUL."""
    text = text.replace("\0", "").replace("\ufffd", "")
    return re.sub(r"\s+", " ", text.replace("\r\n", "\n")).strip()
