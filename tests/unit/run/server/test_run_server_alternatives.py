"""Optional members of which one is needed."""

from __future__ import annotations

from shapeproof.contract.pointer import Tokens
from shapeproof.contract.shape import Shape
from shapeproof.run.server.alternatives import with_documents

from .small_services import TEXT, operation, structure

KNOWN = {"Body": '{"Resources": {}}', "Url": "https://example.com", "Zip": "UEs=", "Name": "x"}


def known(tokens: Tokens, shape: Shape) -> tuple[str, ...]:
    """A realistic value of each member but ``Other``."""
    return (KNOWN[tokens[-1]],) if tokens[-1] in KNOWN else ()


def test_documents_are_tried_one_at_a_time() -> None:
    members = dict.fromkeys(("Body", "Name", "Other", "Url"), TEXT)
    zipped = {"type": "string", "x-blob": True}
    create = operation("CreateStack", structure({**members, "Zip": zipped}, "Name"))
    assert list(with_documents(create, {"Name": "x"}, known)) == [
        {"Name": "x", "Body": '{"Resources": {}}'},
        {"Name": "x", "Zip": "UEs="},
    ]
