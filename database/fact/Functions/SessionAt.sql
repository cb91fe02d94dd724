/*  fact.SessionAt: whose a SQL session was, where only its number is told, as in a deadlock: the AX user
    that the error of a deadlock's victim carried, else the AX user and the batch task that the nearest
    snapshot of blocking saw in it.
    @IsForAll   see config.Masking
    @HostName   the session's computer, as it may be shown; another one elsewhere is another session
    @At         UTC; of snapshots a minute before and fifteen seconds after count, of errors five seconds
    Result      one row or none: AxUser, AxConfidence, BatchTask  */
CREATE FUNCTION fact.SessionAt
(
    @IsForAll   bit,
    @InstanceId int,
    @SessionId  int,
    @HostName   nvarchar(128),
    @At         datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT TOP (1)
        AxUser = COALESCE(e.AxUser, n.AxUser),
        AxConfidence = CASE WHEN e.AxUser IS NULL THEN n.AxConfidence ELSE e.AxConfidence END,
        -- The task that a snapshot saw is another's when the user is another.
        BatchTask = CASE WHEN e.AxUser IS NULL OR e.AxUser = n.AxUser THEN n.BatchTask END
    FROM (SELECT One = 1) AS o
    OUTER APPLY
    (
        SELECT TOP (1) n.AxUser, n.AxConfidence, n.BatchTask
        FROM fact.BlockingSnapshot AS s
        INNER JOIN fact.ShownBlockingNode(@IsForAll) AS n
            ON n.SnapshotId = s.SnapshotId
           AND n.SessionId = @SessionId
           AND n.CapturedAt = s.CapturedAt
        WHERE s.InstanceId = @InstanceId
          AND s.CapturedAt >= DATEADD(second, -60, @At)
          AND s.CapturedAt <= DATEADD(second, 15, @At)
          AND (n.HostName = @HostName OR n.HostName IS NULL OR @HostName IS NULL)
        ORDER BY ABS(DATEDIFF(millisecond, s.CapturedAt, @At))
    ) AS n
    OUTER APPLY
    (
        -- 1205 is raised in the victim's own session, whose context tells the user of that moment.
        SELECT TOP (1) e.AxUser, e.AxConfidence
        FROM fact.ShownErrorEvent(@IsForAll) AS e
        WHERE e.InstanceId = @InstanceId
          AND e.EventAt >= DATEADD(second, -5, @At)
          AND e.EventAt <= DATEADD(second, 5, @At)
          AND e.SessionId = @SessionId
          AND e.ErrorNumber = 1205
          AND e.AxUser IS NOT NULL
          AND (e.HostName = @HostName OR e.HostName IS NULL OR @HostName IS NULL)
        ORDER BY ABS(DATEDIFF(millisecond, e.EventAt, @At))
    ) AS e
    WHERE COALESCE(e.AxUser, n.AxConfidence) IS NOT NULL
);
