"""The real knowledge base, loaded once for the tests that are parametrised over what it holds."""

from gui.kb import load_catalog, load_knowledge

KNOWLEDGE = load_knowledge()
CATALOGS = {lang: load_catalog(lang) for lang in ("zh", "en")}
