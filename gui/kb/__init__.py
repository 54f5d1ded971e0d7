"""The knowledge base: loads and checks `resources/kb`, the texts, and finds codes by what the user types."""
