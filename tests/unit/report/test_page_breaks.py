"""Where the details begin a new page: a heading or a row that the end of one would cut."""

from gui.report import details_html
from tests.unit.report.examples import document


def test_page_breaks_are_where_they_are_wanted() -> None:
    """Before a heading, and within a table with its heading row again."""
    plain, broken = details_html(document()), details_html(document(), frozenset({"s1", "s3r2"}))
    assert broken.count("page-break-before") == plain.count("page-break-before") + 2
    assert broken.count("<thead>") == plain.count("<thead>") + 1


def test_a_heading_row_is_not_left_alone() -> None:
    """Where a table breaks before its first row, it goes on whole, with the title above it."""
    plain, broken = details_html(document()), details_html(document(), frozenset({"s3r0"}))
    assert broken.count("<thead>") == plain.count("<thead>")
    title = '<p class="section"><a name="s3">'
    assert broken == plain.replace(title, f'<p style="page-break-before: always; font-size: 1pt;"></p>{title}')
