"""`load_instrument` and `--use`: every fault with its line, nothing half done; what a change of version does."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Organisation
from alliance.actions.instruments import instrument_for, use_instrument
from alliance.models import Instrument, InUse
from alliance.tests.small import TEXT
from audit.models import Event

pytestmark = pytest.mark.django_db


def load(path: Path, *arguments: str) -> tuple[int, str, str]:
    """Exit status, standard output, standard error."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("load_instrument", str(path), *arguments, stdout=out, stderr=err)
    except SystemExit as stop:
        return int(str(stop.code)), out.getvalue(), err.getvalue()
    except CommandError as error:
        return error.returncode, out.getvalue(), f"{err.getvalue()}{error}"
    return 0, out.getvalue(), err.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "small.toml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_it_loads_and_leaves_every_organisation_as_it_was(file: Path, noord: Organisation) -> None:
    assert load(file) == (0, "small 1.0 is loaded (demonstration).\n", "")
    assert load(file) == (0, "small 1.0 is loaded (demonstration).\n", "")
    assert Instrument.objects.get(key="small").content == TEXT
    assert instrument_for(noord).key == "wa-gk-demo"


def test_it_is_taken_into_use_by_one_organisation(file: Path, noord: Organisation, midden: Organisation) -> None:
    status, out, _err = load(file, "--organisation", "Noord", "--use")
    assert (status, out.splitlines()[1]) == (0, "Noord uses it for measurements that open from now on.")
    assert (instrument_for(noord).key, instrument_for(midden).key) == ("small", "wa-gk-demo")
    assert InUse.objects.get().chosen_by is None
    event = Event.objects.get(what="instrument in use")
    assert (event.actor_role, event.organisation_id) == ("system", noord.pk)
    assert load(file, "--organisation", "Noord", "--use")[1].endswith("Noord used it already.\n")
    assert Event.objects.filter(what="instrument in use").count() == 1


def test_every_fault_with_its_line(file: Path, noord: Organisation) -> None:
    lines = TEXT.splitlines()
    broken = TEXT.replace("min_answered = 0.66", "min_answered = 1.5").replace('scale = "trust"', 'scale = "turst"', 1)
    file.write_text(broken, encoding="utf-8")
    status, out, err = load(file, "--organisation", "Noord", "--use")
    assert (status, out) == (2, "")
    assert f"{file}: line {lines.index('min_answered = 0.66') + 1}, min_answered: " in err
    at = lines.index('scale = "trust"') + 1
    assert f"{file}: line {at}, items[c1].scale: " in err
    assert not Instrument.objects.filter(key="small").exists()
    assert not InUse.objects.exists()


def test_other_content_under_the_same_version(file: Path) -> None:
    load(file)
    file.write_text(TEXT.replace('"vraag"', '"andere vraag"'), encoding="utf-8")
    status, _out, err = load(file)
    assert (status, "loaded before with other content" in err) == (2, True)


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b'key = "a"\nsource = "\xff"', "line 2: is not UTF-8"), (b'key = "a"\nversion 1', "line 2: is not TOML")],
)
def test_a_file_that_cannot_be_read(file: Path, content: bytes, reason: str) -> None:
    file.write_bytes(content)
    status, _out, err = load(file)
    assert (status, reason in err) == (2, True)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    status, _out, err = load(tmp_path / "gone.toml")
    assert (status, "gone.toml: No such file" in err) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--use"], "go together"),
        (["--organisation", "Noord"], "go together"),
        (["--organisation", "Nord", "--use"], "there is no organisation 'Nord'; there is: Noord"),
    ],
)
def test_what_is_asked_must_be_whole(arguments: list[str], reason: str, file: Path, noord: Organisation) -> None:
    status, _out, err = load(file, *arguments)
    assert (status, reason in err) == (2, True)
    assert not Instrument.objects.exists()


def test_a_newer_shipped_key_is_nobodys_by_accident(noord: Organisation, file: Path) -> None:
    shipped = instrument_for(noord)
    newer = shipped.content.replace('version = "1.0"', 'version = "2.0"')
    file.write_text(newer, encoding="utf-8")
    load(file)
    assert instrument_for(noord) == shipped
    use_instrument(organisation=noord, instrument=Instrument.objects.get(version="2.0"), by=None)
    assert instrument_for(noord).version == "2.0"
