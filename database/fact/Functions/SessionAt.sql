/*  fact.SessionAt: whose a SQL session was, where only its number is told, as in a deadlock: the AX user
    and the batch task that the nearest snapshot of blocking saw in it.
    @HostName   the session's computer; another one in the snapshot is another session
    @At         UTC; a minute before and fifteen seconds after count
    Result      one row or none: AxUser, AxConfidence, BatchTask  */
CREATE FUNCTION fact.SessionAt
(
    @InstanceId int,
    @SessionId  int,
    @HostName   nvarchar(128),
    @At         datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT TOP (1) n.AxUser, n.AxConfidence, n.BatchTask
    FROM fact.BlockingSnapshot AS s
    INNER JOIN fact.BlockingNode AS n ON n.SnapshotId = s.SnapshotId AND n.SessionId = @SessionId AND n.CapturedAt = s.CapturedAt
    WHERE s.InstanceId = @InstanceId
      AND s.CapturedAt >= DATEADD(second, -60, @At)
      AND s.CapturedAt <= DATEADD(second, 15, @At)
      AND (n.HostName = @HostName OR n.HostName IS NULL OR @HostName IS NULL)
    ORDER BY ABS(DATEDIFF(millisecond, s.CapturedAt, @At))
);
