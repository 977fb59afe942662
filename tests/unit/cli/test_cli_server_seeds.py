import json

import pytest

from shapeproof.cli.main import EXIT_USAGE, run

SEND_NOTHING = ["server", "scheduler", "--max-requests", "1", "--quiet"]


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("[", "seeds.json: not JSON"),
        ({"services": {}}, "seeds.json at /format: it is missing"),
        (
            {"format": 1, "services": {"scheduler": {"GetSchedul": []}}},
            "at /services/scheduler/GetSchedul: unknown operation 'GetSchedul'; "
            "did you mean 'GetSchedule'?",
        ),
    ],
)
def test_a_file_of_seeds_that_cannot_be_read_ends_the_run(tmp_path, capsys, document, message):
    path = tmp_path / "seeds.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    assert run([*SEND_NOTHING, "--seeds", str(path)]) == EXIT_USAGE
    told = capsys.readouterr().err
    assert message in told
    assert told.count("\n") == 1
