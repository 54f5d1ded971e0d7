"""The application without a window: flow, session, autosave."""
