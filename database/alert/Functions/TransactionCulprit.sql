/*  alert.TransactionCulprit: whose transaction stays open, and what it does.
    @LongTransactionId   fact.LongTransaction
    Result   one row or none, as alert.FindCulprits describes it  */
CREATE FUNCTION alert.TransactionCulprit
(
    @LongTransactionId bigint
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        CulpritText = CAST(LEFT(CASE
            WHEN t.RollingBackSince IS NOT NULL
                THEN CONCAT(N'Rolling back: ', l.WhoText, N' ' + p.PercentText, N', ' + b.BytesText + N' log')
            WHEN t.IdleInTransactionMs * 2 >= t.DurationMs
                THEN CONCAT(l.WhoText, N' idle ', i.DurationText, N' in open transaction', N', ' + t.HostName)
            ELSE CONCAT(l.WhoText, N': ', d.DurationText, N' transaction', N', ' + b.BytesText + N' log')
        END, 300) AS nvarchar(300)),
        CauseText = CAST(LEFT(CONCAT(l.SessionLabel, N'; open since ', CONVERT(nvarchar(19), t.StartedAt, 126), N'Z',
            N'; ' + b.BytesText + N' of log', N'; ' + tb.BytesText + N' of tempdb',
            N'; rolled back since ' + CONVERT(nvarchar(19), t.RollingBackSince, 126) + N'Z',
            N'; the server expects ' + r.DurationText + N' more'), 1000) AS nvarchar(1000)),
        SessionId = CAST(t.SessionId AS int),
        AosName = CAST(t.HostName AS nvarchar(128)),
        GroupId = CAST(NULL AS nvarchar(60)),
        ClassName = CAST(LEFT(t.BatchTask, CHARINDEX(N' · ', t.BatchTask + N' · ') - 1) AS nvarchar(128)),
        ObjectName = CAST(NULL AS nvarchar(512)),
        QueryKey = CAST(NULL AS nvarchar(64)),
        VolumeName = CAST(NULL AS nvarchar(256)),
        RowsJson =
        (
            SELECT
                t.SessionId AS sessionId,
                l.SessionLabel AS who,
                t.Status AS status,
                d.DurationText AS openFor,
                i.DurationText AS idleFor,
                b.BytesText AS log,
                tb.BytesText AS tempdb,
                t.Command AS command,
                p.PercentText AS done,
                r.DurationText AS [left],
                t.DatabaseName AS [database],
                LEFT(s.TextValue, 1000) AS statement
            FOR JSON PATH, INCLUDE_NULL_VALUES
        )
    FROM fact.ShownLongTransaction(1) AS t
    CROSS APPLY lib.SessionLabel(t.SessionId, t.AxUser, t.AxConfidence, t.BatchTask, t.ProgramName, t.HostName, 0) AS l
    CROSS APPLY lib.DurationText(t.DurationMs) AS d
    CROSS APPLY lib.DurationText(t.IdleInTransactionMs) AS i
    CROSS APPLY lib.DurationText(CASE WHEN t.RemainingMs > 0 THEN t.RemainingMs END) AS r
    CROSS APPLY
    (
        SELECT PercentText = CASE
            WHEN t.PercentComplete > 0 THEN CAST(CAST(ROUND(t.PercentComplete, 0) AS int) AS nvarchar(12)) + N' %'
        END
    ) AS p
    CROSS APPLY lib.BytesText(t.LogBytesUsed) AS b
    CROSS APPLY lib.BytesText(t.PeakTempDbBytes) AS tb
    OUTER APPLY dim.ShownText(t.HidesLiterals, t.StatementHash) AS s
    WHERE t.LongTransactionId = @LongTransactionId
);
