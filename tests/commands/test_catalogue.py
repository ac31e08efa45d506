"""docs/alerts.md and the runbooks say what the rules are; what is missing is named."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

import promql_parser
import pytest

from alerts.catalogue import rules
from alerts.rule import Condition, OnError, Rule, above, below
from commands.catalogue import __main__ as command
from commands.catalogue import boards, runbooks
from commands.catalogue.offered import OFFERED
from commands.catalogue.table import PAGE, compared_with
from commands.catalogue.words import by_name, fires_when, receivers, threshold
from settings import load_environment
from settings.thresholds import Thresholds
from tests.support import ROOT

PROD = load_environment("prod")
RULES = rules(PROD)
PAGES = command.pages_in(ROOT)
FILES = command.files_in(ROOT)
ERRORS = "psp-dependency-errors"
ERRORS_RULE = next(rule for rule in RULES if rule.runbook == ERRORS)

Pages = dict[str, str]


def told(pages: Mapping[str, str]) -> str:
    """What is said about other runbooks than the committed ones."""
    files = {f"{runbooks.FOLDER}/{name}.md": text for name, text in pages.items()}
    found = command.problems(PROD, pages, {PAGE: FILES[PAGE], **files})
    return "\n".join(str(problem) for problem in found)


def changed(change: Callable[[str], str]) -> Pages:
    """The runbooks, one of them changed."""
    page = change(PAGES[ERRORS])
    assert page != PAGES[ERRORS]
    return {**PAGES, ERRORS: page}


def test_committed_pages_are_current_and_written() -> None:
    assert [str(problem) for problem in command.problems(PROD, PAGES, FILES)] == []


def test_the_table_of_dashboards_is_current_and_follows_them() -> None:
    page = (ROOT / boards.PAGE).read_text()
    assert boards.with_table(page, PROD) == page
    for title in ("Payments overview and SLO", "Cost and alerting"):
        assert boards.with_table(page.replace(title, "Another"), PROD) == page


def test_every_name_of_the_catalogue_has_a_page() -> None:
    assert len(PAGES) == len(by_name(RULES)) == 40


def test_a_missing_runbook_is_refused_by_the_name_of_its_rule() -> None:
    pages = {name: text for name, text in PAGES.items() if name != ERRORS}
    assert f"{ERRORS}.md (rule PSPDependencyErrors)\n  The rule has no runbook." in told(pages)


def test_a_skeleton_is_refused_section_by_section() -> None:
    pages = {name: text for name, text in PAGES.items() if name != ERRORS}
    made = runbooks.written(pages, RULES, None)[ERRORS]
    said = told({**pages, ERRORS: made})
    for heading in runbooks.SECTIONS:
        assert f"The section {heading} is not written yet." in said
    assert said.count("not written yet") == len(runbooks.SECTIONS)


def test_a_page_without_a_rule_is_refused_by_its_name() -> None:
    said = told({**PAGES, "long-gone": PAGES[ERRORS]})
    assert "docs/runbooks/long-gone.md\n  No rule has this runbook." in said


def test_an_empty_section_is_refused() -> None:
    said = told(changed(lambda page: re.sub(r"(?s)## Impact\n.*?(?=\n## )", "## Impact\n", page)))
    assert f"{ERRORS}.md (rule PSPDependencyErrors)\n  The section Impact is empty." in said


@pytest.mark.parametrize("heading", runbooks.SECTIONS)
def test_a_missing_heading_is_refused(heading: str) -> None:
    said = told(changed(lambda page: page.replace(f"## {heading}\n", "")))
    assert f"{ERRORS}.md (rule PSPDependencyErrors)\n  Its sections are " in said


def test_a_heading_in_code_is_none() -> None:
    fenced = "```sh\n## not a heading\n```\n\n## Who to call"
    assert told(changed(lambda page: page.replace("## Who to call", fenced))) == ""


def test_another_title_is_refused() -> None:
    said = told(changed(lambda page: page.replace("# PSPDependencyErrors", "# Errors", 1)))
    assert "Write `# PSPDependencyErrors` there." in said


@pytest.mark.parametrize("generated", ["above 3 % for 5m", runbooks.BEGIN])
def test_a_stale_block_is_refused(generated: str) -> None:
    said = told(changed(lambda page: page.replace(generated, "")))
    assert f"docs/runbooks/{ERRORS}.md\n  It is out of date." in said


def test_a_stale_table_is_refused_and_so_is_a_missing_one() -> None:
    stale = command.problems(PROD, PAGES, {**FILES, PAGE: "old"})
    assert [str(p) for p in stale] == [f"{PAGE}\n  It is out of date.\n  Run `make catalogue`."]
    missing = command.problems(PROD, PAGES, {k: v for k, v in FILES.items() if k != PAGE})
    assert [p.where for p in missing] == [PAGE]


def test_a_text_that_tells_another_number_than_its_rule_is_refused() -> None:
    raised = replace(ERRORS_RULE, fires=above(0.04, "ratio"))
    found = tuple(raised if rule is ERRORS_RULE else rule for rule in RULES)
    said = "\n".join(str(problem) for problem in runbooks.problems(PAGES, found))
    assert f"{ERRORS}.md (rule PSPDependencyErrors)\n  It does not say 4 %" in said
    assert said.count(".md") == 1


def test_writing_keeps_what_people_wrote_and_is_done_after_once() -> None:
    pages = changed(lambda page: page.replace("above 3 %", "above 1 %").replace("hotline", "phone"))
    once = runbooks.written(pages, RULES, PROD.grafana.url if PROD.grafana else None)
    assert "above 3 %" in once[ERRORS]
    assert "phone" in once[ERRORS]
    assert runbooks.written(once, RULES, PROD.grafana.url if PROD.grafana else None) == once


@pytest.mark.parametrize(
    ("fires", "said"),
    [
        (above(0.03, "ratio"), "3 %"),
        (above(0.07, "ratio"), "7 %"),
        (above(0.999, "ratio"), "99.9 %"),
        (above(3, "seconds"), "3 s"),
        (above(2.5, "seconds"), "2.5 s"),
        (above(90, "seconds"), "90 s"),
        (above(600, "seconds"), "10 minutes"),
        (above(93600, "seconds"), "26 hours"),
        (above(14.4, "times"), "14.4 times"),
        (above(0.5, "per second"), "0.5 per second"),
        (below(14, "days"), "14 days"),
        (below(1, "count"), "1"),
    ],
)
def test_a_threshold_is_said_with_its_unit(fires: Condition, said: str) -> None:
    assert threshold(fires) == said


def test_when_a_rule_fires_is_said_as_a_person_says_it() -> None:
    assert fires_when(ERRORS_RULE) == "above 3 % for 5m"
    assert fires_when(replace(ERRORS_RULE, pending="0s")) == "above 3 %, at once"
    failing = replace(ERRORS_RULE, on_error=OnError.ALERTING)
    assert fires_when(failing) == "above 3 % for 5m, or while its query fails"


def rule(name: str) -> Rule:
    """The first variant of a name."""
    return by_name(RULES)[name][0]


def test_receivers_are_the_default_then_those_that_the_rule_adds() -> None:
    assert receivers(rule("DuplicateChargeDetected")) == "payments-pager, security-chat"
    assert receivers(rule("CardDataInLogs")) == "security-pager, security-chat"
    assert receivers(rule("Watchdog")) == "heartbeat"


@pytest.mark.parametrize("name", Thresholds.model_fields)
def test_every_threshold_is_part_of_a_rule(name: str) -> None:
    assert compared_with(name, PROD, RULES)


def test_what_code_must_offer_is_asked_for() -> None:
    assert not [one.what for one in OFFERED if not one.needed_by(RULES)]


@pytest.mark.parametrize("page", PAGES)
def test_the_promql_of_a_runbook_can_be_pasted(page: str) -> None:
    for fenced in re.findall(r"```promql\n(.*?)```", PAGES[page], re.DOTALL):
        for query in re.split(r"\n\s*\n", fenced.strip()):
            promql_parser.parse(query)


@pytest.mark.parametrize("page", PAGES)
def test_a_runbook_leads_to_pages_that_are_there(page: str) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", PAGES[page])
    assert not [one for one in links if not (ROOT / runbooks.FOLDER / one).exists()]
