"""Which tests may kill a mutant, cheapest first. Here is the only place that says so.

Each tells of behavior. A test that only compares with a copy (the rulebook, the frozen versions,
the catalog of texts) notices every change and proves nothing, so none is here.
"""

LANGUAGE = "tests/test_the_language_means_what_it_says.py"
FOLLOWS = "tests/test_what_follows_from_answers_is_worked_out.py"
SMALLEST = "tests/test_ways_out_are_the_smallest.py"
BAD = "tests/test_a_bad_protocol_cannot_be_imported.py"
WAY_OUT = "tests/test_what_would_change_a_result.py"
PROMISES = "tests/test_the_protocol_says_what_was_promised.py"
CONTENT = "tests/test_no_content_can_be_lost.py"
RULES = "tests/test_no_rule_can_be_bent.py"
CITATIONS = "tests/test_every_citation_exists.py"
LINES = "tests/test_documents_are_read_line_by_line.py"
SILENCE = "tests/test_silence_about_one_question_is_heard.py"
CHECKS = "tests/test_checks_have_right_answers.py"
CASES = "tests/test_vignettes_cover_every_rule.py"
ORACLE = "tests/test_rules_agree_with_an_independent_reading.py"

# One stage after the other: the later ones are not even read where an earlier one kills.
PROTOCOL = ((PROMISES, RULES, CONTENT, CHECKS), (CITATIONS, LINES, SILENCE, CASES, ORACLE, WAY_OUT))
KILLERS = {"core": ((LANGUAGE, FOLLOWS, SMALLEST, BAD), *PROTOCOL), "protocol": PROTOCOL}
COPIES = (f"{PROMISES}::test_the_rulebook_is_fresh_and_a_stale_one_is_refused",)
