# Short names for run.py, which does the work. Arguments: make test ARGS="tests/stock -k margin"
PYTHON ?= python3
COMMANDS := demo dev test build check fix bench mutants lock

.PHONY: $(COMMANDS)
$(COMMANDS):
	@exec $(PYTHON) run.py $@ $(ARGS)

# Evenings under random faults, for as long as that: make chaos MINUTES=10
MINUTES ?= 3
.PHONY: chaos
chaos:
	@CHAOS_MINUTES=$(MINUTES) exec $(PYTHON) run.py test tests/chaos -s

# The order book against its oracle, for as many random commands as that: make prove STEPS=1000000
STEPS ?= 1000000
.PHONY: prove
prove:
	@ADJUGE_PROVE_STEPS=$(STEPS) exec $(PYTHON) run.py test -o faulthandler_timeout=0 tests/auctions/test_order_book_machine.py -s

# Spoilt requests and frames against a running server, for as long as that: make fuzz MINUTES=10
.PHONY: fuzz
fuzz:
	@FUZZ_MINUTES=$(MINUTES) exec $(PYTHON) run.py test -o faulthandler_timeout=0 tests/fuzz -s
