"""The codec of AWS's query protocol (Smithy ``aws.protocols#awsQuery``)."""

from __future__ import annotations

from shapeproof.wire.aws_query.form_styles import QUERY_STYLE
from shapeproof.wire.aws_query.form_variants import QUERY_VARIANTS
from shapeproof.wire.aws_query.query_envelopes import QUERY_ENVELOPE
from shapeproof.wire.aws_query.query_protocols import XML_TYPES, QueryFamilyCodec
from shapeproof.wire.interface import ProtocolTraits


class QueryCodec(QueryFamilyCodec):
    """Lists below ``member``; outputs in a result wrapper; errors by ``ErrorResponse``."""

    protocol = "query"
    traits = ProtocolTraits(
        body_form="xml",
        body_description="an XML document",
        request_form="form",
        request_description="a form (application/x-www-form-urlencoded)",
        typed_values=False,
        error_code_places="Error/Code in the body",
        wraps_outputs=True,
        media_types_alike=XML_TYPES,
        request_id_place="ResponseMetadata/RequestId in the body",
        request_id_where="response body",
        boto3_members_in_error=True,
        boto3_error_type=True,
    )
    variants = QUERY_VARIANTS
    style = QUERY_STYLE
    envelope = QUERY_ENVELOPE
