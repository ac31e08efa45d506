"""The leak corpus: what must not get out, in the forms in which services write it.

It shares nothing with the masks, and all of it is made of test numbers and made-up secrets.
A line's `gone` must not be found in anything that leaves the collectors (`leaked` tells);
its `stays` must. Harmless lines must leave as they came.

Out of scope, because nothing that reads lines can tell them: encrypted, compressed or base64
data (other than JSON, JWT and Basic credentials), numbers in words, reversed, with one digit per
line or with each digit escaped, digits of other scripts, and a value whose key stands in another
line or in a list of columns. A security code or a date that stands apart from its card number and
beside no key is left too: it has no form of its own.
"""

from tests.leaks.harmless import harmless_by_category, harmless_lines
from tests.leaks.lines_cards import card_lines
from tests.leaks.lines_forms import form_lines
from tests.leaks.lines_keyed import keyed_lines
from tests.leaks.lines_partial import partial_lines
from tests.leaks.lines_personal import personal_lines
from tests.leaks.lines_secrets import secret_lines
from tests.leaks.lines_whole import whole_lines
from tests.leaks.records import LeakLine, LeakSpan, PartialLine, leaked, numbered
from tests.leaks.spans import leak_spans

__all__ = [
    "LeakLine",
    "LeakSpan",
    "PartialLine",
    "harmless_by_category",
    "harmless_lines",
    "leak_lines",
    "leak_spans",
    "leaked",
    "partial_lines",
]


def leak_lines() -> tuple[LeakLine, ...]:
    return (
        *numbered("keyed", keyed_lines()),
        *numbered("shape", card_lines()),
        *numbered("personal", personal_lines()),
        *numbered("secret", secret_lines()),
        *numbered("whole", whole_lines()),
        *numbered("form", form_lines()),
    )
