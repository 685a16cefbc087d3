# Every target sets itself up: `make test` on a fresh machine is all it takes.
# Several people, or several runs, may use one checkout at a time with a BUILD_DIR each.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

VENV := .venv
PYTHON := $(VENV)/bin/python
export BUILD_DIR ?= build
PLUGIN := $(BUILD_DIR)/plugins/imam_ali_tracker
CODE := imam_ali_tracker tests benchmarks .ci

.PHONY: help setup stage lint test test-long

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

setup: ## Install what is missing of QGIS, the tools and the virtual environment
	@.ci/setup.sh

stage: setup ## Put the plugin together in build/plugins, as it ships
	@$(PYTHON) .ci/stage.py

lint: setup ## Format, rules, types, the plugin repository's scans, layering
	$(VENV)/bin/ruff format --check $(CODE)
	$(VENV)/bin/ruff check $(CODE)
	$(VENV)/bin/mypy

test: stage ## Run all tests with the staged plugin
	$(PYTHON) -m pytest -m "not long"

test-long: stage ## Run the soak, fuzz and version-matrix tests
	$(PYTHON) -m pytest -m long
