"""The page in a real browser: it loads nothing, complains of nothing, and fits a phone."""

from dataclasses import replace
from pathlib import Path

import pytest

from commands.review.page import page
from tests.browser import browser
from tests.review.support import EVIL, NAT, review

PHONE = 360
TOO_WIDE = """
[...document.querySelectorAll('body *')]
  .filter(e => !e.closest('details:not([open])') && !e.closest('.wide, .diff, .scroll'))
  .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map(e => e.tagName + '.' + e.className)
"""
SECTIONS = "[...document.querySelectorAll('section')].map(e => e.id)"
CLOSED_ON_PAPER = """
[...document.querySelectorAll('section details:not([open]) > :not(summary)')]
  .filter(e => !e.closest('.full') && !e.checkVisibility()).length
"""
RGB = "getComputedStyle(document.body).backgroundColor"

pytestmark = pytest.mark.rules


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "review.html"
    path.write_text(page(review()))
    return path


def test_it_loads_nothing_complains_of_nothing_and_fits_a_phone(
    shown: Path, tmp_path: Path
) -> None:
    with browser(tmp_path) as chromium:
        for width in (PHONE, 768, 1280):
            chromium.open(shown, width)
            assert chromium.complaints() == []
            assert chromium.requests() == [shown.as_uri()]
            assert chromium.value("document.documentElement.scrollWidth") <= width
            assert chromium.value(TOO_WIDE) == []
        assert "verdict" in chromium.value(SECTIONS)
        assert len(chromium.value(SECTIONS)) >= 9


def test_it_is_light_or_dark_as_asked_and_open_on_paper(shown: Path, tmp_path: Path) -> None:
    with browser(tmp_path) as chromium:
        chromium.open(shown, 1280)
        light = chromium.value(RGB)
        assert chromium.value(CLOSED_ON_PAPER) > 0
        chromium.open(shown, 1280, scheme="dark")
        assert chromium.value(RGB) != light
        chromium.open(shown, 1280, media="print")
        assert chromium.value(CLOSED_ON_PAPER) == 0
        assert chromium.paper().startswith(b"%PDF")


def test_a_planted_script_and_a_planted_picture_are_noticed(tmp_path: Path) -> None:
    text = page(review())
    planted = tmp_path / "planted.html"
    bad = EVIL + '<img src="missing.png"><p style="width:900px">wide</p>'
    planted.write_text(text.replace("</main>", f"{bad}</main>"))
    with browser(tmp_path / "profile") as chromium:
        chromium.open(planted, PHONE)
        assert chromium.complaints()
        assert chromium.value(TOO_WIDE)


def test_a_script_in_words_stays_words(tmp_path: Path) -> None:
    shown = tmp_path / "evil.html"
    shown.write_text(page(review((replace(NAT, words=EVIL),), base=EVIL)))
    with browser(tmp_path / "profile") as chromium:
        chromium.open(shown, PHONE)
        assert chromium.complaints() == []
        assert chromium.value("document.scripts.length") == 0
        assert chromium.value(f"document.body.textContent.includes('{EVIL}')") is True
