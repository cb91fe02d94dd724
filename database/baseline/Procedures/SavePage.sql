/*  baseline.SavePage: keeps what was measured of a page of series. Called by baseline.BuildBaselines; reads
    the caller's temp tables #Page, #Hour and #Class.
    @Today   local date
    @Now     UTC  */
CREATE PROCEDURE baseline.SavePage
    @Today datetime2(3),
    @Now   datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

BEGIN TRANSACTION;

DELETE u
FROM #Page AS p
INNER JOIN baseline.Usual AS u ON u.SeriesId = p.SeriesId;

UPDATE b
SET BuiltDate = @Today,
    BuiltAt = @Now,
    FirstDate = p.FirstDate,
    DefinitionVersion = p.DefinitionVersion,
    DefinedAt = p.DefinedAt,
    LearnedDates = p.LearnedDates,
    FloorValue = p.FloorValue,
    Record = p.Record
FROM #Page AS p
INNER JOIN baseline.SeriesState AS b ON b.SeriesId = p.SeriesId;

INSERT baseline.SeriesState
(
    SeriesId,
    BuiltDate,
    BuiltAt,
    FirstDate,
    DefinitionVersion,
    DefinedAt,
    LearnedDates,
    FloorValue,
    Record
)
SELECT
    p.SeriesId,
    @Today,
    @Now,
    p.FirstDate,
    p.DefinitionVersion,
    p.DefinedAt,
    p.LearnedDates,
    p.FloorValue,
    p.Record
FROM #Page AS p
WHERE NOT EXISTS (SELECT 1 FROM baseline.SeriesState AS b WHERE b.SeriesId = p.SeriesId);

INSERT baseline.Usual
(
    SeriesId,
    HourOfWeek,
    LevelNumber,
    SampleCount,
    P5,
    P50,
    P95,
    P99,
    Mad,
    CentreU
)
SELECT
    h.SeriesId,
    h.HourOfWeek,
    h.LevelNumber,
    c.SampleCount,
    c.P5,
    c.P50,
    c.P95,
    c.P99,
    c.Mad,
    c.CentreU
FROM #Hour AS h
INNER JOIN #Class AS c ON c.SeriesId = h.SeriesId AND c.ClassKey = h.ClassKey;

COMMIT TRANSACTION;
