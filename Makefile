# Short names for run.py, which does the work. Arguments: make test ARGS="tests/stock -k margin"
PYTHON ?= python3
COMMANDS := demo dev test build check fix bench lock

.PHONY: $(COMMANDS)
$(COMMANDS):
	@$(PYTHON) run.py $@ $(ARGS)
