/*  config.PausedInstance: the instances from which nothing is read because a maintenance window says so.
    @Now     UTC
    Result   one row per instance: InstanceId, WindowId, PauseText (why, as a sentence), IsOver (1: the window
             ended within three minutes, so that collection begins again just now)  */
CREATE FUNCTION config.PausedInstance
(
    @Now datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        n.InstanceId,
        WindowId = MIN(o.WindowId),
        PauseText = MIN(CONCAT(N'Collection is paused by maintenance window ', o.WindowId, N': ', w.Reason, N'.')),
        IsOver = MIN(o.IsOver)
    FROM
    (
        SELECT p.WindowId, p.InstanceId, IsOver = 0
        FROM config.OpenWindow(@Now) AS p
        WHERE p.IsCollectionPaused = 1
        UNION ALL
        SELECT p.WindowId, p.InstanceId, 1
        FROM config.OpenWindow(DATEADD(minute, -3, @Now)) AS p
        WHERE p.IsCollectionPaused = 1
    ) AS o
    INNER JOIN config.MaintenanceWindow AS w ON w.WindowId = o.WindowId
    INNER JOIN config.Instance AS n ON o.InstanceId IS NULL OR o.InstanceId = n.InstanceId
    GROUP BY n.InstanceId
);
