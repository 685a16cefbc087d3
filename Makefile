# Every target sets itself up: on a fresh machine `make demo` or `make test` is all it takes.
# Several runs may use one checkout at a time, each with a BUILD_DIR of its own.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory

BIN := .venv/bin
PYTHON := $(BIN)/python
PYTEST := $(PYTHON) -m pytest -n $(or $(JOBS),auto) --maxprocesses 4 --dist worksteal
CODE := imam_ali_tracker tests benchmarks .ci
export BUILD_DIR ?= build

.PHONY: docs-screenshots help setup stage demo test test-long test-matrix lint bench run package translations

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 18

setup: ## Install what is missing: QGIS, tools, the virtual environment
	@.ci/setup.sh

stage: setup ## Put the plugin together in build/plugins, as it ships
	@$(PYTHON) .ci/stage.py

demo: stage ## Build the reference case, load it into a project, print its map
	@$(PYTHON) .ci/demo.py

test: stage ## Run all tests against the staged plugin
	$(PYTEST) -m "not long"

test-long: stage ## Run the soak and fuzz tests, then all tests on other versions of QGIS
	$(PYTEST) -m long
	$(MAKE) test-matrix

test-matrix: ## Run all tests on clean systems with other versions of QGIS (root, mmdebstrap)
	.ci/matrix.sh $(BUILD_DIR)/matrix

lint: stage ## Format, rules, types, QGIS 4 readiness, the plugin repository's scans, layering
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy
	$(BIN)/flake8 --select=QGS1,QGS201,QGS4 --ignore=QGS105 imam_ali_tracker
	$(BIN)/vermin -t=3.9- --no-tips --violations --quiet imam_ali_tracker
	$(PYTHON) .ci/scan.py
	$(PYTHON) -m pytest -q tests/unit/test_layering.py tests/unit/test_translations.py

bench: stage ## Measure against peers; ONLY="geodesy provider" takes some modules
	@$(PYTHON) -m benchmarks $(ONLY)

run: stage ## Open the QGIS desktop with the staged plugin, in a profile of its own
	@$(PYTHON) .ci/desktop.py

package: stage ## Zip the plugin for plugins.qgis.org
	@$(PYTHON) .ci/package.py

docs-screenshots: stage ## Make the pictures of the documentation from the real window
	@$(PYTHON) .ci/screenshots.py

translations: setup ## Bring translators' files up to date with the code; LANGUAGES="ar" begins one
	@$(PYTHON) .ci/texts.py $(LANGUAGES)
