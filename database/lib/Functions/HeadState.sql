/*  lib.HeadState: what a head blocker is doing, in words, and what to do about it: 'sleeping, 1 open
    transaction, idle for 2 min 05 s'; 'rolling back (killed), 42 % done, about 12 min 00 s left, 44.7 GB
    of log'.
    @HeadKind          as in fact.BlockingIncident
    @Status, @Command  of its request; the status of the session where it has none
    @PercentComplete, @RemainingMs   how far a rollback, backup, check … is; NULL: not told
    @LogBytesUsed      what its transaction has written
    Result   one row: HeadState; HeadActivity, the same in a word or two for a subject, NULL for a sleeping
             session or a statement; HeadAdvice  */
CREATE FUNCTION lib.HeadState
(
    @SessionId            int,
    @HeadKind             nvarchar(16),
    @Status               nvarchar(30),
    @Command              nvarchar(32),
    @OpenTransactionCount int,
    @IdleInTransactionMs  bigint,
    @PercentComplete      decimal(5, 2),
    @RemainingMs          bigint,
    @LogBytesUsed         bigint
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        HeadState = CAST(LEFT(CASE
            WHEN @SessionId < 0 THEN n.Name
            WHEN @Status IS NULL THEN N'not in the snapshot'
            ELSE CONCAT(
                CASE WHEN @HeadKind = N'cycle' THEN N'in a cycle of waits (deadlock not resolved yet), ' END,
                CASE
                    WHEN a.ActivityKind = N'rollback' THEN CONCAT(N'rolling back', k.KilledText)
                    WHEN a.ActivityKind IS NOT NULL THEN CONCAT(@Command, N', ' + @Status)
                    ELSE @Status
                END,
                N', ' + p.PercentText + N' done',
                N', about ' + r.DurationText + N' left',
                CASE WHEN a.ActivityKind = N'rollback' THEN NULL
                     WHEN @OpenTransactionCount = 1 THEN N', 1 open transaction'
                     WHEN @OpenTransactionCount > 1 THEN CONCAT(N', ', @OpenTransactionCount, N' open transactions') END,
                N', idle for ' + d.DurationText,
                CASE WHEN a.ActivityKind IS NOT NULL THEN N', ' + b.BytesText + N' of log' END)
        END, 200) AS nvarchar(200)),
        HeadActivity = CAST(CASE
            WHEN @SessionId < 0 OR @Status IS NULL THEN NULL
            WHEN a.ActivityKind = N'rollback' THEN CONCAT(N'rolling back', N' ' + p.PercentText)
            WHEN a.ActivityKind IS NOT NULL THEN CONCAT(@Command, N' ' + p.PercentText)
            WHEN @HeadKind = N'cycle' THEN N'in a cycle of waits'
        END AS nvarchar(64)),
        HeadAdvice = CAST(CASE
            WHEN @SessionId < 0 THEN N'No session to talk to: the playbook says what the number stands for.'
            WHEN a.ActivityKind = N'rollback'
                THEN N'Wait until the rollback is done. Do not kill it again, and do not restart SQL Server: recovery would '
                    + N'begin the same work anew, with the database offline.'
            WHEN a.ActivityKind = N'restore' THEN N'Wait until it is done; ask who started it.'
            WHEN a.ActivityKind = N'backup'
                THEN N'Wait until it is done, or ask who started it: a backup can be stopped at any time, and nothing is undone.'
            WHEN a.ActivityKind = N'shrink'
                THEN N'Stop it: what it has moved stays moved. Shrink outside working hours, if at all.'
            WHEN a.ActivityKind = N'check'
                THEN N'A check changes nothing and can be stopped at any time; run it outside working hours, without TABLOCK.'
            WHEN a.ActivityKind = N'index'
                THEN N'Look how far it is before you stop it: a rebuild that is stopped rolls back, about as long as it ran. '
                    + N'A reorganisation can be stopped at any time.'
            WHEN a.ActivityKind = N'schema'
                THEN N'A table is being changed, as a synchronisation of the AX database does: wait, or ask who started it.'
            WHEN a.ActivityKind = N'statistics' THEN N'Statistics are being made: wait; it can be stopped at any time.'
            WHEN @HeadKind = N'cycle' THEN N'SQL Server ends a deadlock within seconds: nothing to do.'
            WHEN @Status IS NULL THEN N'The session ended while it was looked at: wait for the next snapshot.'
            WHEN @Status = N'sleeping' AND @OpenTransactionCount > 0
                THEN N'Nothing runs: find out who it is and what holds the transaction open. A click in AX ends it better '
                    + N'than KILL.'
            WHEN @Status <> N'sleeping' THEN N'The statement itself takes long: look at it and at its plan.'
        END AS nvarchar(400))
    FROM lib.PseudoBlockerName(@SessionId) AS n
    CROSS JOIN lib.CommandActivity(@Command, @Status) AS a
    CROSS JOIN lib.DurationText(@IdleInTransactionMs) AS d
    CROSS JOIN lib.DurationText(@RemainingMs) AS r
    CROSS JOIN lib.BytesText(@LogBytesUsed) AS b
    CROSS JOIN
    (
        SELECT PercentText = MAX(CONCAT(CAST(x.PercentComplete AS int), N' %'))
        FROM (SELECT PercentComplete = @PercentComplete) AS x
        WHERE x.PercentComplete > 0
    ) AS p
    CROSS JOIN (SELECT KilledText = CASE WHEN UPPER(@Command) LIKE N'%KILLED%' THEN N' (killed)' END) AS k
);
