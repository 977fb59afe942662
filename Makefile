# Everything happens in .venv, which the first command makes.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PYTEST := $(BIN)/python -m pytest -n 3 --dist worksteal
# The number of commits grows by one with each landing, so that eight in a row run all eighths.
EIGHTH ?= $(shell git rev-list --count --first-parent HEAD)

.PHONY: demo pictures docs docs-reference test test-quick test-long test-all test-eighth robustness lint clients servers schemas browser judges dist clean

demo: $(READY)  ## check the bundled mock and write reports/demo.*
	$(BIN)/shapeproof server amplifybackend --report json=reports/demo.json --report markdown=reports/demo.md

test: $(READY)  ## the tests of every day
	$(PYTEST)

test-quick: $(READY)  ## unit tests that are not slow
	$(PYTEST) tests/unit -m 'not slow'

test-long: $(READY)  ## the tests that take seconds each, which test leaves out
	$(PYTEST) --long

test-all: $(READY)  ## all tests: all services, all planted defects
	$(PYTEST) --whole

test-eighth: $(READY)  ## one eighth of what only test-all runs: EIGHTH=N, by default as the commit says
	$(PYTEST) --eighth=$(EIGHTH)

robustness: $(READY)  ## trials of hostile servers, signals, disks, files, users' code; writes reports/robustness.md
	$(BIN)/python -m tests.robustness --output reports/robustness.md

pictures: $(READY)  ## make the pictures in docs/pictures anew, from a real run; needs Chromium
	$(BIN)/python tools/pictures.py

lint: $(READY)  ## style, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(READY)  ## build the documentation site into site/; a warning fails it
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

docs-reference: $(READY)  ## write the pages of docs/reference/ that come from the code
	$(BIN)/python -m tools.site

clients:  ## install the clients that the example drivers drive, below .cache/clients
	PYTHON=$(PYTHON) examples/clients/setup.sh

servers:  ## install mock servers that some tests check, below .cache/servers
	PYTHON=$(PYTHON) tests/servers/setup.sh

schemas:  ## install the schemas of report formats that others have defined, below .cache/schemas
	npm install --silent --no-audit --no-fund --prefix .cache/schemas @microsoft/jest-sarif@1.0.0-beta.0 har-schema@2.0.0

browser:  ## install what the browser tests need: Chromium, and axe-core below .cache/browser
	tests/browser/setup.sh

judges:  ## install the linters that judge workflows, scripts and the image, below .cache/judges
	PYTHON=$(PYTHON) tests/chain/setup.sh

dist: $(READY)  ## build the wheel and the source distribution in dist/
	rm -rf dist
	$(BIN)/python -m build --outdir dist

clean:  ## remove what the commands above have made
	rm -rf $(VENV) dist site .cache .hypothesis .pytest_cache .mypy_cache .ruff_cache .import_linter_cache

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "shapeproof needs Python 3.11 or later; try: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@
