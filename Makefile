# Every command builds what it needs: a virtual environment from pinned versions, once.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
BENCH_VENV := .bench-venv
BENCH_STAMP := $(BENCH_VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help demo crawl test lint format docs quality bench soak fuzz clean

help:  ## Show what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-9s %s\n", $$1, $$2}'

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo "dateline needs Python 3.11 or newer; this is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	    echo "Python's venv module is missing. On Debian or Ubuntu: sudo apt-get install python3-venv"; exit 1; }
	@echo "Setting up $(VENV) (once, about half a minute)..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev,inspect,parquet,warc,cluster]'
	@touch $@

demo: $(STAMP)  ## The whole program on a newsroom of its own: no internet needed
	@$(BIN)/dateline demo

crawl: $(STAMP)  ## Crawl the live sites into corpus.db
	@$(BIN)/dateline crawl

# Many tests wait for servers, delays and processes of their own, so three share two cores well. Work is stolen, not
# dealt out: the tests of a file stay in one process, which makes what they share once.
test: $(STAMP)  ## Linters, types and the whole test suite
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n 3 --dist worksteal

lint: $(STAMP)  ## ruff and mypy only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: $(STAMP)  ## Write docs/cli.md from the commands' own help
	$(BIN)/python -m dateline.reference > docs/cli.md

quality: $(STAMP)  ## Score extraction on saved pages against the pinned floors
	$(BIN)/python -m dateline.quality

# Contenders that cannot be installed take no part; the table says so. An old pip cannot resolve their requirements.
$(BENCH_STAMP): bench/contenders.txt
	@echo "Setting up $(BENCH_VENV) with what dateline is compared with..."
	@$(PYTHON) -m venv $(BENCH_VENV)
	@$(BENCH_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	-@$(BENCH_VENV)/bin/python -m pip install --quiet --requirement bench/contenders.txt && touch $@

bench: $(STAMP) $(BENCH_STAMP)  ## Crawl 3,000 pages beside Scrapy, trafilatura and others; ARGS="--pages 100 --rounds 1"
	@PYTHONPATH=. $(BIN)/python bench/crawl.py $(ARGS)

soak: $(STAMP)  ## Hundreds of kills and the whole fault desk with real limits (about half an hour)
	$(BIN)/python bench/soak.py

fuzz: $(STAMP)  ## Coverage-guided fuzzing of extraction for SECONDS=30 (Linux: atheris has no build elsewhere)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt atheris
	$(BIN)/python tests/fuzz/fuzz_extract.py -max_total_time=$(or $(SECONDS),30)

format: $(STAMP)  ## Let ruff rewrite the layout
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:  ## Remove the virtual environment and caches
	rm -rf $(VENV) $(BENCH_VENV) .pytest_cache .mypy_cache .ruff_cache *.egg-info
