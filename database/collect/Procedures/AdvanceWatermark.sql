/*  collect.AdvanceWatermark: the guard of every save procedure. Notes that a capture is being saved, once.
    @InstanceId      config.Instance
    @CollectorName   config.Collector
    @CapturedAt      UTC time of the capture
    @RunId           the orchestrator's run
    @WasDuplicate    out: 1 when this or a later capture has been saved before, and nothing may be changed now
    Errors           50010 unknown instance; 50071 the capture lies ahead of the repository's clock
    A capture may be as old as it likes. One from the future would keep out all that follow it until then.
    Runs inside the caller's transaction, so that the mark and the rows stand or fall together. The update
    lock on the instance's row, held to its end, lets the saves of one instance follow each other: two
    collectors at once would each open an incident of the same head.  */
CREATE PROCEDURE collect.AdvanceWatermark
    @InstanceId    int,
    @CollectorName nvarchar(64),
    @CapturedAt    datetime2(3),
    @RunId         uniqueidentifier,
    @WasDuplicate  bit OUTPUT
AS
SET NOCOUNT ON;

DECLARE @ClockFault nvarchar(2048);

SET @WasDuplicate = 0;

IF NOT EXISTS (SELECT 1 FROM config.Instance WITH (UPDLOCK, ROWLOCK) WHERE InstanceId = @InstanceId)
BEGIN
    DECLARE @Message nvarchar(200) = CONCAT(
        N'Unknown instance ',
        COALESCE(CONCAT(@InstanceId, N''), N'NULL'),
        N'. Register it with ops.RegisterInstance, and save with the InstanceId that it returns.');
    THROW 50010, @Message, 1;
END;

SELECT @ClockFault = CONCAT(
    N'This capture of ', @CollectorName, N' is from the future and was not saved; the next one is, once the clocks agree. ',
    c.Fault)
FROM config.ClockFault(@CapturedAt, 1) AS c
WHERE c.Fault IS NOT NULL;

IF @ClockFault IS NOT NULL
    THROW 50071, @ClockFault, 1;

UPDATE collect.Watermark
SET CapturedAt = @CapturedAt,
    RunId = @RunId
WHERE InstanceId = @InstanceId
  AND CollectorName = @CollectorName
  AND CapturedAt < @CapturedAt;

IF @@ROWCOUNT = 0
BEGIN
    INSERT collect.Watermark (InstanceId, CollectorName, CapturedAt, RunId)
    SELECT @InstanceId, @CollectorName, @CapturedAt, @RunId
    WHERE NOT EXISTS (SELECT 1 FROM collect.Watermark WHERE InstanceId = @InstanceId AND CollectorName = @CollectorName);

    IF @@ROWCOUNT = 0
        SET @WasDuplicate = 1;
END;
