# Needs Python 3.11 or newer and make; everything else is installed into this folder on first use.
.DELETE_ON_ERROR:
.SILENT:
.PHONY: help demo demo-failure local test test-rest test-all soak mutants permissions bench bench-quick bench-preflight template docs lint format lock audit dist release-check clean

PYTHON ?= python3
BIN := $(CURDIR)/.venv/bin
PYTHON_READY := .venv/.installed
TOOLS_READY := $(PYTHON_READY) node_modules/.package-lock.json

# Only the environment's own Python and Node are used, whatever else the machine has.
export PATH := $(BIN):$(PATH)
export NPM_CONFIG_UPDATE_NOTIFIER := false
# Nothing here is meant for a real account.
unexport AWS_PROFILE AWS_DEFAULT_PROFILE
# Each of many processes would compile every module again.
unexport PYTHONDONTWRITEBYTECODE

DATA ?=
WAITER ?= provider-framework
PREFLIGHT ?= on
MUTANTS ?=

help:  ## say what there is to make
	awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(TOOLS_READY)  ## deploy the example to a local AWS and watch the stack wait for its imports (DATA=dir for your own files, WAITER=crhelper)
	$(BIN)/python -m demo $(if $(DATA),--data "$(DATA)") --waiter $(WAITER) --preflight $(PREFLIGHT)

demo-failure: $(TOOLS_READY)  ## the same with a broken file: the error as the CDK CLI shows it (PREFLIGHT=off for the service's own)
	$(BIN)/python -m demo --failure --waiter $(WAITER) --preflight $(PREFLIGHT)

local: $(TOOLS_READY)  ## serve the local AWS until Ctrl-C
	$(BIN)/python -m local_aws serve

test: $(TOOLS_READY)  ## every test but the long ones, with the deployments that cross every seam once (three minutes)
	$(BIN)/python -m pytest tests -m "not long" -n 4 --no-loadscope-reorder -q

test-rest: $(TOOLS_READY)  ## the long tests, which `make test` leaves out (eight minutes)
	$(BIN)/python -m pytest tests -m long -n 8 --no-loadscope-reorder -q -rP --show-capture=stdout

test-all: test test-rest  ## every test there is

soak: $(PYTHON_READY)  ## random histories of the lifecycle, 200,000 steps of them (about ten minutes)
	$(BIN)/python -m testing.histories.soak

mutants: $(PYTHON_READY)  ## break lifecycle, preflight and CLI on purpose, and see which test notices (MUTANTS=name for one)
	$(BIN)/python -m tools.mutants "$(MUTANTS)"

permissions: $(PYTHON_READY)  ## take every statement of the policies away in turn, and see what fails (about five minutes)
	$(BIN)/python -m tools.permissions

bench: $(TOOLS_READY)  ## measure everything against what people would use instead, and write docs/benchmarks.md (under 20 minutes)
	$(BIN)/python -m bench

bench-quick: $(TOOLS_READY)  ## the same, each once and small, to see that it works; writes nothing (under two minutes)
	$(BIN)/python -m bench --quick

bench-preflight: $(PYTHON_READY)  ## what preflight costs: time and memory (about four minutes, and a gigabyte of disk meanwhile)
	$(BIN)/python -m bench.preflight

template: $(PYTHON_READY)  ## write the templates and the functions for those who never run the CDK to dist/cloudformation
	$(BIN)/python -m tools.template

docs: $(PYTHON_READY)  ## write the tables and the JSON schema in docs/ that follow from the contract
	$(BIN)/python -m tools.docs

lint: $(PYTHON_READY)  ## style, types, and whether locks and docs are current
	$(BIN)/python tools/lock.py --check
	$(BIN)/python -m tools.docs --check
	$(BIN)/python -m tools.prose
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(PYTHON_READY)  ## put the style right, as far as a tool can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(PYTHON_READY)  ## compile requirements*.txt; UPGRADE=--upgrade takes newer versions
	$(BIN)/python tools/lock.py $(UPGRADE)

audit: $(PYTHON_READY)  ## what is known against the locked versions; fails if nobody can be asked
	$(BIN)/python -m tools.audit

dist: $(PYTHON_READY)  ## build the wheel and the source distribution into dist/
	$(BIN)/python -m tools.distribution

release-check: $(PYTHON_READY)  ## dist, then as users have it: clean environments, the oldest CDK, every Python (minutes)
	$(BIN)/python -m tools.release_check

$(PYTHON_READY): requirements-dev.txt pyproject.toml
	echo "Installing the Python packages into .venv (once, about half a minute) ..."
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check -r requirements-dev.txt
	touch $@

node_modules/.package-lock.json: package-lock.json $(PYTHON_READY)
	echo "Installing the CDK CLI into node_modules (once, a few seconds) ..."
	$(BIN)/npm ci --no-audit --no-fund --loglevel=error
	touch $@

clean:  ## remove what make installed
	rm -rf .venv node_modules cdk.out dist .local-aws
