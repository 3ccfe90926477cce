"""PDF files, read back by another reader."""

import datetime as dt
import io

import pytest
from pypdf import PdfReader

from boundary import paper
from boundary.paper import Item, NotMade, Paper, Part, letters, pdf, readable

AT = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)


def sheet(*items: Item, title: str = "Overzicht") -> Paper:
    part = Part("23 november 2026", items)
    return Paper(title, "Een\nTwee", (part,), "Anna de Wit", "Gemaakt door Anna", "Blad {n} van {of}", "Geheim", "nl")


def read(made: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(made))


def text(made: bytes) -> str:
    return "\n".join(page.extract_text() for page in read(made).pages)


def test_what_was_typed_is_what_stands_there() -> None:
    typed = '#import "x" $a$ *vet* _x_ <b> \\n "aan" {n} — łş Żółć Привет Ελλάδα ığ đ € ‘’ 1/2 ½ é'
    made = text(pdf(sheet(Item("Telefoon, 25 minuten", "9:30", typed + "\n\nTweede regel")), at=AT))
    for words in (typed, "Tweede regel", "Telefoon, 25 minuten", "9:30", "23 november 2026", "Een", "Twee"):
        assert words in made


def test_a_real_clock_has_more_than_seconds() -> None:
    assert pdf(sheet(Item("x")), at=AT.replace(microsecond=123456)) == pdf(sheet(Item("x")), at=AT)


def test_a_letter_that_the_font_lacks_is_written_out_and_none_is_lost() -> None:
    assert readable("Top \U0001f984!") == "Top [unicorn face]!"
    assert readable("\u4e2d") == "[cjk unified ideograph-4e2d]"
    assert readable("\ue123") == "[u+e123]"
    assert "Top [unicorn face]!" in text(pdf(sheet(Item("x", text="Top \U0001f984!")), at=AT))


def test_the_list_of_letters_is_the_font_s_own() -> None:
    """The maker refuses a letter that it cannot draw, so a list that promises too much fails here."""
    signs = "".join(sorted(sign for sign in letters() if sign.isprintable()))
    rows = "\n".join(signs[first : first + 60] for first in range(0, len(signs), 60))
    assert len(letters()) > 5000
    assert pdf(sheet(Item(rows[:400], text=rows)), at=AT)


def test_a_letter_that_cannot_be_drawn_makes_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "readable", lambda sent: sent)
    with pytest.raises(NotMade):
        pdf(sheet(Item("\U0001f984")), at=AT)


def test_a_reader_that_speaks_is_told_title_language_and_structure() -> None:
    made = read(pdf(sheet(Item("Een", text="lang " * 4000)), at=AT))
    root = made.trailer["/Root"]
    assert root["/Lang"] == "nl"
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert made.metadata is not None
    assert (made.metadata.title, made.metadata.author) == ("Overzicht", "Anna de Wit")
    assert b"pdfuaid" in made.trailer["/Root"]["/Metadata"].get_object().get_data()


def test_every_page_has_its_number_its_maker_and_the_mark() -> None:
    made = read(pdf(sheet(*(Item(f"Regel {n}", text="lang " * 80) for n in range(40))), at=AT))
    assert len(made.pages) > 3
    for number, page in enumerate(made.pages, start=1):
        words = page.extract_text()
        assert f"Blad {number} van {len(made.pages)}" in words
        assert "Gemaakt door Anna" in words
        assert "Geheim" in words
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)


def test_nothing_of_the_machine_is_in_it_and_the_moment_is_the_portal_s() -> None:
    made = pdf(sheet(Item("x")), at=AT)
    assert made == pdf(sheet(Item("x")), at=AT)
    assert str(paper.PARTS).encode() not in made
    assert read(made).metadata["/CreationDate"].startswith("D:20261123")  # type: ignore[index]


def test_what_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "MOST_SECONDS", 0.001)
    with pytest.raises(NotMade):
        pdf(sheet(Item("x")), at=AT)
