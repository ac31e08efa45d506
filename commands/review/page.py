"""The review as one page that loads nothing, for a screen of any size and for paper."""

from collections.abc import Mapping
from pathlib import Path

from commands.preview.markup import Html, document, tag
from commands.preview.page import PANELS
from commands.review.boards import boards
from commands.review.changes import changes
from commands.review.pictures import networks, telemetry
from commands.review.review import Review
from commands.review.tables import alerts, allow_lists, cost, policies
from commands.review.verdict import verdict

STYLE = Path(__file__).parent / "page.css"


def page(review: Review) -> str:
    """The whole page."""
    sections = _sections(review)
    return document(
        review.title,
        # Panels' style is about panels only: what it says of other names stays in a dashboard.
        f"{STYLE.read_text()}\n.board {{\n{PANELS.read_text()}}}\n",
        tag(
            "header",
            tag("h1", review.title),
            tag("p", "against ", tag("b", review.differences.base)),
            tag("nav", *(tag("a", name, href=f"#{_id(name)}") for name in sections),
                aria_label="Parts of this page"),
        ),
        tag(
            "main",
            verdict(review),
            *(tag("section", tag("h2", name), body, id=_id(name))
              for name, body in sections.items()),
        ),
        tag("footer", "Made by make review from the code and the base; nothing was deployed."),
    )  # fmt: skip


def _sections(review: Review) -> Mapping[str, Html]:
    return {
        "Resources": changes(review),
        "Network": networks(review),
        "Telemetry": telemetry(review),
        "Alerts": alerts(review),
        "Dashboards": boards(review),
        "Allow-lists": allow_lists(review),
        "Cost": cost(review),
        "Policies": policies(review),
    }


def _id(name: str) -> str:
    return name.lower()
