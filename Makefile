# Two commands set everything up on a fresh machine: `make demo` and `make test`. Each makes .venv by itself.

PYTHON ?= python3
BIN := .venv/bin
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
endif

.PHONY: demo test lint build clean bench-calls bench-follow bench-hearing bench-live bench-rehearse bench-review model

demo: .venv/ready
	$(BIN)/callprompter demo

# Calls in real time first, with the machine to themselves; then all else, on every core.
test: .venv/ready-to-test lint
	$(BIN)/python -m pytest tests/live
	$(BIN)/python -m pytest --ignore tests/live --numprocesses auto --dist loadfile

lint: .venv/ready-to-test
	$(BIN)/ruff check assistant tests prompts
	$(BIN)/ruff format --check assistant tests prompts
	$(BIN)/mypy

bench-calls: .venv/ready-to-test
	$(BIN)/python -m tests.benchmarks.calls_bench

bench-review: .venv/ready-to-test
	$(BIN)/python -m tests.benchmarks.review_bench

bench-live: .venv/ready-to-test
	$(BIN)/python tests/benchmarks/live_bench.py

bench-rehearse: .venv/ready-to-test
	$(BIN)/python -m tests.benchmarks.rehearse_bench

bench-follow: .venv/ready-to-test
	$(BIN)/python -m tests.benchmarks.follow.bench

bench-hearing: .venv/ready-to-test
	$(BIN)/python -m tests.benchmarks.hearing.bench $(ARGS)

model: build/model-venv/ready
	nice build/model-venv/bin/python -m models.build

build: .venv/ready-to-test
	$(BIN)/python -m build --wheel

clean:
	rm -rf .venv dist build

.venv/ready: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/ready-to-test: .venv/ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[test]"
	@touch $@

build/model-venv/ready: pyproject.toml models/build/requirements.txt
	$(PYTHON) -m venv build/model-venv
	build/model-venv/bin/python -m pip install --quiet --disable-pip-version-check --editable . -r models/build/requirements.txt
	@touch $@
