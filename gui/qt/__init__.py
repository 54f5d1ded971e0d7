"""The wizard's window. The only package that may import PySide6."""
