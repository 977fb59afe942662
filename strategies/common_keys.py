"""Public keys, certificates and requests for them, for all services.

They are real, as servers read them, and made for this file; their private keys were thrown away.
The certificate is its own authority and holds until 2120.
"""

from __future__ import annotations

from shapeproof.strategies import domain

values = domain("*")


def pem(label: str, *lines: str) -> str:
    """A key or certificate in its textual form (RFC 7468)."""
    return "\n".join((f"-----BEGIN {label}-----", *lines, f"-----END {label}-----"))


CERTIFICATE = pem(
    "CERTIFICATE",
    "MIIBPDCB5KADAgECAgEBMAoGCCqGSM49BAMCMB0xGzAZBgNVBAMMEnNhbXBsZS5l",
    "eGFtcGxlLmNvbTAgFw0yMDA4MTEwMDAwMDBaGA8yMTIwMDgxMTAwMDAwMFowHTEb",
    "MBkGA1UEAwwSc2FtcGxlLmV4YW1wbGUuY29tMFkwEwYHKoZIzj0CAQYIKoZIzj0D",
    "AQcDQgAEmM2gWVtJuN2qFNlsrqJYlM88PGteMxnh3z+mX4My6HckceoDAkVbKW8o",
    "YeQ4+ikZyjJ6nojNTFjtVGDdXeiST6MTMBEwDwYDVR0TAQH/BAUwAwEB/zAKBggq",
    "hkjOPQQDAgNHADBEAiBPlzEH/KgOHxKQSSrhrzSmcR13gWXZvM+TMi5On1ipPgIg",
    "a0pq53zplfeYXV1M0fF6OS9/PDhtQ9o9S8WhyF+VoH4=",
)
REQUEST = pem(
    "CERTIFICATE REQUEST",
    "MIHXMH8CAQAwHTEbMBkGA1UEAwwSc2FtcGxlLmV4YW1wbGUuY29tMFkwEwYHKoZI",
    "zj0CAQYIKoZIzj0DAQcDQgAEmM2gWVtJuN2qFNlsrqJYlM88PGteMxnh3z+mX4My",
    "6HckceoDAkVbKW8oYeQ4+ikZyjJ6nojNTFjtVGDdXeiST6AAMAoGCCqGSM49BAMC",
    "A0gAMEUCIAg38YZVvQAgkATj4kUqryLNU+DmRUjzjx3fayL/AmcmAiEA/ST5P00K",
    "msvOdArH+ficUwyAdcio7OeV1F7Np/hpWQ0=",
)
ELLIPTIC = pem(
    "PUBLIC KEY",
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEmM2gWVtJuN2qFNlsrqJYlM88PGte",
    "Mxnh3z+mX4My6HckceoDAkVbKW8oYeQ4+ikZyjJ6nojNTFjtVGDdXeiSTw==",
)
RSA = pem(
    "PUBLIC KEY",
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAwQX8IcedWF0wehc/hJSC",
    "M7ruVByr2s0uI42Ye3jmqSPVxJBGCA2fR5CHYyKJLQ/hYzhyx3Jxh2iU8z3Xc1m2",
    "1hqXxlYCeULUTcNeXGBcMCj1iIAmFmDi/iXxEbfjBli/tmUwuRxv6qmjDrkbKcWk",
    "zq2EF+XJQDIPqpIVSirssYPSBNhHBvampe0TTKwvJ9xss6IFqlI4zfN+9927keAG",
    "+hKYMfP3UWhnpaqsSLcqpsvVETuW5nfEIBAX5AlDCxPC8DCe/UMU4Dd1xaJoEY0Y",
    "jUW93FyQ2/11zBqQ92XiihTCTvM5hDDiljgMpYUh/ile/3UulsjKJGp4hdOFcXbr",
    "2wIDAQAB",
)
SSH = (
    "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDBBfwhx51YXTB6Fz+ElIIzuu5UHKvazS4jjZh7eOapI9XEkEYIDZ9H"
    "kIdjIoktD+FjOHLHcnGHaJTzPddzWbbWGpfGVgJ5QtRNw15cYFwwKPWIgCYWYOL+JfERt+MGWL+2ZTC5HG/qqaMOuRsp"
    "xaTOrYQX5clAMg+qkhVKKuyxg9IE2EcG9qal7RNMrC8n3GyzogWqUjjN83733buR4Ab6Epgx8/dRaGelqqxItyqmy9UR"
    "O5bmd8QgEBfkCUMLE8LwMJ79QxTgN3XFomgRjRiNRb3cXJDb/XXMGpD3ZeKKFMJO8zmEMOKWOAylhSH+KV7/dS6WyMok"
    "aniF04Vxduvb sample"
)
FAKE = pem("FAKE KEY", "c2FtcGxl")

values.forms(
    {
        "certificate": CERTIFICATE,
        "certificate body": CERTIFICATE,
        "certificate pem": CERTIFICATE,
        "certificate chain": CERTIFICATE,
        "ca certificate": CERTIFICATE,
        "ca certificate pem": CERTIFICATE,
        "verification certificate": CERTIFICATE,
        "signing certificate": CERTIFICATE,
        "x509 certificate data": CERTIFICATE,
        "certificate signing request": REQUEST,
        "csr": REQUEST,
        "public key": (RSA, SSH, ELLIPTIC),
        "encoded key": RSA,
        "private key": FAKE,
        "ssh public key": SSH,
        "ssh public key body": SSH,
        "import key pair public key material": SSH,
        "public key material": (SSH, RSA),
    }
)
