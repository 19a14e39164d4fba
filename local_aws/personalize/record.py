"""A line of a CSV file as the one record that it has to be."""

import csv

csv.field_size_limit(2**31 - 1)  # Python's own is no limit of the service


def read_record(line: str) -> list[str]:
    """Return the values in a line, none if it is blank; raise `ValueError` if it is not a complete record."""
    reader = csv.reader([line, ""], escapechar="\\")  # a record that is still open takes the second line, too
    try:
        values = next(reader)
    except csv.Error as error:
        raise ValueError(f"Row cannot be parsed ({error})") from error
    if reader.line_num > 1:
        raise ValueError("Record is not on one line")
    return values
