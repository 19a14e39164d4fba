"""Sample viewing data: the same on every run, with a long tail of items and users who have favorite genres."""

import csv
import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

Row = Mapping[str, str | int]

INTERACTION_COLUMNS = ("USER_ID", "ITEM_ID", "TIMESTAMP", "EVENT_TYPE")
ITEM_COLUMNS = ("ITEM_ID", "GENRE", "YEAR")

_SEED = 20
_INTERACTIONS, _USERS, _ITEMS = 5_000, 300, 200
_LAST = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())
_PERIOD_SECONDS = 90 * 24 * 60 * 60
_GENRES = ("Action", "Animation", "Comedy", "Crime", "Documentary", "Drama", "Family", "Romance", "Sci-Fi", "Thriller")
_FAVORITE_WEIGHT = 4.0
_EVENT_WEIGHTS = {"click": 5, "watch": 3, "like": 1}

MISSING_COLUMN = "ITEM_ID"
ERRORS = 4
"""The number of errors that `add_errors` adds, which are common in exported data."""

_ROW_WITHOUT_USER, _ROW_WITHOUT_EVENT = 5, 10


def write_sample_data(folder: Path) -> None:
    """Write `interactions.csv` and `items.csv`."""
    chance = random.Random(_SEED)  # noqa: S311
    items = _items(chance)
    _write(folder / "interactions.csv", INTERACTION_COLUMNS, _interactions(chance, items))
    _write(folder / "items.csv", ITEM_COLUMNS, items)


def add_errors(file: Path) -> None:
    """Remove a column, write times in milliseconds, and remove a user and the last value of a row."""
    with file.open(newline="", encoding="utf-8") as source:
        rows = list(csv.DictReader(source))
    for row in rows:
        del row[MISSING_COLUMN]
        row["TIMESTAMP"] += "000"
    rows[_ROW_WITHOUT_USER]["USER_ID"] = ""
    lines = [list(rows[0]), *(list(row.values()) for row in rows)]
    lines[_ROW_WITHOUT_EVENT].pop()
    with file.open("w", newline="", encoding="utf-8") as target:
        csv.writer(target, lineterminator="\n").writerows(lines)


def _items(chance: random.Random) -> list[Row]:
    return [
        {
            "ITEM_ID": f"movie-{number:03}",
            "GENRE": "|".join(sorted(chance.sample(_GENRES, chance.randint(1, 3)))),
            "YEAR": int(chance.triangular(1970, 2025, 2020)),
        }
        for number in range(1, _ITEMS + 1)
    ]


def _interactions(chance: random.Random, items: Sequence[Row]) -> list[Row]:
    """Return interactions ordered by time: the n-th item and user have about 1/n of the interactions of the first."""
    taste = [_taste(chance, items) for _ in range(_USERS)]
    users = chance.choices(range(_USERS), [1 / (rank + 5) for rank in range(_USERS)], k=_INTERACTIONS)
    events = chance.choices(list(_EVENT_WEIGHTS), list(_EVENT_WEIGHTS.values()), k=_INTERACTIONS)
    times = sorted(_LAST - chance.randrange(_PERIOD_SECONDS) for _ in range(_INTERACTIONS))
    return [
        {
            "USER_ID": f"user-{user + 1:03}",
            "ITEM_ID": chance.choices(items, taste[user])[0]["ITEM_ID"],
            "TIMESTAMP": time,
            "EVENT_TYPE": event,
        }
        for user, time, event in zip(users, times, events, strict=True)
    ]


def _taste(chance: random.Random, items: Sequence[Row]) -> list[float]:
    favorites = set(chance.sample(_GENRES, 2))
    return [
        (_FAVORITE_WEIGHT if favorites.intersection(str(item["GENRE"]).split("|")) else 1.0) / rank
        for rank, item in enumerate(items, start=1)
    ]


def _write(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
