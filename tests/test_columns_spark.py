"""Frames of PySpark scored: a few thousand rows, by the books of their days, as polars scores them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TypeAlias

import polars as pl
import pytest
from pyspark.sql import DataFrame, SparkSession

from opengov import score_frame, shelf
from opengov.errors import InvalidFrame
from opengov.model.forms import Measure, MeasureKind

Cell: TypeAlias = bool | float | str | None
ROWS, SEED = 3_000, 2011
FIRST, DAYS = date(2011, 6, 1), 5_000  # the first months are before all books
TYPES = {pl.Boolean: "boolean", pl.Date: "date", pl.Float64: "double", pl.Int64: "bigint", pl.String: "string"}
POLARS = {MeasureKind.YES_NO: pl.Boolean, MeasureKind.NUMBER: pl.Float64}

# pyspark of today tells that it does not know the newest pandas, which plays no part here
pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::ResourceWarning")


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    """Run Spark in this process, on one core, without its web pages."""
    builder = SparkSession.builder.master("local[1]").appName("opengov")
    session = (
        builder.config("spark.ui.enabled", "false")
        .config("spark.driver.host", "localhost")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "1")
        .getOrCreate()
    )
    yield session
    session.stop()


def drawn() -> pl.DataFrame:
    """Return rows with a value for about three quarters of all measures, the same ones in every run."""
    draw = random.Random(SEED)  # noqa: S311 -- made-up rows, no secret
    books = [book for book in shelf() if book.subject == "eligibility"]
    measures = {measure.name: measure for book in books for measure in book.measures}
    columns = {name: [_cell(measure, draw) for _ in range(ROWS)] for name, measure in measures.items()}
    frame = pl.DataFrame(
        [pl.Series(name, cells, POLARS.get(measures[name].kind, pl.String)) for name, cells in columns.items()]
    )
    days = [FIRST + timedelta(days=draw.randrange(DAYS)) for _ in range(ROWS)]
    return frame.with_columns(pl.Series("row", range(ROWS)), pl.Series("on", days))


def _cell(measure: Measure, draw: random.Random) -> Cell:
    if draw.random() < 0.25:
        return None
    if measure.kind is MeasureKind.YES_NO:
        return draw.random() < 0.5
    if measure.kind is MeasureKind.NUMBER:
        low, high = measure.low or 0, measure.high or 0
        if measure.unless_stated is not None:  # points accepted on evidence, which are rare
            return draw.choice([0.0, 4.0]) if draw.random() < 0.2 else None
        whole = float(draw.randint(int(low), int(min(high, low + 15))))
        return whole if measure.whole or draw.random() < 0.3 else round(draw.uniform(low, high + 0.5), 2)
    return draw.choice([*measure.values, *measure.absent])


def test_as_polars_scores_them(spark: SparkSession) -> None:
    """A frame of PySpark stays one, and its rows come to what the same rows come to in a lazy frame of polars."""
    rows = drawn()
    wanted = score_frame(rows.lazy(), on="on").collect()
    schema = ", ".join(f"{name} {TYPES[type(dtype)]}" for name, dtype in rows.schema.items())
    scored = score_frame(spark.createDataFrame(rows.rows(), schema), on="on")
    assert isinstance(scored, DataFrame)
    assert scored.columns == wanted.columns
    results = wanted.columns[len(rows.columns) :]
    found = scored.orderBy("row").select(*results).collect()
    assert [tuple(row) for row in found] == wanted.select(results).rows()
    assert 0 < wanted["problems"].null_count() < ROWS


def test_the_day_hangs_on_no_zone_of_the_session(spark: SparkSession) -> None:
    """A time whose day another session would take to be another is refused; a time without a zone, or a day, is not."""
    columns = "ad_points double, audit_report string, budget_proposal string, civil_liberties double, ati_law boolean"
    rest = dict.fromkeys(["ad_law", "ad_public", "ati_constitution", "ati_draft", "budget_survey_edition"])
    cells = (2.0, "PW", "PW", 9.0, True, "2014-12-21 23:30:00")
    frame = spark.createDataFrame([cells], f"{columns}, moment string")
    with pytest.raises(InvalidFrame) as caught:
        score_frame(frame.selectExpr("*", "cast(moment as timestamp) as on"), on="on", names=rest)
    assert [str(one) for one in caught.value.problems] == [
        "on: holds times whose day hangs on the time zone of the session (cast it to DATE)"
    ]
    for kind in ("timestamp_ntz", "date"):
        scored = score_frame(frame.selectExpr("*", f"cast(moment as {kind}) as on"), on="on", names=rest)
        assert scored.select("problems", "ATI_low").collect() == [(None, 4)]
