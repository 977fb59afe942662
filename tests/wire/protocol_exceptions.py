"""The cases of botocore's protocol tests that the codecs do not meet, by check, with the reasons.

They still run and must fail: an entry that passes, or that no case has, is stale.
"""

COMPRESSION = "request compression is the client's affair, below the protocol"
CHECKSUM = "checksum headers are the client's, not the protocol's"
NULL = "a null that is given is sent: that is how a tester plants one"
UNION = "an unknown member of a union is dropped like any other; SDK_UNKNOWN_MEMBER is botocore's"
UNSET = "an empty body is an empty object, and a union has one member"
NO_XML = "an answer without a body, which services do not send and botocore's parser refuses"
ROOT = "the root of a payload has the name that its member states, as in botocore and its models"
BESIDE = "text beside elements is no value: clients skip it, and a service does not send it"
NO_HEADERS = "botocore makes an empty map of a prefix that no field begins with; here it is absent"
EMPTY_FIELD = "an empty list makes an empty header field, as NullAndEmptyHeaders of others demands"

EXCEPTIONS: dict[str, dict[str, str]] = {
    "client writes": {
        "input/rest-xml/RestXmlHttpPayloadWithUnion": ROOT,
        "input/rest-xml/HttpPayloadWithXmlName": ROOT,
        "input/rest-xml/HttpPayloadWithXmlNamespace": ROOT,
        "input/rest-xml/HttpPayloadWithXmlNamespaceAndPrefix": ROOT,
        "input/rest-xml/XmlAttributesOnPayload": ROOT,
        "input/rest-xml/SDKAppliedContentEncoding_restXml": COMPRESSION,
        "input/rest-xml/SDKAppendedGzipAfterProvidedEncoding_restXml": COMPRESSION,
        "legacy/input/rest-xml/26:1": EMPTY_FIELD,
        "input/smithy-rpc-v2-cbor/RpcV2CborClientDoesntSerializeNullStructureValues": NULL,
        "input/rest-json/SDKAppliedContentEncoding_restJson1": COMPRESSION,
        "input/rest-json/SDKAppendedGzipAfterProvidedEncoding_restJson1": COMPRESSION,
        "input/rest-json/RestJsonHttpChecksumRequired": CHECKSUM,
        "input/rest-json/RestJsonDoesntSerializeNullStructureValues": NULL,
        "legacy/input/rest-json/26:1": (
            "an empty list makes an empty header field, as RestJsonNullAndEmptyHeaders demands"
        ),
        "input/json/AwsJson11StructuresDontSerializeNullValues": NULL,
        "input/json/SDKAppliedContentEncoding_awsJson1_1": COMPRESSION,
        "input/json/SDKAppendsGzipAndIgnoresHttpProvidedEncoding_awsJson1_1": COMPRESSION,
        "input/json_1_0/SDKAppliedContentEncoding_awsJson1_0": COMPRESSION,
        "input/json_1_0/SDKAppendsGzipAndIgnoresHttpProvidedEncoding_awsJson1_0": COMPRESSION,
        "input/query/SDKAppliedContentEncoding_awsQuery": COMPRESSION,
        "input/query/SDKAppendsGzipAndIgnoresHttpProvidedEncoding_awsQuery": COMPRESSION,
        "input/ec2/SDKAppliedContentEncoding_ec2Query": COMPRESSION,
        "input/ec2/SDKAppendsGzipAndIgnoresHttpProvidedEncoding_ec2Query": COMPRESSION,
    },
    "server reads": {
        "input/rest-xml/RestXmlHttpPayloadWithUnsetUnion": UNSET,
        "input/rest-json/RestJsonHttpPayloadWithUnsetUnion": UNSET,
    },
    "client reads": {
        "output/rest-xml/HttpPrefixHeadersAreNotPresent": NO_HEADERS,
        "legacy/output/rest-xml/16:2": UNION,
        "legacy/output/rest-json/17:2": UNION,
    },
    "nothing is wrong": {
        "output/rest-xml/RestXmlHttpPayloadWithUnsetUnion": UNSET,
        "output/rest-xml/SimpleScalarPropertiesWithXMLPreamble": BESIDE,
        "output/query/QueryEmptyInputAndEmptyOutput": NO_XML,
        "output/query/QueryNoInputAndNoOutput": NO_XML,
        "output/query/QueryNoInputAndOutput": NO_XML,
        "output/smithy-rpc-v2-cbor/RpcV2CborPayloadWithUnsetUnion": (
            "the case has no smithy-protocol header, which Smithy demands of every response"
        ),
        "output/rest-json/RestJsonHttpPayloadWithUnsetUnion": UNSET,
        "legacy/output/json/3:1": "nulls in lists that are not sparse (Smithy): clients skip them",
    },
}
