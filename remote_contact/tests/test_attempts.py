import pytest

from remote_contact.attempts import TRIED_IN_VAIN, Tried, in_a_row

HELD = Tried(took_place=True, planned=False, face_to_face=False)
CALL = Tried(took_place=False, planned=False, face_to_face=False)
PLANNED_CALL = Tried(took_place=False, planned=True, face_to_face=False)
AT_THE_DOOR = Tried(took_place=False, planned=False, face_to_face=True)
ABSENT = Tried(took_place=False, planned=True, face_to_face=True)
PUT_OFF = Tried(took_place=False, planned=True, face_to_face=False, moved=True)


@pytest.mark.parametrize(
    ("newest_first", "count"),
    [
        ([], 0),
        ([HELD], 0),
        ([CALL], 1),
        ([PLANNED_CALL], 1),
        ([AT_THE_DOOR], 1),
        ([ABSENT], 0),
        ([PUT_OFF], 0),
        ([CALL, CALL, CALL], 3),
        ([CALL, AT_THE_DOOR, PLANNED_CALL], 3),
        ([CALL, HELD, CALL, CALL], 1),
        ([HELD, CALL, CALL, CALL], 0),
        # An absence in between says nothing about being reached by telephone.
        ([CALL, ABSENT, CALL], 2),
        ([CALL, PUT_OFF, CALL, CALL], 3),
        ([CALL] * 7, 7),
    ],
)
def test_attempts_in_vain_since_the_last_talk(newest_first: list[Tried], count: int) -> None:
    assert in_a_row(newest_first) == count


def test_three_is_a_state() -> None:
    assert TRIED_IN_VAIN == 3
