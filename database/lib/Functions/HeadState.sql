/*  lib.HeadState: what a head blocker is doing, in words: 'sleeping, 1 open
    transaction, idle for 2 min 05 s'.
    Result   one row: HeadState  */
CREATE FUNCTION lib.HeadState
(
    @SessionId            int,
    @HeadKind             nvarchar(16),
    @Status               nvarchar(30),
    @OpenTransactionCount int,
    @IdleInTransactionMs  bigint
)
RETURNS TABLE
AS
RETURN
(
    SELECT HeadState = CAST(CASE
        WHEN @SessionId < 0 THEN n.Name
        WHEN @Status IS NULL THEN N'not in the snapshot'
        ELSE CONCAT(
            CASE WHEN @HeadKind = N'cycle' THEN N'in a cycle of waits (deadlock not resolved yet), ' END,
            @Status,
            CASE WHEN @OpenTransactionCount = 1 THEN N', 1 open transaction'
                 WHEN @OpenTransactionCount > 1 THEN CONCAT(N', ', @OpenTransactionCount, N' open transactions') END,
            N', idle for ' + d.DurationText)
    END AS nvarchar(200))
    FROM lib.PseudoBlockerName(@SessionId) AS n
    CROSS JOIN lib.DurationText(@IdleInTransactionMs) AS d
);
