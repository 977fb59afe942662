"""How the query and the ec2 protocol name the parameters of a form."""

from __future__ import annotations

from shapeproof.wire.aws_query.form_values import FormStyle
from shapeproof.wire.members import Member, stated_name


def _ec2_name(member: Member) -> str:
    """The name for queries; else the name in XML with an upper-case first letter."""
    if member.shape.query_name is not None:
        return member.shape.query_name
    return member.wire_name[:1].upper() + member.wire_name[1:]


QUERY_STYLE = FormStyle(stated_name, element="member", flat=False, empty_lists=True)
"""Smithy ``aws.protocols#awsQuery``."""
EC2_STYLE = FormStyle(_ec2_name, element="", flat=True, empty_lists=False)
"""Smithy ``aws.protocols#ec2Query``: lists are flattened, and empty ones are not written."""
