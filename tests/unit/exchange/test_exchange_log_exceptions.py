from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from shapeproof.exchange.log_exceptions import MAX_WORDS, exception_in

PYTHON = """\
starting
Traceback (most recent call last):
  File "/home/a/driver.py", line 30, in <module>
    main()
  File "/home/a/calls.py", line 7, in call
    return table[name]
           ~~~~~^^^^^^
KeyError: 'CreateThing'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/home/a/driver.py", line 33, in <module>
    raise RuntimeError("no such call") from None
things.errors.CallError: no such call:
CreateThing
sys:1: ResourceWarning: unclosed file
"""
NODE = """\
/home/a/driver.mjs:10
    throw new Error('boom');
    ^

Error: boom
    at call (/home/a/driver.mjs:10:9)
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5) {
  code: 'E'
}

Node.js v20.19.0
"""
NODE_MODULE = """\
node:internal/modules/esm/resolve:873
  throw new ERR_MODULE_NOT_FOUND(packageName, fileURLToPath(base), null);
        ^

Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'things' imported from /home/a/driver.mjs
    at packageResolve (node:internal/modules/esm/resolve:873:9)
    at file:///home/a/driver.mjs:3:1 {
  code: 'ERR_MODULE_NOT_FOUND'
}

Node.js v20.19.0
"""
NODE_COMMON = """\
node:internal/modules/cjs/loader:1210
  throw err;
  ^

Error: Cannot find module 'things'
Require stack:
- /home/a/driver.js
    at Module._resolveFilename (node:internal/modules/cjs/loader:1207:15)
    at Object.<anonymous> (/home/a/driver.js:1:7) {
  code: 'MODULE_NOT_FOUND'
}

Node.js v20.19.0
"""
GO = """\
panic: runtime error: invalid memory address or nil pointer dereference
[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x48]

goroutine 1 [running]:
panic({0x1, 0x2})
\t/usr/lib/go-1.19/src/runtime/panic.go:884 +0x212
main.call(...)
\t/home/a/main.go:41 +0x1d
exit status 2
"""
RUBY = """\
/home/a/driver.rb:4:in `call': no such call (ArgumentError)
\tfrom /home/a/driver.rb:9:in `block in <main>'
\tfrom /home/a/driver.rb:8:in `<main>'
"""
RUBY_LOAD = """\
<internal:/usr/lib/ruby/rubygems/core_ext/kernel_require.rb>:85:in `require': cannot load such file -- things (LoadError)
\tfrom <internal:/usr/lib/ruby/rubygems/core_ext/kernel_require.rb>:85:in `require'
\tfrom driver.rb:1:in `<main>'
"""  # noqa: E501
JAVA = """\
Exception in thread "main" java.lang.RuntimeException: call failed
\tat com.things.Driver.call(Driver.java:12)
\tat com.things.Driver.main(Driver.java:5)
Caused by: java.io.IOException: no route
\tat com.things.Wire.send(Wire.java:77)
\t... 2 more
"""
NET = """\
Unhandled exception. System.InvalidOperationException: no such call
   at Things.Driver.Call(String name) in /home/a/Driver.cs:line 20
   at Things.Driver.Main() in /home/a/Driver.cs:line 5
"""
RUST = """\
thread 'main' panicked at src/main.rs:14:9:
no such call
note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace
"""
RUST_OLD = "thread 'main' panicked at 'no such call', src/main.rs:14:9\nnote: run with `RUST_BACKTRACE=1`\n"  # noqa: E501
PHP = """\
PHP Fatal error:  Uncaught InvalidArgumentException: no such call in /home/a/driver.php:8
Stack trace:
#0 {main}
  thrown in /home/a/driver.php on line 8
"""
CPP = "terminate called after throwing an instance of 'std::runtime_error'\n  what():  boom\n"


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        pytest.param(
            PYTHON, "things.errors.CallError: no such call: CreateThing (driver.py:33)",
            id="python",
        ),
        pytest.param(NODE, "Error: boom (driver.mjs:10)", id="node"),
        pytest.param(
            NODE_MODULE, "Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'things' imported "
            "from /home/a/driver.mjs (driver.mjs:3)", id="node-import",
        ),
        pytest.param(NODE_COMMON, "Error: Cannot find module 'things' (driver.js:1)", id="require"),
        pytest.param(
            GO, "panic: runtime error: invalid memory address or nil pointer dereference "
            "(main.go:41)", id="go",
        ),
        pytest.param("fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1:\n",
                     "fatal error: all goroutines are asleep - deadlock!", id="go-deadlock"),
        pytest.param(RUBY, "ArgumentError: no such call (driver.rb:4)", id="ruby"),
        pytest.param(RUBY_LOAD, "LoadError: cannot load such file -- things", id="ruby-require"),
        pytest.param(RUBY.replace("`call'", "'Object#call'"),
                     "ArgumentError: no such call (driver.rb:4)", id="ruby-3.4"),
        pytest.param(JAVA, "java.io.IOException: no route (Wire.java:77)", id="java"),
        pytest.param(NET, "System.InvalidOperationException: no such call (Driver.cs:20)",
                     id="net"),
        pytest.param(RUST, "panic: no such call (main.rs:14)", id="rust"),
        pytest.param(RUST_OLD, "panic: no such call (main.rs:14)", id="rust-before-1.73"),
        pytest.param(PHP, "InvalidArgumentException: no such call (driver.php:8)", id="php"),
        pytest.param(CPP, "std::runtime_error: boom", id="c++"),
        pytest.param("warming up\nsh: 1: nothere: not found\nexit status 127\n\n",
                     "sh: 1: nothere: not found", id="last-words"),
        pytest.param("", "", id="nothing"),
        pytest.param("Node.js v20.19.0\n", "", id="only-noise"),
    ],
)  # fmt: skip
def test_the_exception_is_read_whatever_the_language(log: str, expected: str) -> None:
    assert exception_in(log) == expected


def test_what_came_before_the_last_exception_does_not_count() -> None:
    assert exception_in(NODE + PYTHON).startswith("things.errors.CallError")
    assert exception_in(PYTHON + "\n" + NODE) == "Error: boom (driver.mjs:10)"


def test_long_words_are_cut() -> None:
    assert len(exception_in("x" * 5000)) == MAX_WORDS


PROGRAMS = {
    "python3": (["-c", "def call():\n    raise KeyError('Thing')\ncall()"], "KeyError: 'Thing'"),
    "node": (
        ["-e", "function call() { throw new TypeError('Thing'); }\ncall()"],
        "TypeError: Thing",
    ),
    "ruby": (["-e", "def call = raise(ArgumentError, 'Thing')\ncall"], "ArgumentError: Thing"),
}


@pytest.mark.parametrize("name", sorted(PROGRAMS))
def test_what_a_real_program_ends_with(name: str) -> None:
    program = sys.executable if name == "python3" else shutil.which(name)
    if program is None:
        pytest.skip(f"there is no {name}: install it to run this test")
    arguments, expected = PROGRAMS[name]
    ended = subprocess.run(
        [program, *arguments], check=False, capture_output=True, text=True, timeout=60
    )
    assert exception_in(ended.stderr).startswith(expected)
