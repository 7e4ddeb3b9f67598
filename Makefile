# Two commands set everything up on a fresh machine: `make demo` and `make test`. Each makes .venv by itself.

PYTHON ?= python3
BIN := .venv/bin
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
endif

.PHONY: demo test lint build clean bench-calls bench-follow bench-hearing bench-live bench-rehearse bench-review model trust faults fuzz soak mutations audit lock

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
	$(BIN)/python tests/benchmarks/live_bench.py --write

bench-rehearse: .venv/ready-to-test
	$(BIN)/python -m tests.benchmarks.rehearse_bench

bench-follow: .venv/ready-to-test
	$(BIN)/python -m tests.benchmarks.follow.bench

bench-hearing: .venv/ready-to-test
	$(BIN)/python -m tests.benchmarks.hearing.bench $(ARGS)

model: build/model-venv/ready
	nice build/model-venv/bin/python -m models.build

build: .venv/ready-to-test build/tools-venv/ready
	$(BIN)/python -m build --wheel
	build/tools-venv/bin/cyclonedx-py requirements requirements.lock --output-file dist/sbom.json

# What SECURITY.md promises, shown: all of it; faults; mutated input; long calls; guards taken out one by one.
trust: .venv/ready-to-test
	$(BIN)/python -m tests.trust.figures

faults: .venv/ready-to-test
	CALLPROMPTER_HOME=$$(mktemp -d) $(BIN)/python -m tests.faults.killing $(or $(TIMES),200)

fuzz: .venv/ready-to-test
	$(BIN)/python -m tests.fuzz.fuzzing --minutes $(or $(MINUTES),5)

soak: .venv/ready-to-test
	$(BIN)/python tests/benchmarks/live_soak.py --hours 8 --speed 30
	$(BIN)/python tests/benchmarks/live_soak.py --hours 1 --speed 1 --real

mutations: .venv/ready-to-test
	$(BIN)/python -m tests.trust.mutations

# The parts' known holes, by pip-audit; the versions that were tested, by pip.
audit: build/tools-venv/ready
	build/tools-venv/bin/pip-audit --requirement requirements.lock --no-deps --disable-pip

# The versions that were tested, with the hash of each file: pip then takes no other.
lock:
	$(PYTHON) -m venv --clear build/lock-venv
	build/lock-venv/bin/python -m pip install --quiet --disable-pip-version-check uv
	build/lock-venv/bin/uv pip compile --quiet --generate-hashes --no-header --no-annotate --output-file requirements.lock pyproject.toml

clean:
	rm -rf .venv dist build

.venv/ready: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/ready-to-test: .venv/ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[test]"
	@touch $@

build/tools-venv/ready:
	$(PYTHON) -m venv build/tools-venv
	build/tools-venv/bin/python -m pip install --quiet --disable-pip-version-check pip-audit cyclonedx-bom
	@touch $@

build/model-venv/ready: pyproject.toml models/build/requirements.txt
	$(PYTHON) -m venv build/model-venv
	build/model-venv/bin/python -m pip install --quiet --disable-pip-version-check --editable . -r models/build/requirements.txt
	@touch $@
