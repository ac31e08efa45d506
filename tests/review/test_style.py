"""Writing on the page can be read: WCAG 2's contrast for normal text, by light and by dark."""

import re

import pytest

from commands.review.page import STYLE

ENOUGH = 4.5
"""AA of WCAG 2.2, 1.4.3."""

PAIRS = [
    *((ink, paper) for ink in ("text", "weak") for paper in ("back", "panel", "faint")),
    ("text", "lost-back"), ("weak", "lost-back"),
    *((ink, paper) for ink in ("added", "changed", "lost", "link") for paper in ("back", "panel")),
    ("added", "added-back"), ("lost", "lost-back"), ("link", "lost-back"),
    *(("text", tier) for tier in ("public", "private", "intra")),
    *(("weak", tier) for tier in ("public", "private", "intra")),
    ("added", "private"), ("changed", "private"), ("lost", "public"),
]  # fmt: skip


def colours(scheme: str) -> dict[str, str]:
    """The page's colours by name; what the dark ones do not say is as in the light."""
    light, dark = re.findall(r":root \{(.*?)\}", STYLE.read_text(), re.DOTALL)[:2]
    text = light if scheme == "light" else light + dark
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", text))


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2 defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "paper"), PAIRS)
def test_writing_can_be_read(ink: str, paper: str, scheme: str) -> None:
    of = colours(scheme)
    assert contrast(of[ink], of[paper]) >= ENOUGH


def test_contrast_is_reckoned_as_wcag_does() -> None:
    assert contrast("#fff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") < ENOUGH
