"""Names of columns that every reader takes, whatever the keys of a licensed questionnaire look like."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from alliance.instruments import parse_instrument
from research.tests.traced import ROOT
from research.variables import item_names, spss_name


@pytest.mark.parametrize(("key", "name"), [("c01", "c01"), ("1", "v1"), ("_x", "v_x"), ("c-1.a", "c_1_a"), ("é", "v_")])
def test_a_name_begins_with_a_letter(key: str, name: str) -> None:
    assert spss_name(key) == name


def test_no_two_questions_share_a_column(tmp_path: Path) -> None:
    whole = parse_instrument(ROOT.read_text(encoding="utf-8"))
    keys = ["1", "01", "a-b", "a_b", "A.B", "weeks", "person", "trust_score", "c_trust", "x" * 70, "x" * 71]
    odd = replace(whole, items=tuple(replace(item, key=key) for item, key in zip(whole.items, keys, strict=False)))
    names = item_names(odd)
    assert list(names) == keys
    assert len({name.lower() for name in names.values()}) == len(keys)
    assert not {"weeks", "person", "trust_score", "c_trust"} & set(names.values())
    columns = [f"handover_{name}" for name in names.values()]
    pyreadstat.write_sav(pd.DataFrame([range(len(keys))], columns=columns), str(tmp_path / "names.sav"))
    assert list(pyreadstat.read_sav(str(tmp_path / "names.sav"))[0].columns) == columns
