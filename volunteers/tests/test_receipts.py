"""The picture of a receipt: drawn anew, bounded, and shown to two people only."""

import io
import struct
import uuid
import zlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.models import User
from audit.models import Event
from volunteers.models import Activity, Match, Receipt
from volunteers.receipts import LARGEST_FILE, LONGEST_SIDE, NoPicture, TooLarge, draw_anew
from volunteers.tests.together import activity, project

ORIENTATION, GPS, MAKER = 0x0112, 0x8825, 0x010F


def jpeg(size: tuple[int, int] = (300, 200), **saved: Any) -> bytes:
    written = io.BytesIO()
    image = Image.new("RGB", size, "white")
    image.putpixel((0, 0), (200, 0, 0))
    image.save(written, "JPEG", quality=95, **saved)
    return written.getvalue()


def png(size: tuple[int, int] = (300, 200), mode: str = "RGBA") -> bytes:
    written = io.BytesIO()
    Image.new(mode, size).save(written, "PNG")
    return written.getvalue()


def with_exif() -> bytes:
    exif = Image.Exif()
    exif[MAKER] = "Telefoonmaker"
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS)[2] = (52.0, 5.0, 7.0)
    return jpeg(exif=exif)


def claims(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose head says that it is so large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


def test_where_and_with_what_it_was_made_is_gone_and_it_stands_upright() -> None:
    data = with_exif()
    assert b"Telefoonmaker" in data
    drawn = draw_anew(data)
    assert (drawn.width, drawn.height) == (200, 300)
    assert b"Telefoonmaker" not in drawn.data
    assert b"Exif" not in drawn.data
    with Image.open(io.BytesIO(drawn.data)) as read:
        assert (read.format, dict(read.getexif()), read.size) == ("JPEG", {}, (200, 300))


def test_what_hangs_behind_a_picture_is_gone() -> None:
    """A file that is a picture and a page, or a picture and an archive."""
    for tail in (b"<script>alert(1)</script>", b"PK\x03\x04 een heel archief"):
        drawn = draw_anew(jpeg(comment=tail) + tail)
        assert tail not in drawn.data
        assert draw_anew(png() + tail).data.startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1", "I;16"])
def test_every_kind_of_png_is_drawn(mode: str) -> None:
    assert draw_anew(png(mode=mode)).data.startswith(b"\xff\xd8\xff")


def test_four_inks_are_drawn() -> None:
    written = io.BytesIO()
    Image.new("CMYK", (30, 30)).save(written, "JPEG")
    assert draw_anew(written.getvalue()).width == 30


def test_a_large_one_becomes_as_small_as_is_needed() -> None:
    drawn = draw_anew(jpeg((4000, 3000)))
    assert max(drawn.width, drawn.height) == LONGEST_SIDE
    assert len(drawn.data) < 500_000


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a" + bytes(50),
        b"%PDF-1.7 ...",
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b"PK\x03\x04" + bytes(100),
        b"\xff\xd8\xff" + bytes(100),
        jpeg()[:200],
        png()[:40],
        b"\x89PNG\r\n\x1a\n",
    ],
    ids=["empty", "gif", "pdf", "svg", "zip", "no jpeg", "half a jpeg", "half a png", "only a head"],
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(NoPicture):
        draw_anew(data)


@pytest.mark.parametrize("size", [(60_000, 60_000), (4_000, 4_000), (2**31 - 1, 1)])
def test_a_small_file_that_would_unpack_to_a_huge_one_is_refused_unopened(size: tuple[int, int]) -> None:
    data = claims(*size)
    assert len(data) < 1000
    with pytest.raises(TooLarge):
        draw_anew(data)


def test_a_file_that_is_too_long_is_refused_unread() -> None:
    with pytest.raises(TooLarge):
        draw_anew(jpeg() + bytes(LARGEST_FILE))


@pytest.fixture
def paid(match: Match, vera: User) -> Activity:
    return activity(match, vera, expenses_cents=1250)


def upload(browser: Any, paid: Activity, data: bytes, kind: str = "image/jpeg") -> Any:
    file = SimpleUploadedFile("../../bon <b>.jpg", data, content_type=kind)
    return browser.post(f"/volunteers/activity/{paid.pk}/receipt/", {"picture": file})


