"""The wizard's own widgets: each keeps its value when its texts change."""
