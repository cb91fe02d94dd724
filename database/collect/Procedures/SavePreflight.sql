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
        FROM @Rows
    ) AS r
    INNER JOIN config.Collector AS c ON c.CollectorName = r.CollectorName
    WHERE r.RowNumber = 1;

    SET @SavedRows = @@ROWCOUNT;
END;

COMMIT TRANSACTION;

SELECT SavedRows = @SavedRows, WasDuplicate = @WasDuplicate;
