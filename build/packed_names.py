"""Reads which modules `later_modules.py` has packed."""


def packed_names(content: bytes) -> list[str]:
    """Return their names: the first line of the file, in which packages end with a slash."""
    return content.partition(b"\n")[0].decode("ascii").replace("/", "").split()
