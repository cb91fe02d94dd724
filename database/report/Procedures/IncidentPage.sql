/*  report.IncidentPage: blocking incidents for programs, the newest first, read on by key as in
    report.AlertPage.
    @InstanceName   NULL: all
    @FromAt, @ToAt  UTC: only incidents that were alive in [from, to); NULL: without an end on that side
    @IsOpen         1: only what is not over, 0: only what is; NULL: both
    @MinMs          only incidents that lasted so long; NULL: all
    @BeforeId       only incidents with a smaller IncidentId; NULL: from the newest on
    @RowCount       1 to 1001 rows
    Result          IncidentId, InstanceName, FirstSeenAt, LastSeenAt, EndedAt (NULL: goes on), DurationMs,
                    HeadSessionId, HeadLabel, HeadState, AxUser, HostName, ProgramName, BatchTask, ObjectName,
                    HeadStatement, VictimCount, PeakVictimCount, MaxDepth, TotalWaitMs, LongestWaitMs,
                    Severity (of its alert; NULL: none); times in UTC  */
CREATE PROCEDURE report.IncidentPage
    @InstanceName sysname = NULL,
    @FromAt       datetime2(3) = NULL,
    @ToAt         datetime2(3) = NULL,
    @IsOpen       bit = NULL,
    @MinMs        bigint = NULL,
    @BeforeId     bigint = NULL,
    @RowCount     int = 51,
    @Help         bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'IncidentPage';
    RETURN;
END;

SET @RowCount = CASE WHEN @RowCount BETWEEN 1 AND 1001 THEN @RowCount ELSE 51 END;

SELECT TOP (@RowCount)
    r.IncidentId,
    r.InstanceName,
    r.FirstSeenAt,
    r.LastSeenAt,
    r.EndedAt,
    r.DurationMs,
    r.HeadSessionId,
    r.HeadLabel,
    r.HeadState,
    r.AxUser,
    r.HostName,
    r.ProgramName,
    r.BatchTask,
    r.ObjectName,
    r.HeadStatement,
    r.VictimCount,
    r.PeakVictimCount,
    r.MaxDepth,
    r.TotalWaitMs,
    r.LongestWaitMs,
    r.Severity
FROM report.BlockingIncidentRow() AS r
WHERE (@BeforeId IS NULL OR r.IncidentId < @BeforeId)
  AND (@ToAt IS NULL OR r.FirstSeenAt < @ToAt)
  AND (@FromAt IS NULL OR r.LastSeenAt >= @FromAt)
  AND (@IsOpen IS NULL OR (@IsOpen = 1 AND r.EndedAt IS NULL) OR (@IsOpen = 0 AND r.EndedAt IS NOT NULL))
  AND (@MinMs IS NULL OR r.DurationMs >= @MinMs)
  AND (@InstanceName IS NULL OR r.InstanceName = @InstanceName)
ORDER BY r.IncidentId DESC
OPTION (RECOMPILE);
