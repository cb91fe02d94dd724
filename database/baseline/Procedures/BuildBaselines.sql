/*  baseline.BuildBaselines: what is usual for each series, from the 14 whole local days before today. Called
    by ops.BuildBaselines; a series is built once a local day, in pages of 250 series of one instance, each
    in a transaction of its own, so that a call that ends early is gone on with by the next.
    @Now           UTC
    @BudgetMs      after so long no further page is begun
    @BuiltSeries   out: series that were built
    @LeftSeries    out: series that wait for the next call
    Temp tables that the procedures below work on:
    #Quarter   quarters of an hour of the last 28 local days: what local time they are
    #Watched   the five minutes that a collector watched for 80 percent and more, without those left out;
               SlotNumber counts five minutes, WeekNumber is 0 for the earlier week; DateNumber is NULL on
               dates that do not count
    #Covered   local dates that a collector watched for 70 percent and more
    #LeftOutKey   five minutes that are left out for some keys only
    #Page, #Value, #Class   series of a page, their values, and what comes of them  */
CREATE PROCEDURE baseline.BuildBaselines
    @Now         datetime2(3),
    @BudgetMs    int,
    @BuiltSeries int OUTPUT,
    @LeftSeries  int OUTPUT
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @BeganAt datetime2(3) = SYSUTCDATETIME();
DECLARE @InstanceId int;
DECLARE @ZoneName nvarchar(128);
DECLARE @Today datetime2(3);
DECLARE @Taken int;

SET @BuiltSeries = 0;

CREATE TABLE #Due (InstanceId int NOT NULL PRIMARY KEY CLUSTERED, ZoneName nvarchar(128) NOT NULL, Today datetime2(3) NOT NULL);

CREATE TABLE #Quarter
(
    QuarterAt  datetime2(3) NOT NULL PRIMARY KEY CLUSTERED,
    LocalDate  datetime2(3) NOT NULL,
    HourOfWeek tinyint      NOT NULL
);

CREATE TABLE #Covered
(
    CollectorId int          NOT NULL,
    LocalDate   datetime2(3) NOT NULL,
    PRIMARY KEY CLUSTERED (CollectorId, LocalDate)
);

CREATE TABLE #Watched
(
    CollectorId int          NOT NULL,
    BucketAt    datetime2(3) NOT NULL,
    CoveredMs   int          NOT NULL,
    SlotNumber  int          NOT NULL,
    WeekNumber  int          NOT NULL,
    HourOfWeek  tinyint      NOT NULL,
    DateNumber  int          NULL,
    PRIMARY KEY CLUSTERED (CollectorId, BucketAt)
);

CREATE TABLE #LeftOutKey
(
    BucketAt datetime2(3)  NOT NULL,
    KeyLike  nvarchar(256) COLLATE DATABASE_DEFAULT NOT NULL,
    INDEX CX_LeftOutKey CLUSTERED (BucketAt)
);

CREATE TABLE #Page
(
    SeriesId          int           NOT NULL PRIMARY KEY CLUSTERED,
    MetricId          int           NOT NULL,
    KeyId             int           NOT NULL,
    CollectorId       int           NOT NULL,
    Kind              nvarchar(16)  COLLATE DATABASE_DEFAULT NOT NULL,
    WorseSign         int           NOT NULL,
    FloorValue        float         NULL,
    DefinitionVersion int           NOT NULL,
    DefinedAt         datetime2(3)  NULL,
    FirstDate         datetime2(3)  NULL,
    FromAt            datetime2(3)  NULL,
    LearnedDates      int           NOT NULL,
    Record            float         NULL
);

CREATE TABLE #Value
(
    SeriesId   int     NOT NULL,
    SlotNumber int     NOT NULL,
    WeekNumber int     NOT NULL,
    HourOfWeek tinyint NOT NULL,
    DateNumber int     NULL,
    Value      float   NOT NULL,
    PRIMARY KEY CLUSTERED (SeriesId, SlotNumber)
);

