"""The wizard's pages. They emit what the user said and show what the session knows; they decide nothing."""
