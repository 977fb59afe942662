"""Test suites that look at what they get and at their process; report mode changes neither."""

from __future__ import annotations

from dataclasses import dataclass

IMPORTS = """
import collections, gc, os, pathlib, signal, sys, threading, time, unittest, warnings, weakref
from unittest.mock import mock_open, patch
import pytest
from helper import bad, client, good
"""


@dataclass(frozen=True)
class Watchful:
    """A suite: its tests, and what pytest says at its end. ``calls`` are those of the report."""

    name: str
    tests: str
    says: tuple[str, ...]
    calls: int
    before: str = ""
    options: tuple[str, ...] = ("-q",)
    status: int = 0
    never: tuple[str, ...] = ()


SUITES = (
    Watchful(
        "forks while other threads make calls",
        """
def test_forks():
    stop, calling = threading.Event(), client()
    def calls():
        while not stop.is_set():
            calling.create_log_group(logGroupName="x", logGroupClass="CHEAP")
    threads = [threading.Thread(target=calls) for _ in range(3)]
    for each in threads: each.start()
    ends = []
    for _ in range(25):
        child = os.fork()
        if not child:
            signal.alarm(5)
            calling.create_log_group(logGroupName="y")
            os._exit(0)
        ends.append(os.waitpid(child, 0)[1])
    stop.set()
    for each in threads: each.join()
    assert not any(ends)
""",
        ("1 passed",), 3,
        before="one child in 30 waited for ever for a lock of shapeproof's",
    ),
    Watchful(
        "has objects that make a call when they are collected",
        """
class Temporary:
    def __init__(self, calling): self.me, self.calling = self, calling
    def __del__(self): self.calling.delete_log_group(logGroupName="x")
def test_collected():
    calling = client()
    for size in range(100, 700, 5):
        gc.set_threshold(size)
        Temporary(calling)
        calling.create_log_group(logGroupName="x", logGroupClass="CHEAP")
    gc.set_threshold(700)
""",
        ("1 passed",), 120, options=("-q", "--shapeproof-cov"),
    ),
    Watchful(
        "ends its calls by an alarm, again and again",
        """
class TooLong(Exception): pass
def ring(*_): raise TooLong
def test_alarms():
    calling, lost = client(), 0
    signal.signal(signal.SIGALRM, ring)
    for number in range(30):
        until = time.monotonic() + 2
        try:
            signal.setitimer(signal.ITIMER_REAL, 0.01 + number * 0.0007)
            while time.monotonic() < until:
                calling.create_log_group(logGroupName="x" * 600, logGroupClass=str(time.time()))
            lost += 1
        except TooLong: pass
    assert not lost
""",
        ("1 passed",), 30,
        before="19 of 40 alarms were lost: the code under test never ended",
    ),
    Watchful(
        "compares the state of its process before and after a call",
        """
import decimal, locale, logging, random, socket
def state():
    warned = [each[:3] for each in warnings.filters]
    return (random.getstate(), repr(decimal.getcontext()), locale.setlocale(locale.LC_ALL),
            [signal.getsignal(each) for each in (2, 14, 15)], threading.active_count(),
            dict(os.environ), sys.getrecursionlimit(), list(logging.root.handlers), warned,
            logging.root.level, socket.getdefaulttimeout(), gc.get_threshold(), list(sys.path),
            os.getcwd(), sys.excepthook, sys.unraisablehook, sys.gettrace(), sys.getprofile(),
            len(os.listdir("/proc/self/fd")), sorted(os.listdir(".")), list(sys.meta_path))
def test_state(capfd, caplog, recwarn):
    good()
    before = state()
    bad()
    assert state() == before
    assert capfd.readouterr() == ("", "")
    assert not recwarn.list
    assert not [each for each in caplog.records if each.name.startswith("shapeproof")]
""",
        ("1 passed",), 2,
    ),
    Watchful(
        "reads the answers of its fakes once, and counts what they make",
        """
def answered(output):
    return patch("botocore.client.BaseClient._make_api_call", return_value=output)
def test_once():
    made = collections.defaultdict(list)
    with answered(made): client().describe_log_groups()
    assert made == {}
    for kind in (iter, lambda given: (each for each in given)):
        with answered({"logGroups": kind([{"logGroupName": 5}])}):
            assert list(client().describe_log_groups()["logGroups"]) == [{"logGroupName": 5}]
""",
        ("1 passed",), 3,
    ),
    Watchful(
        "has fakes that answer with values that hold themselves, and names that are no texts",
        """
def answered(output):
    return patch("botocore.client.BaseClient._make_api_call", return_value=output)
def test_odd():
    circle, deep = {}, {}
    circle["logGroups"] = [circle]
    for _ in range(20_000): deep = {"logGroups": [deep]}
    names = {1: 2, None: 3, b"x": 4, (1,): 5, "logGroups": [{0: 1}], "nextToken": 10**400}
    for output in (circle, deep, names):
        with answered(output): client().describe_log_groups()
""",
        ("1 passed", r"not judged: a call whose values hold themselves.*\(2 times\)"), 3,
        before="RecursionError and AttributeError: 'a defect in shapeproof'",
    ),
    Watchful(
        "fakes all files while it makes its first call",
        """
def test_fakes():
    calling = client()
    with patch("pathlib.Path.read_text", return_value="secret"), \\
            patch("pathlib.Path.is_file", return_value=True), \\
            patch("pathlib.Path.iterdir", return_value=iter([])), \\
            patch("builtins.open", mock_open(read_data="x")), \\
            patch("os.stat", side_effect=FileNotFoundError), \\
            patch("os.path.exists", return_value=True):
        calling.create_log_group(logGroupName="x", logGroupClass="CHEAP")
def test_later(): bad()
""",
        ("2 passed", "1 error; 2 calls of 1 operation checked"), 2,
        before="ValueError, BrokenContract: 'a defect in shapeproof', also in all later tests",
    ),
    Watchful(
        "runs fixtures only",
        """
@pytest.fixture
def group(): bad()
@pytest.mark.parametrize("number", range(3))
def test_group(group, number): pass
""",
        ("1 error; 3 calls",), 3, options=("-q", "--setup-only"),
        before="the calls of all fixtures but the last were lost",
    ),
    Watchful(
        "has a mark that cannot be read",
        "@pytest.mark.shapeproof(wrong=1)\ndef test_marked(): bad()\n",
        ("1 passed", "test_marked: pytest.mark.shapeproof takes"), 1,
        before="the test failed",
    ),
    Watchful(
        "is only listed, with a minimum of coverage",
        "def test_it(): bad()\n", ("1 test collected",), 0,
        options=("-q", "--co", "--shapeproof-cov-fail-under", "50"),
        before="exit 1",
    ),
    Watchful(
        "has subtests that fail, skip and make calls that are wrong",
        """
class TestUnit(unittest.TestCase):
    @classmethod
    def setUpClass(cls): bad()
    def test_sub(self):
        with self.subTest(1): bad()
        with self.subTest(2): self.skipTest("no")
    @unittest.expectedFailure
    def test_expected(self): bad(); self.fail()
def test_subtests(subtests):
    for number in range(3):
        with subtests.test(number=number): bad()
@pytest.mark.xfail(strict=True)
def test_strict(): bad(); assert False
""",
        ("2 passed, 1 skipped, 2 xfailed, 4 subtests passed",), 7,
    ),
    Watchful(
        "runs pytest within its tests",
        """
pytest_plugins = ["pytester"]
def test_within(pytester):
    pytester.makepyfile("from helper import bad\\ndef test_it(): bad()")
    for options, outcome in (((), "passed"), (("--shapeproof",), "failed")):
        result = pytester.runpytest_inprocess("-p", "no:randomly", *options)
        result.assert_outcomes(**{outcome: 1})
def test_after(): bad()
""",
        ("2 passed", "1 error; 3 calls"), 3,
    ),
    Watchful(
        "lives before 1970 and after 9000",
        """
@pytest.mark.parametrize("now", [-10.0**10, 0.0, 3.0 * 10**11])
def test_times(monkeypatch, now):
    monkeypatch.setattr(time, "time", lambda: now)
    monkeypatch.setattr(time, "monotonic", lambda: -now)
    bad()
    monkeypatch.undo()
""",
        ("3 passed",), 3,
    ),
    Watchful(
        "wants its clients and values to be freed, also those that cannot be judged",
        """
class Output(dict): pass
class Unreadable:
    def __str__(self): raise RuntimeError
def test_freed():
    calling, output = client(), Output(logGroups=Unreadable(), nextToken=5)
    with patch("botocore.client.BaseClient._make_api_call", lambda *_: output):
        for _ in range(300): calling.describe_log_groups()
    kept = [weakref.ref(calling), weakref.ref(output)]
    del calling, output
    gc.collect()
    assert [each() for each in kept] == [None, None]
""",
        ("1 passed", r"raised RuntimeError.*\(300 times\)"), 300,
        before="300 lines, and all values of these calls stayed in memory",
    ),
    Watchful(
        "removes its working folder",
        """
def test_removed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    tmp_path.rmdir()
    bad()
""",
        ("1 passed", "1 error; 1 call of 1"), 1,
        before="its calls and findings were lost",
    ),
    Watchful(
        "takes warnings for errors",
        "def test_it():\n    bad()\n    client('sqs').list_queues(QueueNamePrefix='x' * 99)\n",
        ("1 passed",), 2, options=("-q", "-W", "error", "-p", "no:asyncio"),
    ),
)  # fmt: skip
