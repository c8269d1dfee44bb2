# Caopan: every target makes what it needs. `make` alone lists the targets.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
ROLE ?= instructor
SCALE ?= ci
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help start test check build bench bench-market bench-board bench-diagnosis bench-planning bench-settlement bench-grading browser hand-out ledger validate attacks same-marks prove-market prove-variants prove-alerts prove-diagnosis prove-planning prove-settlement prove-contracts fit-diagnosis prove-calibration norms peer-curves calibrate pictures reset lock

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 15

start: .venv/installed  ## the whole house on one desk (ROLE=trainee: only what a trainee has; ARGS="--no-browser --port N")
	@$(BIN)/grader start --role $(ROLE) $(ARGS)

test: .venv/installed  ## all tests, under ten minutes on two cores
	@# compiled loops are made beside the build, else both workers would compile them
	@{ $(BIN)/python -m caopan.board.ready && $(BIN)/python -m caopan.commission.ready; } & warm=$$!; $(BIN)/grader build && wait $$warm
	@$(BIN)/python -m pytest -n 2 --dist loadscope --benchmark-disable -m "not attack and not browser and not installs and not ledger and not proof and not validates" $(ARGS)

check: .venv/installed  ## lint, formatting, types, size of lessons
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/grader build --check

build: .venv/installed  ## datasets, lessons, pages and exercises from their sources
	@$(BIN)/grader build

bench: .venv/installed  ## speeds, each as a ratio to its peer
	@$(BIN)/python -m pytest tests/benchmarks -p no:xdist --benchmark-only -q $(ARGS)

bench-market: .venv/installed  ## speed of the market alone; the last line is one JSON object
	@$(BIN)/python tests/benchmarks/bench_market.py

bench-board: .venv/installed  ## speed of the live board alone; the last line is one JSON object
	@$(BIN)/python tests/benchmarks/bench_board.py

bench-diagnosis: .venv/installed  ## speed of the diagnosis alone; the last line is one JSON object
	@$(BIN)/python tests/benchmarks/bench_diagnosis.py

bench-planning: .venv/installed  ## speed of planning alone; the last line is one JSON object
	@$(BIN)/python tests/benchmarks/bench_planning.py

bench-settlement: .venv/installed  ## speed of the settlement alone; the last line is one JSON object
	@$(BIN)/python tests/benchmarks/bench_settlement.py

bench-grading: .venv/installed  ## grading speed beside stock nbgrader; the last line is one JSON object
	@$(BIN)/python tests/benchmarks/bench_grading.py

hand-out: .venv/installed  ## the hand-out set up with nothing but Python, and lesson 01 run in it
	@$(BIN)/grader build
	@$(BIN)/python -m pytest tests/grader/handout -m installs $(ARGS)

browser: .venv/installed  ## every page as people see it, in a real Chromium
	@$(BIN)/grader build
	@CAOPAN_REQUIRE_BROWSER=1 $(BIN)/python -m pytest tests/browser -n 2 --dist loadscope $(ARGS)

ledger: .venv/installed  ## the ledger on a real PostgreSQL, and killed while it posts
	@CAOPAN_REQUIRE_POSTGRES=1 $(BIN)/python -m pytest tests/commission/test_ledger_servers.py -p no:xdist -m ledger $(ARGS)

validate: .venv/installed  ## every assignment through nbgrader's own validator: solution and blank release
	@$(BIN)/grader build
	@$(BIN)/python -m pytest tests/grader/authoring/test_validate.py -n 2 -m validates $(ARGS)

attacks: .venv/installed  ## attacks on the grader, each beside an honest twin; the last line is one JSON object
	@$(BIN)/grader build
	@$(BIN)/python -m pytest tests/attacks -p no:xdist -m attack
	@$(BIN)/python tests/attacks/run.py $(ARGS)

same-marks: .venv/installed  ## every grade as stock nbgrader gives it (SCALE=ci or full); the last line is one JSON object
	@$(BIN)/python tests/proofs/same_marks.py --scale $(SCALE)

prove-market: .venv/installed  ## faults are found by skill, remedies work (SCALE=ci or full); the last line is one JSON object
	@$(BIN)/python tests/proofs/prove_market.py --scale $(SCALE) $(ARGS)

prove-variants: .venv/installed  ## variants are equally hard (SCALE=ci or full); the last line is one JSON object
	@$(BIN)/python tests/proofs/prove_variants.py --scale $(SCALE) $(ARGS)

prove-alerts: .venv/installed  ## alerts see known shocks, beside fixed thresholds (SCALE=ci or full); the last line is one JSON object
	@$(BIN)/python tests/proofs/prove_alerts.py --scale $(SCALE) $(ARGS)

prove-diagnosis: .venv/installed  ## the reference diagnosis finds the main fault and knows how sure it is (SCALE=ci or full); the last line is one JSON object
	@$(BIN)/python tests/proofs/prove_diagnosis.py --scale $(SCALE) $(ARGS)

prove-planning: .venv/installed  ## plans are told apart by skill (SCALE=ci or full); the last line is one JSON object
	@$(BIN)/python tests/proofs/prove_planning.py --scale $(SCALE) $(ARGS)

prove-settlement: .venv/installed  ## settlement beside a slow one written from its rules (SCALE=ci or full); the last line is one JSON object
	@$(BIN)/python tests/proofs/prove_settlement.py --scale $(SCALE) $(ARGS)

prove-contracts: .venv/installed  ## contracts are told apart by skill, exploits are found (SCALE=ci or full); the last line is one JSON object
	@$(BIN)/python tests/proofs/prove_contracts.py --scale $(SCALE) $(ARGS)

fit-diagnosis: .venv/installed  ## fit the reference diagnosis anew to simulated merchants
	@$(BIN)/python -m caopan.diagnosis.fitting $(ARGS)

prove-calibration: .venv/installed  ## the calibration page is what the simulator gives now
	@$(BIN)/python -m pytest tests/market/test_calibration.py

norms: .venv/installed  ## find anew how strong faults are planted (course/caopan/market/norms.json)
	@$(BIN)/python -m caopan.market.norming

peer-curves: .venv/installed  ## what simulated peers show minute by minute (datasets/peer_curves, committed)
	@$(BIN)/python -m caopan.board.peering datasets

calibrate: .venv/installed  ## write course/caopan/market/CALIBRATION.md anew
	@$(BIN)/python -m caopan.market.calibration

pictures: .venv/installed  ## the readme's pictures, from the house with its demonstration class
	@$(BIN)/python tests/browser/pictures.py

reset: .venv/installed  ## remove all run-time data (work/) after asking
	@$(BIN)/grader reset $(ARGS)

lock: .venv/installed  ## resolve requirements.lock anew from pyproject.toml
	@$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" -q -o requirements.lock

# The stamp is written last: an installation that was interrupted starts over.
.venv/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed: set PYTHON=/path/to/python3.11"; exit 2; }
	@echo "making .venv from requirements.lock (a minute or two, once)"
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@