def test_a_receipt_is_kept_and_shown_alone(paid: Activity, vera: User, dewi: User, browse: Any) -> None:
    assert upload(browse(vera), paid, with_exif()).status_code == 302
    kept = Receipt.objects.get()
    assert b"Telefoonmaker" not in bytes(kept.picture)
    for user in (vera, dewi):
        shown = browse(user).get(f"/volunteers/activity/{paid.pk}/picture/")
        assert (shown.status_code, shown.content) == (200, bytes(kept.picture))
        assert shown.headers["Content-Type"] == "image/jpeg"
        assert shown.headers["X-Content-Type-Options"] == "nosniff"
        assert shown.headers["Cache-Control"] == "no-store"
        assert shown.headers["Content-Disposition"] == 'inline; filename="bon.jpg"'
        assert shown.headers["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
        assert Event.objects.filter(what="receipt", actor_id=user.pk, action="read").count() == 1


def test_nobody_else_gets_the_picture(
    paid: Activity, vera: User, anna: User, cas: User, bram: User, olaf: User, browse: Any
) -> None:
    upload(browse(vera), paid, jpeg())
    address = f"/volunteers/activity/{paid.pk}/picture/"
    for user, status in ((anna, 404), (cas, 404), (olaf, 404), (bram, 403)):
        assert browse(user).get(address).status_code == status


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"GIF89a" + bytes(50), "geen foto die we kunnen lezen"),
        (b"<svg/>", "geen foto die we kunnen lezen"),
        (claims(60_000, 60_000), "te groot"),
        (b"", "leeg"),
    ],
)
def test_bad_files_show_the_error_and_write_nothing(
    data: bytes, error: str, paid: Activity, vera: User, browse: Any
) -> None:
    response = upload(browse(vera), paid, data)
    assert response.status_code == 200
    assert error in response.content.decode()
    assert not Receipt.objects.exists()


def test_what_the_browser_says_it_is_counts_for_nothing(paid: Activity, vera: User, browse: Any) -> None:
    assert upload(browse(vera), paid, jpeg(), kind="text/html").status_code == 302
    assert Receipt.objects.count() == 1


def test_only_this_address_takes_a_long_body(paid: Activity, match: Match, vera: User, browse: Any) -> None:
    browser, long = browse(vera), jpeg() + bytes(2 * 1024 * 1024)
    assert upload(browser, paid, long).status_code == 302
    elsewhere = f"/volunteers/match/{match.pk}/add/"
    file = SimpleUploadedFile("bon.jpg", long)
    assert browser.post(elsewhere, {"picture": file, "kind": "task", "text": "x"}).status_code == 413
    assert upload(browser, paid, jpeg() + bytes(9 * 1024 * 1024)).status_code == 413
    several = {f"picture{n}": SimpleUploadedFile("bon.jpg", jpeg()) for n in range(3)}
    assert browser.post(f"/volunteers/activity/{paid.pk}/receipt/", several).status_code == 400


def test_nothing_is_put_on_a_disk(paid: Activity, vera: User, browse: Any, monkeypatch: Any) -> None:
    import tempfile

    def refuse(*_args: Any, **_named: Any) -> Any:
        raise AssertionError("a file on a disk")

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refuse)
    assert upload(browse(vera), paid, jpeg() + bytes(7 * 1024 * 1024)).status_code == 302


def test_no_receipt_without_expenses_and_none_where_the_project_pays_none(
    match: Match, vera: User, browse: Any
) -> None:
    free = activity(match, vera)
    assert "Vul eerst in wat je uitgaf" in upload(browse(vera), free, jpeg()).content.decode()
    Match.objects.update(project=project(vera.organisation, name="Zonder onkosten", pays_expenses=False))
    form = browse(vera).get(f"/volunteers/match/{match.pk}/activities/new/").content.decode()
    assert "Onkosten" not in form.partition("</summary>")[2]
    assert browse(vera).get(f"/volunteers/activity/{uuid.uuid4()}/receipt/").status_code == 404
