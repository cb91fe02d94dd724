/*  ops.QueueRepositoryJob: puts a job into the queue that works on the repository itself: rebuild all
    baselines, check the repository, import rules from a file.
    @KindName        BuildBaselines, CheckRepository, ImportRules
    @ArgumentsJson   what it works on: docs/desk.md
    @ChangedBy       who asks for it
    @Now             UTC
    Result           one row: JobId
    Errors           50095 a value that cannot be, or too many jobs that wait  */
CREATE PROCEDURE ops.QueueRepositoryJob
    @KindName      nvarchar(32),
    @ArgumentsJson nvarchar(max),
    @ChangedBy     nvarchar(128),
    @Now           datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Now;

DECLARE @JobId int;
DECLARE @IsAllowed bit = CASE WHEN @KindName IN (N'BuildBaselines', N'CheckRepository', N'ImportRules') THEN 1 ELSE 0 END;

EXEC ops.AddJob @KindName, @ArgumentsJson, @IsAllowed, @ChangedBy, @Now, @JobId OUTPUT;

SELECT JobId = @JobId;
