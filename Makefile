# Everything runs in a virtual environment that make sets up itself. Needs Python 3.11, git, make.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000

.PHONY: site check test test-fast lint bench screenshots fuzz kills messages clean

site: $(VENV)/.run ## check the sample company, build its site and serve it
	$(BIN)/perfgit check
	$(BIN)/perfgit serve --port $(PORT)

check: $(VENV)/.run ## check the sample company
	$(BIN)/perfgit check

test: lint ## everything that has to hold; the one test command
	$(BIN)/python -m pytest -n auto --dist loadfile

test-fast: $(VENV)/.test ## the inner loop, under a minute: no browser, no forge, no whole companies
	$(BIN)/python -m pytest -n auto --dist loadfile -m "not slow"

lint: $(VENV)/.test ## formatting, lint rules, types, layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python docs/map.py --check

bench: $(VENV)/.bench ## one table of measurements, each beside its yardstick
	$(BIN)/python -m bench

screenshots: $(VENV)/.test ## the pictures of the README; needs chromium
	$(BIN)/python -m bench.screenshots

fuzz: $(VENV)/.test ## 200,000 damaged files
	$(BIN)/python -m bench.fuzz --count 200000

kills: $(VENV)/.test ## 300 processes of writing commands killed at random moments
	$(BIN)/python -m bench.kills --count 300

messages: $(VENV)/.test ## bring the catalogues up to date with the words in the code
	$(BIN)/python -m perfgit.locale.update

clean: ## throw away everything that make has built
	rm -rf $(VENV) .built-site .built-site-building .mypy_cache .ruff_cache .pytest_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo "make: needs Python 3.11 or newer; name it with PYTHON=..."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements/run.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	$(BIN)/python -m compileall -qq perfgit  # so that the first command is as quick as the second
	@touch $@

$(VENV)/.test: requirements/test.txt $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/test.txt
	@touch $@

$(VENV)/.bench: requirements/bench.txt $(VENV)/.test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/bench.txt
	@touch $@
