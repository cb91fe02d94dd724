/*  collect.SavePreflight: replaces what is known about the needs of the collectors on an instance. What was
    not checked this time is deleted.
    @InstanceId   config.Instance
    @RunId        the orchestrator's run
    @CapturedAt   UTC time of the check on the watched server
    @Rows         one row per collector and need
    Result        one row: SavedRows, WasDuplicate
    Errors        50010 unknown instance
    Repeated calls with the same @CapturedAt change nothing.  */
CREATE PROCEDURE collect.SavePreflight
    @InstanceId int,
    @RunId      uniqueidentifier,
    @CapturedAt datetime2(3),
    @Rows       stage.Preflight READONLY
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @WasDuplicate bit;
DECLARE @SavedRows int = 0;

BEGIN TRANSACTION;

EXEC collect.AdvanceWatermark @InstanceId, N'Preflight', @CapturedAt, @RunId, @WasDuplicate OUTPUT;

IF @WasDuplicate = 0
BEGIN
    -- A row without what it must tell is set aside.
    SELECT
        r.CollectorName,
        CheckName = LEFT(r.CheckName, 380),
        r.IsOptional,
        r.IsMet,
        r.Finding,
        r.Remedy,
        StagedNumber = ROW_NUMBER() OVER (ORDER BY (SELECT NULL)),
        OddColumn = o.ColumnName
    INTO #Staged
    FROM @Rows AS r
    OUTER APPLY
    (
        SELECT TOP (1) v.ColumnName
        FROM
        (
            VALUES
                (N'CollectorName', DATALENGTH(r.CollectorName)),
                (N'CheckName', DATALENGTH(r.CheckName)),
                (N'IsOptional', DATALENGTH(r.IsOptional)),
                (N'IsMet', DATALENGTH(r.IsMet)),
                (N'Finding', DATALENGTH(r.Finding)),
                (N'Remedy', CASE WHEN r.IsMet = 0 THEN DATALENGTH(r.Remedy) ELSE 1 END)
        ) AS v (ColumnName, Known)
        WHERE v.Known IS NULL
    ) AS o;

    EXEC collect.SetAsideRows @InstanceId, N'Preflight', @CapturedAt;

    DELETE collect.Preflight
    WHERE InstanceId = @InstanceId;

    -- The same need may stand in a header twice; that it is missed counts.
    INSERT collect.Preflight (InstanceId, CollectorName, CheckName, IsOptional, IsMet, Finding, Remedy, CheckedAt)
    SELECT @InstanceId, r.CollectorName, r.CheckName, r.IsOptional, r.IsMet, r.Finding, r.Remedy, @CapturedAt
    FROM
    (
        SELECT
            CollectorName,
            CheckName,
            IsOptional,
            IsMet,
            Finding,
            Remedy,
            RowNumber = ROW_NUMBER() OVER (PARTITION BY CollectorName, CheckName ORDER BY IsOptional, IsMet)
        FROM #Staged
    ) AS r
    INNER JOIN config.Collector AS c ON c.CollectorName = r.CollectorName
    WHERE r.RowNumber = 1;

    SET @SavedRows = @@ROWCOUNT;
END;

COMMIT TRANSACTION;

SELECT SavedRows = @SavedRows, WasDuplicate = @WasDuplicate;
