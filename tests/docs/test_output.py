"""What a page shows against what was printed."""

import pytest

from .output import missing_line


@pytest.mark.parametrize(
    "shown, printed, missing",
    [
        ("12 of 12 reached, 3,771 requests, 24.7 s", "11 of 13 reached, 40 requests, 3 s", None),
        ("a\n...\nb", "a\nx\nb\n", None),
        ("curl -i … /tags/…", "  curl -i -X GET 'http://h/topics/1'", "curl -i … /tags/…"),
        ("curl -i …/tags/…", "  curl -i -X DELETE 'http://h/tags/1'", None),
        ("===== 1 passed =====", "======== 2 passed ========", None),
        ("a b", "\x1b[1ma\x1b[0m    b", None),
        ("b\na", "a\nb\n", "a"),
        ("conforms", "conforms: no findings", "conforms"),
    ],
)
def test_lines(shown: str, printed: str, missing: str | None) -> None:
    assert missing_line(shown, printed) == missing
