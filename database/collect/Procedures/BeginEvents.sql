/*  collect.BeginEvents: begins to save a portion of events, in its transaction; what can be read of them has
    been read before.
    Reads the caller's temp table #Portion, see collect.SaveEvents.
    @InstanceId, @CapturedAt   as there
    @WasDuplicate   out: 1 when this or a later capture has been saved before
    Errors          50010 unknown instance
    The first portion moves the watermark; the others wait for the lock that it takes, like any save of the
    instance.  */
CREATE PROCEDURE collect.BeginEvents
    @InstanceId   int,
    @CapturedAt   datetime2(3),
    @WasDuplicate bit OUTPUT
AS
SET NOCOUNT ON;

DECLARE @CollectorName nvarchar(64);
DECLARE @RunId uniqueidentifier;
DECLARE @IsFirst bit;
DECLARE @Locked int;

SELECT @CollectorName = p.CollectorName, @RunId = p.RunId, @IsFirst = p.IsFirst
FROM #Portion AS p;

SET @WasDuplicate = 0;

IF @IsFirst = 1
    EXEC collect.AdvanceWatermark @InstanceId, @CollectorName, @CapturedAt, @RunId, @WasDuplicate OUTPUT;
ELSE
    SET @Locked = (SELECT i.InstanceId FROM config.Instance AS i WITH (UPDLOCK, ROWLOCK) WHERE i.InstanceId = @InstanceId);
