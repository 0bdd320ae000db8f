"""What really stands in the database, whatever the models say."""

from collections.abc import Iterator

from django.db import connection


def rows() -> Iterator[tuple[str, dict]]:
    """(table, row by column) of every table."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 (names from the database itself)
            columns = [column[0] for column in cursor.description]
            yield from ((table, dict(zip(columns, row, strict=True))) for row in cursor.fetchall())


def tables_with(text: str) -> set[str]:
    """The tables in which `text` stands readable."""
    return {table for table, row in rows() if text in repr(row)}


def tables_of(column: str, key: int) -> set[str]:
    """The tables with a row that says `key` in a column called `column`, such as "circle_id"."""
    return {table for table, row in rows() if row.get(column) == key}
