"""How far one search looks, and what counts as found, on plain values."""

# Text is encrypted, so a search opens the rows one by one: this many at once, and then it asks.
ROWS_SEARCHED = 2000
FOUND_SHOWN = 50


def words_of(text: str) -> tuple[str, ...]:
    """The words to look for, each once, in small letters."""
    return tuple(dict.fromkeys(text.casefold().split()))


def holds(text: str, words: tuple[str, ...]) -> bool:
    """Whether `text` holds every word, whatever the letters' size; a part of a word is enough."""
    text = text.casefold()
    return all(word in text for word in words)
