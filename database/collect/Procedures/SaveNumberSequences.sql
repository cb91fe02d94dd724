/*  collect.SaveNumberSequences: stores how far number sequences are used up.
    @InstanceId   config.Instance
    @RunId        the orchestrator's run
    @CapturedAt   UTC time of the watched server
    @Rows         see stage.NumberSequences
    Result        one row: SavedRows, WasDuplicate
    Errors        50010 unknown instance  */
CREATE PROCEDURE collect.SaveNumberSequences
    @InstanceId int,
    @RunId      uniqueidentifier,
    @CapturedAt datetime2(3),
    @Rows       stage.NumberSequences READONLY
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @WasDuplicate bit;
DECLARE @SavedRows int = 0;
DECLARE @Points stage.MetricPoint;

BEGIN TRANSACTION;

EXEC collect.AdvanceWatermark @InstanceId, N'NumberSequences', @CapturedAt, @RunId, @WasDuplicate OUTPUT;

IF @WasDuplicate = 0
BEGIN
    -- A row without what it must tell is set aside, an absurd value elsewhere is none.
    SELECT
        SequenceName = CAST(CONCAT(r.SequenceCode, N' (' + r.CompanyName + N')') AS nvarchar(64)),
        r.Caption,
        r.FormatText,
        LowestNumber = k1.Value,
        HighestNumber = k2.Value,
        LastNumber = k3.Value,
        NextNumber = k4.Value,
        r.IsContinuous,
        r.FetchAheadCount,
        StagedNumber = ROW_NUMBER() OVER (ORDER BY (SELECT NULL)),
        OddColumn = o.ColumnName
    INTO #Staged
    FROM @Rows AS r
    CROSS APPLY lib.KnownCount(r.LowestNumber) AS k1
    CROSS APPLY lib.KnownCount(r.HighestNumber) AS k2
    CROSS APPLY lib.KnownCount(r.LastNumber) AS k3
    CROSS APPLY lib.KnownCount(r.NextNumber) AS k4
    OUTER APPLY
    (
        SELECT TOP (1) ColumnName = CONCAT(v.ColumnName, N' ' + NULLIF(v.Told, N''))
        FROM
        (
            VALUES
                (N'SequenceCode', NULLIF(DATALENGTH(r.SequenceCode), 0), N''),
                (N'LowestNumber', k1.Value, CONCAT(r.LowestNumber, N'')),
                (N'LastNumber', CASE WHEN k3.Value > k1.Value THEN k3.Value END, CONCAT(r.LastNumber, N'')),
                (N'NextNumber', CASE WHEN k4.Value >= k1.Value THEN k4.Value END, CONCAT(r.NextNumber, N''))
        ) AS v (ColumnName, Known, Told)
        WHERE v.Known IS NULL
    ) AS o;

    EXEC collect.SetAsideRows @InstanceId, N'NumberSequences', @CapturedAt;

    -- Codes that differ only in what the repository's collation ignores are one here; the fuller one counts.
    INSERT fact.NumberSequence
    (
        InstanceId,
        SequenceName,
        CapturedAt,
        Caption,
        FormatText,
        LowestNumber,
        HighestNumber,
        LastNumber,
        NextNumber,
        IsContinuous,
        FetchAheadCount
    )
    SELECT
        @InstanceId,
        q.SequenceName,
        @CapturedAt,
        q.Caption,
        q.FormatText,
        q.LowestNumber,
        q.HighestNumber,
        q.LastNumber,
        q.NextNumber,
        q.IsContinuous,
        q.FetchAheadCount
    FROM
    (
        SELECT
            s.SequenceName,
            s.Caption,
            s.FormatText,
            s.LowestNumber,
            s.HighestNumber,
            s.LastNumber,
            s.NextNumber,
            s.IsContinuous,
            s.FetchAheadCount,
            RowOrder = ROW_NUMBER() OVER (
                PARTITION BY s.SequenceName ORDER BY s.LastNumber - s.NextNumber, s.StagedNumber)
        FROM #Staged AS s
    ) AS q
    WHERE q.RowOrder = 1;
    SET @SavedRows = @@ROWCOUNT;

    INSERT @Points (MetricName, KeyText, Value)
    SELECT N'numseq.used_percent', n.SequenceName, p.UsedPercent
    FROM fact.NumberSequence AS n
    CROSS APPLY
    (
        SELECT UsedPercent = CASE
            WHEN n.NextNumber > n.LastNumber THEN 100e0
            ELSE 100e0 * (n.NextNumber - n.LowestNumber) / (n.LastNumber - n.LowestNumber)
        END
    ) AS p
    WHERE n.InstanceId = @InstanceId
      AND n.CapturedAt = @CapturedAt
      AND p.UsedPercent >= 50;

    EXEC collect.SaveMetrics @InstanceId, @CapturedAt, @Points;
END;

COMMIT TRANSACTION;

SELECT SavedRows = @SavedRows, WasDuplicate = @WasDuplicate;