CREATE TABLE #Class
(
    SeriesId    int     NOT NULL,
    ClassKey    int     NOT NULL,
    LevelNumber tinyint NOT NULL,
    SampleCount int     NOT NULL,
    FirstCount  int     NOT NULL,
    P5          float   NULL,
    P50         float   NULL,
    P95         float   NULL,
    P99         float   NULL,
    Mad         float   NULL,
    CentreU     float   NULL,
    FirstU      float   NULL,
    SecondU     float   NULL,
    PRIMARY KEY CLUSTERED (SeriesId, ClassKey)
);

CREATE TABLE #Hour
(
    SeriesId    int     NOT NULL,
    HourOfWeek  tinyint NOT NULL,
    ClassKey    int     NOT NULL,
    LevelNumber tinyint NOT NULL,
    PRIMARY KEY CLUSTERED (SeriesId, HourOfWeek)
);

INSERT #Due (InstanceId, ZoneName, Today)
SELECT z.InstanceId, z.ZoneName, z.Today
FROM
(
    SELECT
        i.InstanceId,
        ZoneName = COALESCE(i.TimeZoneName, N'UTC'),
        Today = CAST(CAST((@Now AT TIME ZONE N'UTC') AT TIME ZONE COALESCE(i.TimeZoneName, N'UTC') AS date) AS datetime2(3))
    FROM config.Instance AS i
    WHERE i.IsEnabled = 1
) AS z
WHERE EXISTS
(
    SELECT 1
    FROM rollup.Series AS s
    INNER JOIN config.Metric AS m ON m.MetricId = s.MetricId
    LEFT JOIN baseline.SeriesState AS b ON b.SeriesId = s.SeriesId
    WHERE s.InstanceId = z.InstanceId
      AND (b.SeriesId IS NULL OR b.BuiltDate <> z.Today OR b.DefinitionVersion <> m.DefinitionVersion)
);

DECLARE DueCursor CURSOR LOCAL STATIC READ_ONLY FORWARD_ONLY FOR
SELECT d.InstanceId, d.ZoneName, d.Today
FROM #Due AS d
ORDER BY d.InstanceId;

OPEN DueCursor;
FETCH NEXT FROM DueCursor INTO @InstanceId, @ZoneName, @Today;
WHILE @@FETCH_STATUS = 0 AND DATEDIFF(millisecond, @BeganAt, SYSUTCDATETIME()) < @BudgetMs
BEGIN
    EXEC baseline.MarkSlots @InstanceId, @ZoneName, @Today;

    IF NOT EXISTS (SELECT 1 FROM baseline.BatchClass AS c WHERE c.InstanceId = @InstanceId AND c.BuiltDate = @Today)
        EXEC baseline.BuildBatchClasses @InstanceId, @ZoneName, @Today;

    SET @Taken = 1;
    WHILE @Taken > 0 AND DATEDIFF(millisecond, @BeganAt, SYSUTCDATETIME()) < @BudgetMs
    BEGIN
        EXEC baseline.ReadPage @InstanceId, @Today, @Now, @Taken OUTPUT;

        IF @Taken > 0
        BEGIN
            EXEC baseline.MeasurePage;
            EXEC baseline.SavePage @Today, @Now;
        END;

        SET @BuiltSeries += @Taken;
    END;

    FETCH NEXT FROM DueCursor INTO @InstanceId, @ZoneName, @Today;
END;

CLOSE DueCursor;
DEALLOCATE DueCursor;

SET @LeftSeries =
(
    SELECT COUNT(*)
    FROM #Due AS d
    INNER JOIN rollup.Series AS s ON s.InstanceId = d.InstanceId
    INNER JOIN config.Metric AS m ON m.MetricId = s.MetricId
    LEFT JOIN baseline.SeriesState AS b ON b.SeriesId = s.SeriesId
    WHERE b.SeriesId IS NULL
       OR b.BuiltDate <> d.Today
       OR b.DefinitionVersion <> m.DefinitionVersion
);
