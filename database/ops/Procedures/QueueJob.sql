/*  ops.QueueJob: queues long work that changes nothing: a back-test or an export.
    @KindName        Backtest, Export
    @ArgumentsJson   what it works on: docs/desk.md
    @ChangedBy       who asks for it
    @Now             UTC
    Result           one row: JobId
    Errors           50095 a value that cannot be, or too many jobs that wait  */
CREATE PROCEDURE ops.QueueJob
    @KindName      nvarchar(32),
    @ArgumentsJson nvarchar(max),
    @ChangedBy     nvarchar(128),
    @Now           datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Now;

DECLARE @JobId int;
DECLARE @IsAllowed bit = CASE WHEN @KindName IN (N'Backtest', N'Export') THEN 1 ELSE 0 END;

EXEC ops.AddJob @KindName, @ArgumentsJson, @IsAllowed, @ChangedBy, @Now, @JobId OUTPUT;

SELECT JobId = @JobId;
