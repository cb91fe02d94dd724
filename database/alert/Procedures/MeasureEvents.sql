/*  alert.MeasureEvents: rules of kind Event: what facts tell of, from first to last sight. What has ended
    has no row, which resolves its alert. Adds rows as alert.Measure describes them to the caller's temp table
    #Measure.
    @Now      UTC
    @RuleId   as in alert.RuleTarget; a rule's number replays the stored history
    Each source of config.AlertSource is a function of one shape, asked only while a rule wants it: a new one
    is that function, a statement here, and rows in the seed.  */
CREATE PROCEDURE alert.MeasureEvents
    @Now    datetime2(3),
    @RuleId int
AS
SET NOCOUNT ON;

DECLARE @IsPast bit = CASE WHEN @RuleId IS NULL THEN 0 ELSE 1 END;

CREATE TABLE #Source
(
    SourceName nvarchar(64) COLLATE DATABASE_DEFAULT NOT NULL PRIMARY KEY CLUSTERED
);

CREATE TABLE #Event
(
    SourceName   nvarchar(64)  COLLATE DATABASE_DEFAULT NOT NULL,
    InstanceId   int           NOT NULL,
    AlertKey     nvarchar(256) COLLATE DATABASE_DEFAULT NOT NULL,
    MeasureName  nvarchar(64)  COLLATE DATABASE_DEFAULT NOT NULL,
    MeasureValue float         NULL,
    SubjectKind  nvarchar(32)  COLLATE DATABASE_DEFAULT NULL,
    SubjectId    bigint        NULL,
    INDEX CX_Event CLUSTERED (SourceName, MeasureName, InstanceId)
);

INSERT #Source (SourceName)
SELECT DISTINCT t.SourceName
FROM alert.RuleTarget(@RuleId) AS t
WHERE t.RuleKind = N'Event';

