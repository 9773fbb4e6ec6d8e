# Everything here works on a machine with only Python 3.11 or newer and make.
PYTHON ?= python3
DEMO ?= 1
BIND ?= 127.0.0.1
# More than processors: a test in a browser or with processes of its own waits for them.
WORKERS ?= 4
TESTS ?=
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help run test lint bench messages screenshots requirements base dev

help:            ## Show these lines
	@sed -n 's/^\([a-z]*\): .*## /  make \1\t/p' Makefile

run: base        ## Start the whole site here (DEMO=0: an empty one; PORT=8001; BIND=0.0.0.0)
	@POSADA_DEMO=$(DEMO) exec $(BIN)/python manage.py serve --bind $(BIND)

test: dev        ## Run all tests, on SQLite and on PostgreSQL (TESTS=tests/core: only those)
	@failed=; for engine in sqlite postgresql; do \
	  echo "Tests on $$engine"; \
	  POSADA_TEST_ENGINE=$$engine $(BIN)/pytest -n $(WORKERS) --dist worksteal $(TESTS) || failed="$$failed $$engine"; \
	done; \
	if [ -n "$$failed" ]; then echo "Tests failed on:$$failed"; exit 1; fi

lint: dev        ## Check style, types, the order of the apps, templates, settings and migrations
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/djlint --check --lint --quiet .
	$(BIN)/yamllint --strict .
	$(BIN)/python deploy/check_addresses.py
	$(BIN)/python deploy/check_units.py
	$(BIN)/python manage.py check --fail-level WARNING
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py data_inventory --check

bench: dev       ## Measure, on PostgreSQL with two web workers
	$(BIN)/python -m tests.load

messages: dev    ## Collect texts for translation and print the gaps of each language
	@if command -v xgettext >/dev/null; then \
	  $(BIN)/python manage.py makemessages -l es -l en -l ht --no-location --no-obsolete \
	    -i .venv -i var -i static-collected -i tests; \
	  for po in locale/en/LC_MESSAGES/*.po; do msgen --no-location -o $$po $$po; done; \
	else \
	  echo "New texts are not collected: that needs the gettext programs (Debian: gettext)."; \
	fi
	@$(BIN)/python manage.py compile_texts
	@$(BIN)/python manage.py gaps

screenshots: dev ## Make the pictures of the README again (needs Chromium)
	$(BIN)/pytest -p no:randomly tests/browser/shots.py

requirements: dev ## Compile requirements/*.in again, with hashes and without addresses
	@cd requirements && for kind in base channels dev; do \
	  UV_PYTHON_DOWNLOADS=never ../$(BIN)/uv pip compile --quiet --generate-hashes --universal \
	    --python-version 3.11 --no-header --no-emit-index-url --no-emit-find-links $(UPGRADE) $$kind.in -o $$kind.txt; \
	done

base:
	@$(PYTHON) deploy/setup_env.py base

dev:
	@$(PYTHON) deploy/setup_env.py dev
