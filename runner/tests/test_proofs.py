import sys
from pathlib import Path

import pytest

from runner import environment, proofs
from runner.errors import PortalError

CHECKOUT = Path(__file__).resolve().parents[2]
A_PROOF = '''"""Counts to three (an example)."""
import os, sys
ENGINES = ("sqlite",)
print(os.environ["PORTAL_PROOF"], os.environ.get("DATABASE_URL"), sys.argv[1:], os.listdir(os.environ["PORTAL_VAR"]))
sys.exit(int(sys.argv[1]))
'''


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    (tmp_path / "proofs").mkdir()
    (tmp_path / "proofs" / "__init__.py").write_text("")
    (tmp_path / "proofs" / "count.py").write_text(A_PROOF)
    (tmp_path / "proofs" / "part.py").write_text('"""Part of another; no proof by itself."""\n')
    monkeypatch.setattr(environment, "ensure", lambda checkout, with_tests: Path(sys.executable))
    return tmp_path


def test_the_proofs_of_the_house_can_all_be_listed():
    for proof in proofs.all_proofs(CHECKOUT):
        assert proof.about, proof.name
        assert set(proof.engines) <= {"sqlite", "postgres"}


def test_without_a_name_they_are_listed(checkout, capsys):
    assert proofs.command(checkout, []) == 0
    assert capsys.readouterr().out.split(maxsplit=1) == ["count", "Counts to three (an example). (sqlite)\n"]


def test_an_unknown_name_says_which_there_are(checkout):
    with pytest.raises(PortalError, match="there are: count"):
        proofs.command(checkout, ["delivery"])


@pytest.mark.parametrize(("asked", "code"), [("0", 0), ("3", 1)])
def test_a_proof_gets_a_place_of_its_own_which_is_gone_afterwards(checkout, capfd, monkeypatch, asked, code):
    monkeypatch.setenv("DATABASE_URL", "sqlite:///somebody-else.sqlite3")
    assert proofs.command(checkout, ["count", asked]) == code
    assert f"count None ['{asked}'] []" in capfd.readouterr().out
    assert list((checkout / "var" / "proofs").iterdir()) == []


def test_an_unknown_engine_is_named(checkout):
    (checkout / "proofs" / "count.py").write_text('"""About."""\nENGINES = ("oracle",)\n')
    with pytest.raises(PortalError, match="oracle"):
        proofs.command(checkout, [])
