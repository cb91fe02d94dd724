/*  alert.GetExport: the rows of one set and one span of time, for an export. No set has texts of statements.
    @SetName        alerts, incidents, deadlocks, batch, metrics (by hour) or runs
    @From, @To      UTC; @To is not meant any more
    @InstanceName   NULL or empty: all
    Result          the rows in the order of time; times in UTC
    Errors          50095 no such set  */
CREATE PROCEDURE alert.GetExport
    @SetName      nvarchar(16),
    @From         datetime2(3),
    @To           datetime2(3),
    @InstanceName sysname = NULL
AS
SET NOCOUNT ON;

DECLARE @Message nvarchar(400);

SET @InstanceName = NULLIF(@InstanceName, N'');

IF @SetName NOT IN (N'alerts', N'incidents', N'deadlocks', N'batch', N'metrics', N'runs')
BEGIN
    SET @Message = CONCAT(N'There is no set ''', @SetName, N''': alerts, incidents, deadlocks, batch, metrics, runs.');
    THROW 50095, @Message, 1;
END;

IF @SetName = N'alerts'
    SELECT
        a.AlertId,
        i.InstanceName,
        r.RuleName,
        a.AlertKey,
        a.State,
        a.Severity,
        a.Priority,
        a.Headline,
        a.CauseText,
        a.PendingAt,
        a.OpenedAt,
        a.AcknowledgedAt,
        a.AcknowledgedBy,
        a.AssignedTo,
        a.ResolvedAt
    FROM alert.ShownAlert(1) AS a
    INNER JOIN config.Instance AS i ON i.InstanceId = a.InstanceId
    INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId
    WHERE a.PendingAt >= @From
      AND a.PendingAt < @To
      AND (@InstanceName IS NULL OR i.InstanceName = @InstanceName)
    ORDER BY a.PendingAt, a.AlertId;

IF @SetName = N'incidents'
    SELECT
        b.IncidentId,
        i.InstanceName,
        b.AlertKey,
        b.HeadKind,
        b.StartedAt,
        b.FirstSeenAt,
        b.LastSeenAt,
        b.EndedAt,
        b.PeakVictimCount,
        b.PeakTotalWaitMs,
        b.LongestWaitMs,
        b.ObjectName,
        b.HostName,
        b.ProgramName,
        b.LoginName,
        b.AxUser,
        b.BatchTask
    FROM fact.ShownBlockingIncident(1) AS b
    INNER JOIN config.Instance AS i ON i.InstanceId = b.InstanceId
    WHERE b.FirstSeenAt >= @From
      AND b.FirstSeenAt < @To
      AND (@InstanceName IS NULL OR i.InstanceName = @InstanceName)
    ORDER BY b.FirstSeenAt, b.IncidentId;

IF @SetName = N'deadlocks'
    SELECT
        d.DeadlockId,
        i.InstanceName,
        d.DetectedAt,
        d.DeadlockKind,
        d.ProcessCount,
        d.VictimCount,
        d.ResourceCount,
        Signature = CONVERT(nvarchar(64), d.Signature, 2)
    FROM fact.Deadlock AS d
    INNER JOIN config.Instance AS i ON i.InstanceId = d.InstanceId
    WHERE d.DetectedAt >= @From
      AND d.DetectedAt < @To
      AND (@InstanceName IS NULL OR i.InstanceName = @InstanceName)
    ORDER BY d.DetectedAt, d.DeadlockId;

IF @SetName = N'batch'
    SELECT
        e.ExecutionId,
        i.InstanceName,
        e.JobCaption,
        e.TaskCaption,
        e.ClassNumber,
        e.GroupId,
        e.Company,
        e.ServerId,
        e.StatusNumber,
        e.ScheduledAt,
        e.StartedAt,
        e.EndedAt,
        e.DelayMs,
        e.DurationMs
    FROM fact.BatchExecution AS e
    INNER JOIN config.Instance AS i ON i.InstanceId = e.InstanceId
    WHERE e.StartedAt >= @From
      AND e.StartedAt < @To
      AND (@InstanceName IS NULL OR i.InstanceName = @InstanceName)
    ORDER BY e.StartedAt, e.ExecutionId;

IF @SetName = N'metrics'
    SELECT
        i.InstanceName,
        m.MetricName,
        k.KeyText,
        h.BucketAt,
        h.ValueCount,
        AverageValue = h.SumValue / h.ValueCount,
        h.MinValue,
        h.MaxValue,
        h.LastValue
    FROM rollup.Hour AS h
    INNER JOIN rollup.Series AS s ON s.SeriesId = h.SeriesId
    INNER JOIN config.Instance AS i ON i.InstanceId = s.InstanceId
    INNER JOIN config.Metric AS m ON m.MetricId = s.MetricId
    INNER JOIN dim.MetricKey AS k ON k.KeyId = s.KeyId
    WHERE h.BucketAt >= @From
      AND h.BucketAt < @To
      AND (@InstanceName IS NULL OR i.InstanceName = @InstanceName)
    ORDER BY h.BucketAt, i.InstanceName, m.MetricName, k.KeyText;

IF @SetName = N'runs'
    SELECT
        r.RunId,
        i.InstanceName,
        r.JobName,
        r.StartedAt,
        r.EndedAt,
        r.SourceMs,
        r.SaveMs,
        r.RowsRead,
        r.RowsSaved,
        r.Outcome,
        r.ErrorNumber
    FROM ops.JobRun AS r
    LEFT JOIN config.Instance AS i ON i.InstanceId = r.InstanceId
    WHERE r.StartedAt >= @From
      AND r.StartedAt < @To
      AND (@InstanceName IS NULL OR i.InstanceName = @InstanceName)
    ORDER BY r.StartedAt, r.RunId;
