"""Which names the masks take for sensitive: a label of that name goes, a field is empty."""

import re
from functools import cache

from vocabulary.masks import BY_KEY

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
"""The words of cardNumber, card_number, CARD-NUMBER and card.number alike."""


@cache
def mask_of(name: str) -> str:
    """The tag of the mask that a name falls under, such as PAN for `cardNumber`; empty for none.

    A name of the table also finds what ends in it: `token` finds accessToken, `pin` card_pin.
    """
    words = [word.lower() for word in _WORDS.findall(name)]
    for mask in BY_KEY:
        for listed in mask.words:
            joined = listed.replace(" ", "")
            ends = {"".join(words[first:]) for first in range(len(words))}
            if joined in ends:
                return mask.tag
    return ""
