"""The knowledge base: loads and checks `resources/kb`, the texts, and finds codes by what the user types."""

from typing import TYPE_CHECKING

from gui.kb.catalog import LANGUAGES, Catalog, load_catalog
from gui.kb.when import WhenError, evaluate_when, is_met
from gui.lazy import lazy_exports

if TYPE_CHECKING:
    from gui.kb.licences import Component, Licences, load_licences, notices_text
    from gui.kb.limits import find_limits
    from gui.kb.own import load_knowledge, load_mac_makers, load_reference, load_usb_makers
    from gui.kb.reading import find_code, is_open, resolve_code, resolve_screen_text
    from gui.kb.search import CodeMatch, match_codes
    from gui.kb.shop_file import ChosenTargets, load_shop_file, shop_file_error
    from gui.kb.summary import knowledge_summary
    from gui.kb.targets import load_targets
else:
    __getattr__ = lazy_exports(
        __name__,
        {
            "CodeMatch": "search",
            "Component": "licences",
            "Licences": "licences",
            "find_code": "reading",
            "find_limits": "limits",
            "is_open": "reading",
            "knowledge_summary": "summary",
            "load_knowledge": "own",
            "load_licences": "licences",
            "load_mac_makers": "own",
            "load_reference": "own",
            "ChosenTargets": "shop_file",
            "load_shop_file": "shop_file",
            "shop_file_error": "shop_file",
            "load_targets": "targets",
            "load_usb_makers": "own",
            "match_codes": "search",
            "notices_text": "licences",
            "resolve_code": "reading",
            "resolve_screen_text": "reading",
        },
    )

__all__ = [
    "LANGUAGES",
    "Catalog",
    "ChosenTargets",
    "CodeMatch",
    "Component",
    "Licences",
    "WhenError",
    "evaluate_when",
    "find_code",
    "find_limits",
    "is_met",
    "is_open",
    "knowledge_summary",
    "load_catalog",
    "load_knowledge",
    "load_licences",
    "load_mac_makers",
    "load_reference",
    "load_shop_file",
    "load_targets",
    "load_usb_makers",
    "match_codes",
    "notices_text",
    "resolve_code",
    "resolve_screen_text",
    "shop_file_error",
]
