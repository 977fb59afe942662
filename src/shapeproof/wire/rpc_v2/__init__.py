"""Smithy RPC v2 and CBOR."""
