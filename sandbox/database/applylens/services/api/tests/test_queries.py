"""Every query of this release, on the database that DATABASE_URL names."""

import os
import sys
from pathlib import Path

import psycopg

sys.path.insert(0, str(Path(__file__).parents[1]))

from app.queries import queries  # noqa: E402


def test_every_query_is_answered() -> None:
    failed = []
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        for path, query in queries.items():
            try:
                connection.execute(query).fetchall()
            except psycopg.Error as error:
                failed.append(f"{path}: {str(error).splitlines()[0]}")
    assert not failed, "; ".join(failed)


if __name__ == "__main__":
    try:
        test_every_query_is_answered()
    except AssertionError as failure:
        sys.exit(f"failed: {failure}")
    print(f"{len(queries)} queries passed")
