"""`./portal proofs`: the long proofs, each in a throwaway place of its own."""

import ast
import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from runner import environment, servers
from runner.errors import PortalError
from runner.testing import NOT_FOR_TESTS, heading

ENGINES = ("sqlite", "postgres")


@dataclass(frozen=True)
class Proof:
    """A module of `proofs/`: its name, the first line of its docstring, the engines it runs on."""

    name: str
    about: str
    engines: tuple[str, ...]


def command(checkout: Path, arguments: list[str]) -> int:
    """Carry out `./portal proofs [NAME [ARGUMENTS]]`; the exit code."""
    known = {proof.name: proof for proof in all_proofs(checkout)}
    if not arguments:
        for proof in known.values():
            print(f"{proof.name:<16}{proof.about} ({', '.join(proof.engines)})")
        return 0
    name, rest = arguments[0], arguments[1:]
    if name not in known:
        raise PortalError(f"there is no proof {name!r}; there are: {', '.join(known)}")
    python = environment.ensure(checkout, with_tests=True)
    return max(_run(checkout, python, known[name], engine, rest) for engine in known[name].engines)


def all_proofs(checkout: Path) -> list[Proof]:
    """Read, not imported: what a proof imports needs the environment. A module without `ENGINES` is a part of one."""
    found = []
    for path in sorted((checkout / "proofs").glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in tree.body:
            if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["ENGINES"]:
                engines = tuple(ast.literal_eval(node.value))
                if unknown := set(engines) - set(ENGINES):
                    raise PortalError(f"{path.name}: unknown engine {', '.join(sorted(unknown))}")
                found.append(Proof(path.stem, (ast.get_docstring(tree) or "").partition("\n")[0], engines))
    return found


def _run(checkout: Path, python: Path, proof: Proof, engine: str, arguments: list[str]) -> int:
    heading(f"{proof.name} on {'SQLite' if engine == 'sqlite' else 'PostgreSQL'}")
    with _place(checkout, python.parent.parent, proof.name, engine) as settings:
        done = subprocess.run(
            [str(python), "-m", f"proofs.{proof.name}", *arguments], cwd=checkout, env=settings, check=False
        )
    return 1 if done.returncode else 0


@contextlib.contextmanager
def _place(checkout: Path, venv: Path, name: str, engine: str) -> Iterator[dict[str, str]]:
    """The settings of a proof: nothing that points at anybody's data, an empty folder, an empty database."""
    settings = {key: value for key, value in os.environ.items() if key not in NOT_FOR_TESTS}
    var = checkout / "var" / "proofs" / f"{name}-{engine}-{os.getpid()}"
    var.mkdir(parents=True)
    settings |= {"PORTAL_DEMO": "1", "PORTAL_VAR": str(var), "PORTAL_PROOF": name}
    try:
        with contextlib.ExitStack() as stack:
            if engine == "postgres":
                database = stack.enter_context(servers.postgres(venv))
                broker = stack.enter_context(servers.redis(venv))
                settings |= {"DATABASE_URL": database.url, "CELERY_BROKER_URL": broker.url}
            yield settings
    finally:
        shutil.rmtree(var, ignore_errors=True)
