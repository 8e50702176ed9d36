"""The whole day in one long row of numbers: what the compiled search reads and writes.

A *row* is where something begins in ``day``: a stop (one carer's part of a visit, a break, the
beginning or the end of a list), a carer or a visit. ``day[stop + START]`` is when a stop starts.
Stops refer to each other by their rows, and 0 is nobody, nothing or nowhere at all: one array
without bookkeeping is several times faster to hand around than twenty.
"""

NONE = 0
NOWHERE = -1
UNSET = -1_000_000_000_000

# -- the head of ``day``: how much there is and where it begins -----------------------------------
(STOPS, CARERS, VISITS, PLACES, FIRST_STOP, FIRST_CARER, FIRST_VISIT, MOVABLE, MOVABLES, BREAKS_AT,
 BREAK_COUNT, ORDER, ORDERED, BLOCKS_AT, LEFT, LEFT_COUNT, LOG, QUEUE, TOUCHED_AT, BEST,
 SCRATCH, LAST_STOP, SEED, PATIENCE, MUTABLE, STEP, CHOICES) = range(27)  # fmt: skip
# -- prices ---------------------------------------------------------------------------------------
BY_TRAVEL, BY_WAITING, BY_OVERTIME, BY_WORST, BY_TIME, BY_RESERVE, BY_RULE = range(27, 34)
# -- the plan as it is ----------------------------------------------------------------------------
TOTAL, RULES, WORST, BEST_TOTAL = range(34, 38)
# -- the change that is being tried ---------------------------------------------------------------
DELTA, GAIN, RULES_DELTA, WORST_NEW, WAITING, LOGGED, TOUCHED = range(38, 45)
# -- where a visit might go: what a search for it has found ---------------------------------------
FOUND, FOUND_CARER, FOUND_LEFT, FOUND_OTHER, FOUND_OTHER_LEFT = range(45, 50)
HEAD = 64

# -- columns of a stop: what is given -------------------------------------------------------------
(PLACE, MINUTES, EARLY, LATE, HARD, LATE_PRICE, FIXED, MATE, LOW, HIGH, VISIT, WAS, BLOCK, BLOCKS,
 OWNER, SAME, PERSON, ABLE, ABLES, BEFORE, BEFORES, AFTER, AFTERS) = range(23)  # fmt: skip
# -- columns of a stop: what the search decides, and what follows from it -------------------------
PREV, NEXT, WHO, ARRIVAL, READY, START, LEAVE, POINTS, BROKEN = range(23, 32)
STOP = 32
DECIDED = 9
# -- columns of a carer ---------------------------------------------------------------------------
NUMBER, BEGINS, SHIFT_END, WALL, RESERVE, ROWS, BEGINNING, END, USED, OWED = range(10)
CARER = 16
# -- columns of a visit ---------------------------------------------------------------------------
DROP, ONE, TWO, KNOWING, LEFT_AT = range(5)
VISIT_ROW = 8
