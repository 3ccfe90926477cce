"""The page of one's own study: who takes part, its files, and having them destroyed."""

import io
import zipfile
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from audit import clock
from audit.models import Event
from caseload.models import Pair
from conftest import NOON
from research import files
from research.actions import choose_study
from research.models import DataSet, Study
from research.presenters import studies
from research.tests.factories import open_study
from research.tests.world import lived


@pytest.fixture
def pairs(study: Study, anna: User) -> list[Pair]:
    choose_study(study=study, person=anna, taking_part=True, by=anna)
    return lived(anna, study, 5)


def url(name: str, study: Study, *more: Any) -> str:
    return reverse(f"research:{name}", args=[study.pk, *more])


def test_files_come_in_one_archive_and_are_listed(browse: Any, evi: User, study: Study, pairs: list[Pair]) -> None:
    answer = browse(evi).post(url("make_files", study))
    assert answer.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert {"pairs.sav", "pairs.csv", "codebook.md", "manifest.json"} <= set(archive.namelist())
    page = browse(evi).get(url("study", study)).content.decode()
    assert DataSet.objects.get().manifest[:16] in page
    assert "Nog niet" in page
    assert Event.objects.filter(what="data set", actor_id=evi.pk).count() == 1


def test_with_too_few_the_page_says_so_and_makes_nothing(browse: Any, evi: User, study: Study, pair: Pair) -> None:
    choose_study(study=study, person=pair.client, taking_part=True, by=None)
    assert "minder dan 5" in browse(evi).get(url("study", study)).content.decode()
    answer = browse(evi).post(url("make_files", study), follow=True)
    assert "Minder dan 5 personen doen mee." in answer.content.decode()
    assert not DataSet.objects.exists()


def test_of_very_many_the_page_names_the_command_and_makes_nothing(
    browse: Any, evi: User, study: Study, pairs: list[Pair], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(studies, "MOST_ON_A_PAGE", 4)
    page = browse(evi).get(url("study", study)).content.decode()
    assert (
        "export_research --organisation &quot;Noord&quot;" in page or 'export_research --organisation "Noord"' in page
    )
    assert url("make_files", study) not in page
    assert browse(evi).post(url("make_files", study)).url == url("study", study)
    assert not DataSet.objects.exists()


def test_after_the_end_a_set_is_listed_for_destruction(browse: Any, evi: User, study: Study, pairs: list[Pair]) -> None:
    browse(evi).post(url("make_files", study))
    with clock.at(NOON.replace(year=2027, month=11, day=24)):
        browser = browse(evi)
        assert "vernietigen" in browser.get("/").content.decode()
        page = browser.get(url("study", study)).content.decode()
        assert "vernietigen" in page
        assert "afgelopen" in page
        wrong = browser.post(url("destroyed", study, DataSet.objects.get().pk), {"on": "31-12-2027"})
        assert "Deze dag moet nog komen." in wrong.content.decode()
        browser.post(url("destroyed", study, DataSet.objects.get().pk), {"on": "24-11-2027"})
        assert "vernietigen" not in browser.get("/").content.decode()
    assert str(DataSet.objects.get().destroyed_on) == "2027-11-24"


def test_without_the_libraries_it_says_what_to_install(
    browse: Any, evi: User, study: Study, pairs: list[Pair], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files.importlib.util, "find_spec", lambda name: None)
    assert "requirements-files.txt" in browse(evi).get(url("study", study)).content.decode()


def test_another_researchers_study_is_not_there(browse: Any, evi: User, study: Study) -> None:
    other = open_study(User.objects.create_user(**OTHER, organisation=evi.organisation), "Van een ander")
    for name in ("study", "make_files"):
        method = browse(evi).get if name == "study" else browse(evi).post
        assert method(url(name, other)).status_code == 404


OTHER = {"email": "ada@example.org", "first_name": "Ada", "role": "researcher"}


def test_only_researchers(browse: Any, study: Study, anna: User, bram: User, admin: User, pim: User) -> None:
    for person in (anna, bram, admin, pim):
        assert browse(person).get(url("study", study)).status_code == 403
        assert browse(person).post(url("make_files", study)).status_code == 403


@pytest.mark.parametrize("sets", [1, 12])
def test_the_page_asks_as_often_for_many_sets_as_for_one(
    browse: Any, evi: User, study: Study, sets: int, django_assert_max_num_queries: Any
) -> None:
    for _n in range(sets):
        DataSet.objects.create(study=study, made_at=clock.now(), persons=5, responses=10, manifest="0" * 64)
    browser = browse(evi)
    with django_assert_max_num_queries(8):
        browser.get(url("study", study))
