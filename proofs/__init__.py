"""Proofs: long runs against the real thing, each with its figure as the last line.

`./portal proofs` lists them, `./portal proofs NAME` runs one. A proof is a module here with a docstring, with
`ENGINES` (the databases it runs on, one after the other) and `main(arguments) -> int`. It finds an empty database
of its own and an empty `PORTAL_VAR`; both are gone afterwards. Proofs may import everything; nothing imports them.
"""
