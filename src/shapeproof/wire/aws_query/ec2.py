"""The codec of AWS's ec2 protocol (Smithy ``aws.protocols#ec2Query``)."""

from __future__ import annotations

from shapeproof.wire.aws_query.form_styles import EC2_STYLE
from shapeproof.wire.aws_query.form_variants import EC2_VARIANTS
from shapeproof.wire.aws_query.query_envelopes import EC2_ENVELOPE
from shapeproof.wire.aws_query.query_protocols import XML_TYPES, QueryFamilyCodec
from shapeproof.wire.interface import ProtocolTraits


class Ec2Codec(QueryFamilyCodec):
    """Lists are flattened in requests; outputs stand in the root; errors below ``Errors``."""

    protocol = "ec2"
    traits = ProtocolTraits(
        body_form="xml",
        body_description="an XML document",
        request_form="form",
        request_description="a form (application/x-www-form-urlencoded)",
        typed_values=False,
        error_code_places="Errors/Error/Code in the body",
        wraps_outputs=True,
        media_types_alike=XML_TYPES,
        request_id_place="requestId in the body",
        request_id_where="response body",
        boto3_members_in_error=True,
    )
    variants = EC2_VARIANTS
    style = EC2_STYLE
    envelope = EC2_ENVELOPE