IF EXISTS (SELECT 1 FROM #Source AS s WHERE s.SourceName = N'BlockingIncident')
    INSERT #Event (SourceName, InstanceId, AlertKey, MeasureName, MeasureValue, SubjectKind, SubjectId)
    SELECT N'BlockingIncident', e.InstanceId, e.AlertKey, e.MeasureName, e.MeasureValue, N'BlockingIncident', e.IncidentId
    FROM alert.BlockingEvent(@Now, @IsPast) AS e;

IF EXISTS (SELECT 1 FROM #Source AS s WHERE s.SourceName = N'Deadlock')
    INSERT #Event (SourceName, InstanceId, AlertKey, MeasureName, MeasureValue, SubjectKind, SubjectId)
    SELECT N'Deadlock', e.InstanceId, e.AlertKey, e.MeasureName, e.MeasureValue, e.SubjectKind, e.SubjectId
    FROM alert.DeadlockEvent(@Now) AS e;

IF EXISTS (SELECT 1 FROM #Source AS s WHERE s.SourceName = N'Transaction')
    INSERT #Event (SourceName, InstanceId, AlertKey, MeasureName, MeasureValue, SubjectKind, SubjectId)
    SELECT N'Transaction', e.InstanceId, e.AlertKey, e.MeasureName, e.MeasureValue, e.SubjectKind, e.SubjectId
    FROM alert.TransactionEvent(@Now, @IsPast) AS e;

IF EXISTS (SELECT 1 FROM #Source AS s WHERE s.SourceName = N'BatchTask')
    INSERT #Event (SourceName, InstanceId, AlertKey, MeasureName, MeasureValue, SubjectKind, SubjectId)
    SELECT N'BatchTask', e.InstanceId, e.AlertKey, e.MeasureName, e.MeasureValue, e.SubjectKind, e.SubjectId
    FROM alert.BatchTaskEvent(@Now) AS e;

IF EXISTS (SELECT 1 FROM #Source AS s WHERE s.SourceName = N'BatchFailure')
    INSERT #Event (SourceName, InstanceId, AlertKey, MeasureName, MeasureValue, SubjectKind, SubjectId)
    SELECT N'BatchFailure', e.InstanceId, e.AlertKey, e.MeasureName, e.MeasureValue, e.SubjectKind, e.SubjectId
    FROM alert.BatchFailureEvent(@Now) AS e;

IF EXISTS (SELECT 1 FROM #Source AS s WHERE s.SourceName = N'Aos')
    INSERT #Event (SourceName, InstanceId, AlertKey, MeasureName, MeasureValue, SubjectKind, SubjectId)
    SELECT N'Aos', e.InstanceId, e.AlertKey, e.MeasureName, e.MeasureValue, e.SubjectKind, e.SubjectId
    FROM alert.AosEvent(@Now) AS e;

IF EXISTS (SELECT 1 FROM #Source AS s WHERE s.SourceName = N'BatchThreads')
    INSERT #Event (SourceName, InstanceId, AlertKey, MeasureName, MeasureValue, SubjectKind, SubjectId)
    SELECT N'BatchThreads', e.InstanceId, e.AlertKey, e.MeasureName, e.MeasureValue, e.SubjectKind, e.SubjectId
    FROM alert.BatchThreadEvent(@Now) AS e;

IF EXISTS (SELECT 1 FROM #Source AS s WHERE s.SourceName = N'Storage')
    INSERT #Event (SourceName, InstanceId, AlertKey, MeasureName, MeasureValue, SubjectKind, SubjectId)
    SELECT N'Storage', e.InstanceId, e.AlertKey, e.MeasureName, e.MeasureValue, e.SubjectKind, e.SubjectId
    FROM alert.StorageEvent(@Now) AS e;

IF EXISTS (SELECT 1 FROM #Source AS s WHERE s.SourceName = N'QueryLoad')
    INSERT #Event (SourceName, InstanceId, AlertKey, MeasureName, MeasureValue, SubjectKind, SubjectId)
    SELECT N'QueryLoad', e.InstanceId, e.AlertKey, e.MeasureName, e.MeasureValue, e.SubjectKind, e.SubjectId
    FROM alert.QueryLoadEvent(@Now) AS e;

IF EXISTS (SELECT 1 FROM #Source AS s WHERE s.SourceName = N'QueryPlan')
    INSERT #Event (SourceName, InstanceId, AlertKey, MeasureName, MeasureValue, SubjectKind, SubjectId)
    SELECT N'QueryPlan', e.InstanceId, e.AlertKey, e.MeasureName, e.MeasureValue, e.SubjectKind, e.SubjectId
    FROM alert.QueryPlanEvent(@Now) AS e;

IF EXISTS (SELECT 1 FROM #Source AS s WHERE s.SourceName = N'AxTables')
    INSERT #Event (SourceName, InstanceId, AlertKey, MeasureName, MeasureValue, SubjectKind, SubjectId)
    SELECT N'AxTables', e.InstanceId, e.AlertKey, e.MeasureName, e.MeasureValue, e.SubjectKind, e.SubjectId
    FROM alert.AxTableEvent(@Now) AS e;

IF EXISTS (SELECT 1 FROM #Source AS s WHERE s.SourceName = N'TempDb')
    INSERT #Event (SourceName, InstanceId, AlertKey, MeasureName, MeasureValue, SubjectKind, SubjectId)
    SELECT N'TempDb', e.InstanceId, e.AlertKey, e.MeasureName, e.MeasureValue, e.SubjectKind, e.SubjectId
    FROM alert.TempDbEvent(@Now) AS e;

IF EXISTS (SELECT 1 FROM #Source AS s WHERE s.SourceName = N'Leak')
    INSERT #Event (SourceName, InstanceId, AlertKey, MeasureName, MeasureValue, SubjectKind, SubjectId)
    SELECT N'Leak', e.InstanceId, e.AlertKey, e.MeasureName, e.MeasureValue, e.SubjectKind, e.SubjectId
    FROM alert.LeakEvent(@Now) AS e;

IF EXISTS (SELECT 1 FROM #Source AS s WHERE s.SourceName = N'BatchSlow')
    INSERT #Event (SourceName, InstanceId, AlertKey, MeasureName, MeasureValue, SubjectKind, SubjectId)
    SELECT N'BatchSlow', e.InstanceId, e.AlertKey, e.MeasureName, e.MeasureValue, e.SubjectKind, e.SubjectId
    FROM alert.BatchSlowEvent(@Now) AS e;

IF EXISTS (SELECT 1 FROM #Source AS s WHERE s.SourceName = N'Sessions')
    INSERT #Event (SourceName, InstanceId, AlertKey, MeasureName, MeasureValue, SubjectKind, SubjectId)
    SELECT N'Sessions', e.InstanceId, e.AlertKey, e.MeasureName, e.MeasureValue, e.SubjectKind, e.SubjectId
    FROM alert.SessionEvent(@Now) AS e;

IF EXISTS (SELECT 1 FROM #Source AS s WHERE s.SourceName = N'Waits')
    INSERT #Event (SourceName, InstanceId, AlertKey, MeasureName, MeasureValue, SubjectKind, SubjectId)
    SELECT N'Waits', e.InstanceId, e.AlertKey, e.MeasureName, e.MeasureValue, e.SubjectKind, e.SubjectId
    FROM alert.WaitEvent(@Now) AS e;

IF EXISTS (SELECT 1 FROM #Source AS s WHERE s.SourceName = N'Anomaly')
    INSERT #Event (SourceName, InstanceId, AlertKey, MeasureName, MeasureValue, SubjectKind, SubjectId)
    SELECT N'Anomaly', e.InstanceId, e.AlertKey, e.MeasureName, e.MeasureValue, e.SubjectKind, e.SubjectId
    FROM alert.AnomalyEvent(@Now) AS e;

IF EXISTS (SELECT 1 FROM #Source AS s WHERE s.SourceName = N'Forecast')
    INSERT #Event (SourceName, InstanceId, AlertKey, MeasureName, MeasureValue, SubjectKind, SubjectId)
    SELECT N'Forecast', e.InstanceId, e.AlertKey, e.MeasureName, e.MeasureValue, e.SubjectKind, e.SubjectId
    FROM alert.ForecastEvent(@Now) AS e;

IF EXISTS (SELECT 1 FROM #Source AS s WHERE s.SourceName = N'Retention')
    INSERT #Event (SourceName, InstanceId, AlertKey, MeasureName, MeasureValue, SubjectKind, SubjectId)
    SELECT N'Retention', e.InstanceId, e.AlertKey, e.MeasureName, e.MeasureValue, e.SubjectKind, e.SubjectId
    FROM alert.RetentionEvent(@Now) AS e;

IF EXISTS (SELECT 1 FROM #Source AS s WHERE s.SourceName = N'Quarantine')
    INSERT #Event (SourceName, InstanceId, AlertKey, MeasureName, MeasureValue, SubjectKind, SubjectId)
    SELECT N'Quarantine', e.InstanceId, e.AlertKey, e.MeasureName, e.MeasureValue, e.SubjectKind, e.SubjectId
    FROM alert.QuarantineEvent(@Now) AS e;

IF EXISTS (SELECT 1 FROM #Source AS s WHERE s.SourceName = N'Backup')
    INSERT #Event (SourceName, InstanceId, AlertKey, MeasureName, MeasureValue, SubjectKind, SubjectId)
    SELECT N'Backup', e.InstanceId, e.AlertKey, e.MeasureName, e.MeasureValue, e.SubjectKind, e.SubjectId
    FROM alert.BackupEvent(@Now) AS e;

IF EXISTS (SELECT 1 FROM #Source AS s WHERE s.SourceName = N'Setting')
    INSERT #Event (SourceName, InstanceId, AlertKey, MeasureName, MeasureValue, SubjectKind, SubjectId)
    SELECT N'Setting', e.InstanceId, e.AlertKey, e.MeasureName, e.MeasureValue, e.SubjectKind, e.SubjectId
    FROM alert.SettingEvent(@Now) AS e;

IF EXISTS (SELECT 1 FROM #Source AS s WHERE s.SourceName = N'Channel')
    INSERT #Event (SourceName, InstanceId, AlertKey, MeasureName, MeasureValue, SubjectKind, SubjectId)
    SELECT N'Channel', e.InstanceId, e.AlertKey, e.MeasureName, e.MeasureValue, e.SubjectKind, e.SubjectId
    FROM alert.ChannelEvent(@Now, @IsPast) AS e;

IF EXISTS (SELECT 1 FROM #Source AS s WHERE s.SourceName = N'PageLife')
    INSERT #Event (SourceName, InstanceId, AlertKey, MeasureName, MeasureValue, SubjectKind, SubjectId)
    SELECT N'PageLife', e.InstanceId, e.AlertKey, e.MeasureName, e.MeasureValue, e.SubjectKind, e.SubjectId
    FROM alert.PageLifeEvent(@Now) AS e;

IF EXISTS (SELECT 1 FROM #Source AS s WHERE s.SourceName = N'Log')
    INSERT #Event (SourceName, InstanceId, AlertKey, MeasureName, MeasureValue, SubjectKind, SubjectId)
    SELECT N'Log', e.InstanceId, e.AlertKey, e.MeasureName, e.MeasureValue, e.SubjectKind, e.SubjectId
    FROM alert.LogEvent(@Now) AS e;

IF EXISTS (SELECT 1 FROM #Source AS s WHERE s.SourceName = N'SessionLeak')
    INSERT #Event (SourceName, InstanceId, AlertKey, MeasureName, MeasureValue, SubjectKind, SubjectId)
    SELECT N'SessionLeak', e.InstanceId, e.AlertKey, e.MeasureName, e.MeasureValue, e.SubjectKind, e.SubjectId
    FROM alert.SessionLeakEvent(@Now) AS e;

INSERT #Measure
(
    RuleId,
    InstanceId,
    AlertKey,
    MeasureName,
    Value,
    WarnValue,
    CriticalValue,
    SampleCount,
    SubjectKind,
    SubjectId,
    EvidenceJson
)
SELECT
    t.RuleId,
    t.InstanceId,
    e.AlertKey,
    t.MeasureName,
    e.MeasureValue,
    t.WarnValue,
    t.CriticalValue,
    1,
    e.SubjectKind,
    e.SubjectId,
    (
        SELECT
            t.MeasureName AS measure,
            TRY_CAST(e.MeasureValue AS decimal(38, 3)) AS [value],
            TRY_CAST(t.WarnValue AS decimal(38, 3)) AS warn,
            TRY_CAST(t.CriticalValue AS decimal(38, 3)) AS critical
        FOR JSON PATH, WITHOUT_ARRAY_WRAPPER, INCLUDE_NULL_VALUES
    )
FROM alert.RuleTarget(@RuleId) AS t
INNER JOIN #Event AS e
    ON e.SourceName = t.SourceName
   AND e.MeasureName = t.MeasureName
   AND e.InstanceId = t.InstanceId
WHERE t.RuleKind = N'Event';
