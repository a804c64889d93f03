# Two commands are enough: `make demo` and `make test`. Everything else is for working on Hedun.
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
export PYTHONPATH := src
.DEFAULT_GOAL := help
.PHONY: help demo demo-nodes test check journey bench chaos spark lock glossary clean .runtime .dev

help: ## 列出全部命令 / list the targets
	@grep -hE '^[a-z%-]+: .*## ' Makefile | sed 's/:.*## /\t/' | sort | awk -F'\t' '{printf "  make %-12s %s\n", $$1, $$2}'

demo: .runtime ## 启动演示系统（首次约两三分钟）/ serve the demo market on port 8000 or the next free one (PORT=, HOST=, SCALE=)
	@$(BIN)/python -m hedun.demo $(ARGS)

demo-nodes: .runtime ## 监管、平台两个节点 / a bureau and a platform as two nodes with two databases
	@$(BIN)/python -m hedun.demo nodes

test: .dev ## 运行测试（SQLite）/ run the tests
	@$(BIN)/python -m pytest -q -n 2 $(ARGS)

check: .dev ## 静态检查与快速测试 / ruff, mypy, import contracts, quick tests
	@$(BIN)/ruff check src tools tests
	@$(BIN)/ruff format --check -q src tools tests
	@HEDUN_BUILD=1 $(BIN)/lint-imports
	@HEDUN_BUILD=1 $(BIN)/mypy
	@$(BIN)/python -m pytest -q -n 2 $(ARGS)

journey: .dev ## 无头浏览器走完整流程 / the browser journeys
	@$(BIN)/python -m pytest -q -m journey -p no:randomly tests/journeys $(ARGS)

bench: .dev ## 性能基准 / benchmarks, printed as tables
	@HEDUN_BUILD=1 $(BIN)/python -m tools.bench $(ARGS)

bench-%: .dev ## 单项：bench-screen 筛查，bench-roster 名册比对 / hidden words; a roster against a registry, beside peers
	@failed=0; for one in $(if $(filter screen,$*),"evasion --debug var/bench/missed" screen_speed,"$* $(ARGS)"); do \
	HEDUN_BUILD=1 $(BIN)/python -m tools.bench.$$one || failed=1; echo; done; exit $$failed

chaos: .dev ## 随机杀死任务进程 / kill the worker at random moments (slow)
	@$(BIN)/python -m pytest -q -m slow $(ARGS)

chaos-%: .dev ## 单项：chaos-nodes 两节点在故障链路上随机杀进程半小时（ARGS="--on postgresql --mutants"），chaos-calls 一次收发在每个系统调用处崩溃 / two nodes under fire; a crash at every system call
	@PYTHONPATH=src:. $(BIN)/python -m tests.chaos.$(if $(filter nodes,$*),kill_nodes,syscalls) $(ARGS)

spark: .dev ## 单机与本地 Spark 集群结果一致 / the same hits on a local Spark cluster
	@$(BIN)/python tools/spark.py $(ARGS)

lock: .runtime ## 重算依赖锁定文件 / pin the dependencies anew
	@$(BIN)/python tools/lock.py

glossary: .dev ## 由代码重写词汇表 / write docs/glossary.md from the terms
	@HEDUN_BUILD=1 $(BIN)/python -m tools.glossary

clean: ## 删除虚拟环境与演示数据 / remove .venv and the demo's data
	rm -rf .venv var staticfiles test-results

.runtime:
	@$(PYTHON) tools/bootstrap.py

.dev:
	@$(PYTHON) tools/bootstrap.py --dev
