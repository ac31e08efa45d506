"""The review as a comment and in a terminal: short enough, and broken by no text of others."""

import io
from dataclasses import replace

from rich.console import Console

from commands.review.markdown import LIMIT, MARKER, fitted, markdown, plain
from commands.review.model import Argument, TextDiff
from commands.review.terminal import show
from settings import Problem
from tests.review.support import EVIL, MARKDOWN, NAT, NOTHING, SUBNET, review


def terminal(**changes: object) -> str:
    """What a pipe gets."""
    out = io.StringIO()
    show(replace(review(), **changes), Console(file=out, width=100, highlight=False))  # type: ignore[arg-type]
    return out.getvalue()


def test_a_comment_says_what_will_happen_first() -> None:
    text = markdown(review())
    assert text.startswith(MARKER)
    top = text[: text.index("<details")]
    assert "2 stateful resources would be lost." in top
    assert plain(NAT.why) in top
    assert "1,357.55" in top
    assert text.count("<details") == text.count("</details>") > 5


def test_a_comment_of_nothing_is_short() -> None:
    text = markdown(review((), texts=()))
    assert "Nothing changes in Terraform." in text
    assert len(text) < 2000


def test_a_comment_that_is_too_long_is_cut_between_its_parts_and_says_so() -> None:
    texts = tuple(TextDiff(f"alert A{n}", None, "x" * 500) for n in range(300))
    text = markdown(review(texts=texts))
    assert LIMIT - 2000 < len(text) <= LIMIT
    assert "do not fit into a comment" in text
    assert text.count("<details") == text.count("</details>")


def test_what_fits_is_not_cut() -> None:
    assert fitted(["a", "b"], 1000) == "a\n\nb\n"
    assert "1 more parts" in fitted(["a", "b" * 2000], 1000)


def test_control_characters_of_markdown_are_text_in_a_comment() -> None:
    told = plain(MARKDOWN + EVIL)
    assert not set("<>`*|[]\n") & set(told)
    assert "@a" not in told
    text = markdown(review((replace(NAT, words=MARKDOWN, why=MARKDOWN),), base=MARKDOWN, texts=()))
    assert "<script" not in text
    assert text.count("</details>") == text.count("<details")


def test_a_fence_is_longer_than_any_run_of_backticks_in_it() -> None:
    evil = TextDiff("alert A", None, "```\n</details>\n````\n")
    text = markdown(review((), texts=(evil,)))
    assert "`````diff" in text


def test_long_arguments_are_counted_and_not_quoted_in_a_comment() -> None:
    long = replace(SUBNET, arguments=(Argument("data", '"a\\nb"', '"a\\nc\\nd"'),))
    assert "2 lines come, 1 go" in markdown(review((long,)))


def test_a_comment_says_what_a_base_cannot_tell() -> None:
    text = markdown(review(before=NOTHING))
    assert "cannot tell its alerts, routes, dashboards" in text
    assert "cannot tell its allow-lists" in text


def test_a_terminal_without_colours_is_told_everything_by_signs_and_words() -> None:
    text = terminal()
    assert "\x1b" not in text
    assert "!! 2 stateful resources would be lost." in text
    assert "± The NAT gateway" in text
    assert "STATEFUL: A new subnet forces it." in text
    assert "$1,357.55" in text


def test_a_terminal_takes_no_commands_from_text_of_others() -> None:
    evil = replace(NAT, words="a\x1b[2Jb [bold]c[/bold] \x07")
    text = terminal(differences=replace(review().differences, changes=(evil,)))
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "[bold]c[/bold]" in text


def test_problems_are_in_every_form() -> None:
    stops = (Problem("stack x", "It is open.", "Close it."),)
    assert "Close it." in terminal(stops=stops)
    assert "Close it." in markdown(replace(review(()), stops=stops))
