"""The bank or acquirer that handed the program to its shops, as `POSCheckup.toml` beside the exe tells of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """The bytes of a picture file, which nobody has looked at yet; it is named in this line of this file."""

    data: bytes
    file: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    """Who handed the program out; "" and None where the file says nothing.

    A hotline or a logo comes with names only: whoever sees them must see whose they are. A new case begins with
    `provider`, and the window with the language `lang`.
    """

    name_zh: str = ""
    name_en: str = ""
    hotline: str = ""
    logo: Logo | None = None
    provider: str | None = None
    lang: str | None = None

    def name(self, lang: str) -> str:
        """Return the name in a language."""
        return self.name_zh if lang == "zh" else self.name_en


NO_BANK = Bank()
