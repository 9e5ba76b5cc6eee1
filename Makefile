# One way to do each thing; hooks and CI call the same targets.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null && $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin

.PHONY: setup check test test-all quick bench train demo pictures sbom lock clean

setup: .venv/installed

.venv/installed: pyproject.toml requirements.lock .ci/system-packages
	bash .ci/system-packages
	@test -n "$(PYTHON)" || $(MAKE) --no-print-directory $@ PYTHON=python3
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all: -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

quick: setup
	$(BIN)/pytest -q -m "not slow and not long" -n 2

test: setup
	$(BIN)/pytest -q -m "not long" -n 2 --dist loadgroup

test-all: check
	$(BIN)/pytest -q -n 2 --dist loadgroup

bench: setup
	bad=; for b in routing layouts reading pages workers intake latency "signatures.measure --card"; do \
		$(BIN)/python -m benchmarks.$$b || bad="$$bad $${b%% *}"; done; \
	test -z "$$bad" || { echo "too slow, or wrong:$$bad" >&2; exit 1; }

train: setup
	OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks.signatures.train $(if $(KEPT),--kept $(KEPT))

demo: setup
	$(BIN)/tovholder demo

pictures: setup
	$(BIN)/python -m tests.pictures var/pictures

sbom: setup
	mkdir -p var
	$(BIN)/python .ci/sbom.py requirements.lock pyproject.toml > var/sbom.json

lock:
	$(BIN)/uv pip compile pyproject.toml --extra dev --generate-hashes --universal --python-version 3.11 \
		--no-header --no-emit-index-url --no-emit-find-links --quiet -o requirements.lock

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache
