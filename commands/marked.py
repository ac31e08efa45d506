"""The part of a page that a program writes: it stands between two marks."""


def replaced(page: str, begin: str, end: str, part: str) -> str:
    """The page with another part, which brings its marks.

    Raises ValueError where the page has no such marks in this order.
    """
    before, found, rest = page.partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"the page has no {begin} with {end} after it")
    return before + part + after
