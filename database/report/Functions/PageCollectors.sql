/*  report.PageCollectors: how the collectors stand whose data a page shows.
    @CollectorNames   names, separated by blanks; the first is the one by whose coverage the page is judged;
                      NULL: all that bring data
    @InstanceId       NULL for all
    @Stage            NULL for all (config.Instance.Environment)
    @Now              UTC
    Result            one row per instance and collector, as ops.CollectorStanding has it, with Place in the
                      list, OverdueRatio (age in effective intervals; more than 2 is late)  */
CREATE FUNCTION report.PageCollectors
(
    @CollectorNames nvarchar(1000),
    @InstanceId     int,
    @Stage          nvarchar(16),
    @Now            datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        s.InstanceId,
        s.InstanceName,
        s.CollectorName,
        s.IsCollecting,
        s.Standing,
        s.Remedy,
        s.Since,
        s.LastSuccessAt,
        s.DataAgeMs,
        s.EffectiveIntervalMs,
        p.Place,
        OverdueRatio = CASE WHEN s.IsCollecting = 1 THEN 1e0 * s.DataAgeMs / NULLIF(s.EffectiveIntervalMs, 0) END
    FROM ops.CollectorStanding(@Now) AS s
    INNER JOIN config.Instance AS i ON i.InstanceId = s.InstanceId
    INNER JOIN config.Collector AS c ON c.CollectorName = s.CollectorName
    CROSS APPLY
    (
        SELECT Place = CASE
            WHEN @CollectorNames IS NOT NULL THEN CHARINDEX(N' ' + s.CollectorName + N' ', N' ' + @CollectorNames + N' ')
            WHEN c.Kind = N'data' THEN c.CollectorId
        END
    ) AS p
    WHERE p.Place > 0
      AND (@InstanceId IS NULL OR s.InstanceId = @InstanceId)
      AND (@Stage IS NULL OR i.Environment = @Stage)
);
