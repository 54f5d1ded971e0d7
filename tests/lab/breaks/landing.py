"""Where a diverted customer lands."""

LANDING = "100.64.0.99"
LANDING_PAGE = "http://login.portal.test/"
