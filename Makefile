# One meeting system, two commands: `make run` and `make test`. Both do all the set-up they need.
PYTHON := $(shell deploy/find-python)
OURS := .venv/bin/python

.PHONY: run build test check e2e torture bench bench-media bench-meeting bench-documents livekit-server clean

run: build
	@exec $(OURS) -m deploy.launcher

build:
	@test -n "$(PYTHON)"
	@$(PYTHON) deploy/install.py run

test:
	@test -n "$(PYTHON)"
	@$(PYTHON) deploy/install.py test
	@exec $(OURS) -m deploy.testing

check:
	@test -n "$(PYTHON)"
	@$(PYTHON) deploy/install.py test
	@exec $(OURS) -m deploy.testing check

e2e:
	@test -n "$(PYTHON)"
	@$(PYTHON) deploy/install.py test
	@exec $(OURS) -m deploy.testing e2e-embedded

# Bad lines and broken messages in full, beside livekit-server: about half an hour.
torture:
	@test -n "$(PYTHON)"
	@$(PYTHON) deploy/install.py test
	@exec $(OURS) -m deploy.testing peer torture

bench:
	@test -n "$(PYTHON)"
	@$(PYTHON) deploy/install.py test
	@exec $(OURS) -m bench

# The media server beside livekit-server, and docs/benchmarks.md from what came out.
bench-media: build livekit-server
	@$(OURS) -m bench.joins --save
	@$(OURS) -m bench.media --save
	@$(OURS) -m bench.report

# Live screens and whole meetings, on PostgreSQL and Redis, and their part of docs/benchmarks.md.
bench-meeting:
	@test -n "$(PYTHON)"
	@$(PYTHON) deploy/install.py test
	@$(OURS) -m bench.live --save
	@$(OURS) -m bench.meeting --save
	@$(OURS) -m bench.report

# Papers on a weak tablet, beside a plain PDF.js page behind nginx, and searching among very many.
bench-documents:
	@test -n "$(PYTHON)"
	@$(PYTHON) deploy/install.py test
	@$(OURS) -m bench.documents --save
	@$(OURS) -m bench.report

livekit-server:
	@exec $(OURS) -m deploy.livekit_server

# Everything that was made; never the data folder.
clean:
	rm -rf .venv .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache test-results \
		frontend/node_modules frontend/dist frontend/*.tsbuildinfo bench/out
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
