/*  ops.AddJob: queues long work. Called by ops.QueueJob and ops.QueueRepositoryJob, which say who may what.
    @KindName, @ArgumentsJson, @ChangedBy, @Now   as there
    @IsAllowed   whether the caller queues this kind
    @JobId       out
    Errors       50095 a value that cannot be, or too many jobs that wait  */
CREATE PROCEDURE ops.AddJob
    @KindName      nvarchar(32),
    @ArgumentsJson nvarchar(max),
    @IsAllowed     bit,
    @ChangedBy     nvarchar(128),
    @Now           datetime2(3),
    @JobId         int OUTPUT
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Now;

DECLARE @Most int = 50;
DECLARE @WaitingCount int = (SELECT COUNT(*) FROM ops.Job AS j WHERE j.State IN (N'queued', N'running'));
DECLARE @Message nvarchar(1000) = CONCAT(
    CASE WHEN COALESCE(@IsAllowed, 0) = 0 THEN CONCAT(N' @KindName = ''', @KindName, N''' is no kind that is queued here.') END,
    CASE WHEN COALESCE(ISJSON(@ArgumentsJson), 0) = 0 THEN N' @ArgumentsJson is no JSON.' END,
    CASE WHEN DATALENGTH(@ArgumentsJson) > 1000000 THEN N' @ArgumentsJson has more than 500,000 characters.' END,
    CASE WHEN @ChangedBy IS NULL OR LEN(@ChangedBy) = 0 THEN N' @ChangedBy is empty.' END,
    CASE WHEN @WaitingCount >= @Most THEN CONCAT(N' ', @Most, N' jobs wait already.') END);

IF @Message <> N''
BEGIN
    SET @Message = CONCAT(N'No job was queued.', @Message);
    THROW 50095, @Message, 1;
END;

BEGIN TRANSACTION;

INSERT ops.Job (KindName, ArgumentsJson, QueuedAt, QueuedBy)
VALUES (@KindName, @ArgumentsJson, @Now, @ChangedBy);

SET @JobId = SCOPE_IDENTITY();

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
VALUES (@Now, @ChangedBy, N'QueueJob', CONCAT(N'job ', @JobId), N'', LEFT(CONCAT(@KindName, N' ', @ArgumentsJson), 2000));

COMMIT TRANSACTION;
