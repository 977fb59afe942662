"""How the query and the ec2 protocol name the parameters of a form."""

from __future__ import annotations

from shapeproof.wire.form_values import FormStyle
from shapeproof.wire.members import Member


def _query_name(member: Member) -> str:
    """The stated name; that of its elements for a list without a step of its own for them."""
    shape = member.shape
    if shape.is_list and shape.is_flattened:
        return shape.item.stated_wire_name or member.wire_name
    return member.wire_name


def _ec2_name(member: Member) -> str:
    """The name for queries; else the stated name with an upper-case first letter."""
    shape = member.shape
    if shape.query_name is not None:
        return shape.query_name
    stated = shape.stated_wire_name
    return member.name if not stated else stated[0].upper() + stated[1:]


QUERY_STYLE = FormStyle(_query_name, element="member", flat=False, empty_lists=True)
"""Smithy ``aws.protocols#awsQuery``."""
EC2_STYLE = FormStyle(_ec2_name, element="", flat=True, empty_lists=False)
"""Smithy ``aws.protocols#ec2Query``: lists are flattened, and empty ones are not written."""
