# Everything by one word. `make run` and `make test` need nothing done before: they set up what is missing.

PYTHON ?= python3
PY := .venv/bin/python
SOURCES := $(wildcard static/scss/*.scss static/js/*.js static/print/*.css)

.PHONY: help run develop setup test check format assets dictionary bench clean
.DEFAULT_GOAL := help

help: ## what can be asked for
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 14

run: setup ## the site with the demonstration portfolio, on http://127.0.0.1:8000 (HOST and PORT can be set)
	@$(PY) bin/prepare.py
	@$(PY) bin/serve.py

develop: setup ## the same, with reloading and Django's own error pages
	@DEBUG=true $(PY) bin/prepare.py
	@DEBUG=true $(PY) bin/serve.py

setup: var/.system-run .venv/.run assets/.stamp .env ## environment, packages, assets

test: var/.system-test .venv/.development assets/.stamp ## all tests, on SQLite and on PostgreSQL, with the browser
	@bin/test

check: .venv/.development assets/.stamp ## lint, format, types, templates, layers, migrations, deployment, documents
	@bin/check

format: .venv/.development ## put the code in the format that `make check` asks
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

assets: .venv/.run ## compile styles, copy scripts and the font
	@bin/assets

dictionary: .venv/.run .env ## write docs/data-dictionary.md from the records
	@$(PY) manage.py data_dictionary

bench: setup ## server time and queries of the main pages, beside a bare page
	@$(PY) bin/bench.py

clean: ## forget environments, caches and assets; the database in var/ stays
	rm -rf .venv .build node_modules assets .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

var/.system-run: bin/system
	@bin/system run
	@mkdir -p var && touch $@

var/.system-test: bin/system
	@bin/system test
	@mkdir -p var && touch $@

.venv/.run: requirements.txt | var/.system-run
	@bin/environment $(PYTHON) requirements.txt
	@touch $@

.venv/.development: requirements-dev.txt .venv/.run
	@bin/environment $(PYTHON) requirements-dev.txt
	@touch $@

assets/.stamp: bin/assets bin/font.py package-lock.json .npmrc $(SOURCES) | .venv/.run
	@bin/assets
	@touch $@

.env: | .venv/.run
	@$(PY) bin/dotenv.py
