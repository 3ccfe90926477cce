import pytest
from hypothesis import given
from hypothesis import strategies as st

from research.pseudonyms import LENGTH, pseudonym

ONE, OTHER = "ab" * 32, "cd" * 32


def test_the_same_person_has_one_name_in_a_study_and_another_in_the_next() -> None:
    assert pseudonym(ONE, "person", 7) == pseudonym(ONE, "person", 7)
    assert pseudonym(ONE, "person", 7) != pseudonym(OTHER, "person", 7)


def test_a_person_and_a_pair_with_one_number_have_two_names() -> None:
    assert pseudonym(ONE, "person", 7) != pseudonym(ONE, "pair", 7)


@pytest.mark.parametrize("key", ["", "ab" * 31, "ab" * 33, "no hexadecimal"])
def test_without_its_key_a_study_has_no_names(key: str) -> None:
    with pytest.raises(ValueError, match="was lost|hexadecimal"):
        pseudonym(key, "person", 7)


@given(st.uuids(), st.uuids())
def test_two_people_never_share_one(one: object, other: object) -> None:
    names = {pseudonym(ONE, "person", one), pseudonym(ONE, "person", other)}
    assert len(names) == len({one, other})
    assert all(len(name) == LENGTH and name.isalnum() for name in names)
