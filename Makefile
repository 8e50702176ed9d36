# All that CI does can be done here with the same words.
.DEFAULT_GOAL := help
.PHONY: help run setup setup-dev test evening weekend board-week coverage check fix lock shell clean

# Where it is set, each of our dozen processes would compile Django anew.
unexport PYTHONDONTWRITEBYTECODE

PORT ?= 8000
SIZE ?= enhet
PY := .venv/bin/python

help: ## Denne lista
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: setup ## Start HeltOm (PORT=8000, SIZE=team|enhet|bergen; FRESH=1 lager kommunen på nytt)
	@exec $(PY) manage.py run --port $(PORT) --size $(SIZE) $(if $(FRESH),--fresh)

setup:
	@sh scripts/setup

setup-dev:
	@sh scripts/setup --dev

test: setup-dev ## Kjør hele testsuiten, nettlesertestene også
	@$(PY) -m pytest -n 2 --dist loadgroup $(ARGS)

evening: setup-dev ## Spill kvelden i nettleseren mot en kommune på Bergens størrelse, og skriv hva hvert steg kostet
	@HELTOM_EVENING_SIZE=bergen $(PY) -m pytest -q -s tests/browser/test_evening.py

weekend: setup-dev ## Spill en lørdag ved ansvarsvaktens skrivebord mot en kommune på Bergens størrelse, på tastaturet
	@HELTOM_WEEKEND_SIZE=bergen $(PY) -m pytest -q -s tests/browser/test_weekend.py

board-week: setup-dev ## Spill uken rundt et tavlemøte i nettleseren mot en kommune på Bergens størrelse, og skriv hva hvert steg kostet
	@HELTOM_BOARD_WEEK_SIZE=bergen $(PY) -m pytest -q -s tests/browser/test_board_week.py

coverage: setup-dev ## Det samme, og hvilke linjer og grener i koden og malene ingen test går innom
	@$(PY) -m pytest -n 2 --dist loadgroup --cov --cov-report=term $(ARGS)

check: setup-dev ## Stil, typer, importretning, migrasjoner, hemmeligheter, compose-fila
	@sh scripts/check

fix: setup-dev ## Rett stil og format
	@.venv/bin/ruff check --fix --quiet . && .venv/bin/ruff format .

lock: setup-dev ## Skriv låsefilene på nytt fra pyproject.toml
	@sh scripts/lock

shell: setup ## Et Python-skall med databasen oppe
	@scripts/with-services $(PY) manage.py shell

clean: ## Fjern alt som er installert og laget, data også
	rm -rf .venv var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
