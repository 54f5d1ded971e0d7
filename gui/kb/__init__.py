"""The knowledge base: loads and checks `resources/kb`, the texts, and finds codes by what the user types."""

from gui.kb.catalog import LANGUAGES, Catalog, load_catalog
from gui.kb.licences import Component, Licences, load_licences, notices_text
from gui.kb.loader import load_knowledge
from gui.kb.search import CodeMatch, find_code, match_codes, resolve_code, resolve_screen_text
from gui.kb.summary import knowledge_summary
from gui.kb.targets import load_targets
from gui.kb.usb_ids import load_usb_makers
from gui.kb.when import WhenError, evaluate_when

__all__ = [
    "LANGUAGES",
    "Catalog",
    "CodeMatch",
    "Component",
    "Licences",
    "WhenError",
    "evaluate_when",
    "find_code",
    "knowledge_summary",
    "load_catalog",
    "load_knowledge",
    "load_licences",
    "load_targets",
    "load_usb_makers",
    "match_codes",
    "notices_text",
    "resolve_code",
    "resolve_screen_text",
]
