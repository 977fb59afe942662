"""Bodies in chunks with checksums, and compressed ones, as botocore sends them."""

from __future__ import annotations

import gzip
import io
from dataclasses import replace

import pytest
from botocore.httpchecksum import AwsChunkedWrapper, Crc32Checksum

from shapeproof.compile import compile_service
from shapeproof.exchange import HttpRequest
from shapeproof.wire import codec_for, content_codings
from shapeproof.wire.content_codings import unpacked
from shapeproof.wire.interface import UnreadableError

S3 = compile_service("s3")
PUT = S3.operations["PutObject"]
SIGNED = (
    b"5;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\nhello\r\n"
    b"0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n"
)
RIGHT = {
    "unsigned": b"5\r\nhello\r\n0\r\n\r\n",
    "signed": SIGNED,
    "trailer": b"5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n",
    "two chunks": b"3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n",
    "no last line": b"5\r\nhello\r\n0\r\n",
}
BROKEN = {
    "not chunks": (b"hello", "chunk 1 has no size"),
    "short": (b"9\r\nhello\r\n0\r\n\r\n", "chunk 1 is not 9 bytes long"),
    "long": (b"4\r\nhello\r\n0\r\n\r\n", "chunk 1 is not 4 bytes long"),
    "no end": (b"5\r\nhello\r\n", "chunk 2 has no size"),
    "more": (b"0\r\nodd", "no trailers"),
    "one gigabyte": (b"3FFFFFFF\r\nhello\r\n", "chunk 1 is not"),
}


def put(body: bytes, coding: str = "aws-chunked") -> HttpRequest:
    headers = (("Content-Encoding", coding), ("x-amz-decoded-content-length", "5"))
    return HttpRequest("PUT", "/bucket/key", headers, body)


@pytest.mark.parametrize("case", RIGHT)
def test_chunks_are_joined(case: str) -> None:
    params = codec_for("rest-xml").decode_request(PUT, put(RIGHT[case]))
    assert (params["Body"], params.get("ContentEncoding")) == ("aGVsbG8=", None)


def test_the_chunks_of_botocore() -> None:
    raw = bytes(range(256)) * 1000
    wrapped = AwsChunkedWrapper(
        io.BytesIO(raw), checksum_cls=Crc32Checksum, checksum_name="x-amz-checksum-crc32",
        chunk_size=100_000,
    )  # fmt: skip
    assert unpacked(put(wrapped.read())).body == raw


@pytest.mark.parametrize("case", BROKEN)
def test_broken_chunks(case: str) -> None:
    body, reason = BROKEN[case]
    with pytest.raises(UnreadableError) as caught:
        unpacked(put(body))
    assert (reason in caught.value.reason, caught.value.part) == (True, "body")


def test_a_coding_of_the_caller_stays() -> None:
    packed = gzip.compress(b"hello")
    assert unpacked(put(packed, "gzip")).body == packed
    both = unpacked(put(b"5\r\nhello\r\n0\r\n\r\n", "gzip,aws-chunked"))
    assert (both.body, both.header("content-encoding")) == (b"hello", "gzip")
    plain = HttpRequest("PUT", "/", (), b"x")
    assert unpacked(plain) is plain


@pytest.mark.parametrize("protocol", ["json", "query", "smithy-rpc-v2-cbor"])
def test_a_compressed_request(protocol: str) -> None:
    contract = compile_service("cloudwatch", protocol)
    codec = codec_for(protocol)
    of = contract.operations["PutMetricData"]
    params = {"Namespace": "n" * 200, "MetricData": [{"MetricName": "m", "Value": 1.5}]}
    request = codec.encode_request(contract, of, params)
    packed = replace(
        request,
        headers=(*request.headers, ("Content-Encoding", "gzip")),
        body=gzip.compress(request.body),
    )
    assert codec.decode_request(of, packed) == params
    assert codec.route(contract, packed) is of


@pytest.mark.parametrize(
    "body", [b"no gzip", gzip.compress(b"hello", mtime=0)[:-4]], ids=["other", "cut"]
)
def test_broken_compression(body: bytes) -> None:
    with pytest.raises(UnreadableError, match="gzip"):
        unpacked(put(body, "gzip"), compressed=True)


def test_unpacking_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content_codings, "MAX_BODY", 1000)
    with pytest.raises(UnreadableError, match="longer than 1000 bytes"):
        unpacked(put(gzip.compress(b"x" * 100_000), "gzip"), compressed=True)
