/*  alert.FindCulprits: who or what is behind alerts, as their rules' CulpritName asks. Called by
    alert.DescribeAlerts; reads the caller's temp table #Target and fills #Culprit, with one row or none per
    alert:
    CulpritText   for a subject, figures and names first
    CauseText     a sentence more
    SessionId, AosName (its computer), GroupId, ClassName, ObjectName, QueryKey, VolumeName
                  what it is about, as far as known: what alerts of one story share
    RowsJson      the rows that show it, at most a dozen
    @Now   UTC
    The only place that lists the names: a new one is a function of this shape and a statement here. The
    statements repeat each other on purpose. One for all would be compiled with every function in it, though
    an alert wants one of them; text built at run time would need the caller's own rights on what it
    reads.  */
CREATE PROCEDURE alert.FindCulprits
    @Now datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

IF EXISTS (SELECT 1 FROM #Target AS t WHERE t.CulpritName = N'Deadlock')
    INSERT #Culprit
    (
        AlertId,
        CulpritText,
        CauseText,
        SessionId,
        AosName,
        GroupId,
        ClassName,
        ObjectName,
        QueryKey,
        VolumeName,
        RowsJson
    )
    SELECT
        t.AlertId,
        c.CulpritText,
        c.CauseText,
        c.SessionId,
        c.AosName,
        c.GroupId,
        c.ClassName,
        c.ObjectName,
        c.QueryKey,
        c.VolumeName,
        c.RowsJson
    FROM #Target AS t
    CROSS APPLY alert.DeadlockCulprit(t.SubjectId) AS c
    WHERE t.CulpritName = N'Deadlock';

IF EXISTS (SELECT 1 FROM #Target AS t WHERE t.CulpritName = N'Transaction')
    INSERT #Culprit
    (
        AlertId,
        CulpritText,
        CauseText,
        SessionId,
        AosName,
        GroupId,
        ClassName,
        ObjectName,
        QueryKey,
        VolumeName,
        RowsJson
    )
    SELECT
        t.AlertId,
        c.CulpritText,
        c.CauseText,
        c.SessionId,
        c.AosName,
        c.GroupId,
        c.ClassName,
        c.ObjectName,
        c.QueryKey,
        c.VolumeName,
        c.RowsJson
    FROM #Target AS t
    CROSS APPLY alert.TransactionCulprit(t.SubjectId) AS c
    WHERE t.CulpritName = N'Transaction';

IF EXISTS (SELECT 1 FROM #Target AS t WHERE t.CulpritName = N'BatchTask')
    INSERT #Culprit
    (
        AlertId,
        CulpritText,
        CauseText,
        SessionId,
        AosName,
        GroupId,
        ClassName,
        ObjectName,
        QueryKey,
        VolumeName,
        RowsJson
    )
    SELECT
        t.AlertId,
        c.CulpritText,
        c.CauseText,
        c.SessionId,
        c.AosName,
        c.GroupId,
        c.ClassName,
        c.ObjectName,
        c.QueryKey,
        c.VolumeName,
        c.RowsJson
    FROM #Target AS t
    CROSS APPLY alert.BatchTaskCulprit(t.SubjectId, @Now) AS c
    WHERE t.CulpritName = N'BatchTask';

IF EXISTS (SELECT 1 FROM #Target AS t WHERE t.CulpritName = N'BatchFailure')
    INSERT #Culprit
    (
        AlertId,
        CulpritText,
        CauseText,
        SessionId,
        AosName,
        GroupId,
        ClassName,
        ObjectName,
        QueryKey,
        VolumeName,
        RowsJson
    )
    SELECT
        t.AlertId,
        c.CulpritText,
        c.CauseText,
        c.SessionId,
        c.AosName,
        c.GroupId,
        c.ClassName,
        c.ObjectName,
        c.QueryKey,
        c.VolumeName,
        c.RowsJson
    FROM #Target AS t
    CROSS APPLY alert.BatchFailureCulprit(t.SubjectId, @Now) AS c
    WHERE t.CulpritName = N'BatchFailure';

IF EXISTS (SELECT 1 FROM #Target AS t WHERE t.CulpritName = N'Aos')
    INSERT #Culprit
    (
        AlertId,
        CulpritText,
        CauseText,
        SessionId,
        AosName,
        GroupId,
        ClassName,
        ObjectName,
        QueryKey,
        VolumeName,
        RowsJson
    )
    SELECT
        t.AlertId,
        c.CulpritText,
        c.CauseText,
        c.SessionId,
        c.AosName,
        c.GroupId,
        c.ClassName,
        c.ObjectName,
        c.QueryKey,
        c.VolumeName,
        c.RowsJson
    FROM #Target AS t
    CROSS APPLY alert.AosCulprit(t.InstanceId, t.AlertKey, @Now) AS c
    WHERE t.CulpritName = N'Aos';

IF EXISTS (SELECT 1 FROM #Target AS t WHERE t.CulpritName = N'BatchThreads')
    INSERT #Culprit
    (
        AlertId,
        CulpritText,
        CauseText,
        SessionId,
        AosName,
        GroupId,
        ClassName,
        ObjectName,
        QueryKey,
        VolumeName,
        RowsJson
    )
    SELECT
        t.AlertId,
        c.CulpritText,
        c.CauseText,
        c.SessionId,
        c.AosName,
        c.GroupId,
        c.ClassName,
        c.ObjectName,
        c.QueryKey,
        c.VolumeName,
        c.RowsJson
    FROM #Target AS t
    CROSS APPLY alert.BatchThreadCulprit(t.InstanceId, t.AlertKey, @Now) AS c
    WHERE t.CulpritName = N'BatchThreads';

IF EXISTS (SELECT 1 FROM #Target AS t WHERE t.CulpritName = N'BatchGroup')
    INSERT #Culprit
    (
        AlertId,
        CulpritText,
        CauseText,
        SessionId,
        AosName,
        GroupId,
        ClassName,
        ObjectName,
        QueryKey,
        VolumeName,
        RowsJson
    )
    SELECT
        t.AlertId,
        c.CulpritText,
        c.CauseText,
        c.SessionId,
        c.AosName,
        c.GroupId,
        c.ClassName,
        c.ObjectName,
        c.QueryKey,
        c.VolumeName,
        c.RowsJson
    FROM #Target AS t
    CROSS APPLY alert.BatchGroupCulprit(t.InstanceId, t.AlertKey, @Now) AS c
    WHERE t.CulpritName = N'BatchGroup';

IF EXISTS (SELECT 1 FROM #Target AS t WHERE t.CulpritName = N'Storage')
    INSERT #Culprit
    (
        AlertId,
        CulpritText,
        CauseText,
        SessionId,
        AosName,
        GroupId,
        ClassName,
        ObjectName,
        QueryKey,
        VolumeName,
        RowsJson
    )
    SELECT
        t.AlertId,
        c.CulpritText,
        c.CauseText,
        c.SessionId,
        c.AosName,
        c.GroupId,
        c.ClassName,
        c.ObjectName,
        c.QueryKey,
        c.VolumeName,
        c.RowsJson
    FROM #Target AS t
    CROSS APPLY alert.StorageCulprit(t.InstanceId, @Now) AS c
    WHERE t.CulpritName = N'Storage';

IF EXISTS (SELECT 1 FROM #Target AS t WHERE t.CulpritName = N'Cpu')
    INSERT #Culprit
    (
        AlertId,
        CulpritText,
        CauseText,
        SessionId,
        AosName,
        GroupId,
        ClassName,
        ObjectName,
        QueryKey,
        VolumeName,
        RowsJson
    )
    SELECT
        t.AlertId,
        c.CulpritText,
        c.CauseText,
        c.SessionId,
        c.AosName,
        c.GroupId,
        c.ClassName,
        c.ObjectName,
        c.QueryKey,
        c.VolumeName,
        c.RowsJson
    FROM #Target AS t
    CROSS APPLY alert.CpuCulprit(t.InstanceId, @Now) AS c
    WHERE t.CulpritName = N'Cpu';

IF EXISTS (SELECT 1 FROM #Target AS t WHERE t.CulpritName = N'Query')
    INSERT #Culprit
    (
        AlertId,
        CulpritText,
        CauseText,
        SessionId,
        AosName,
        GroupId,
        ClassName,
        ObjectName,
        QueryKey,
        VolumeName,
        RowsJson
    )
    SELECT
        t.AlertId,
        c.CulpritText,
        c.CauseText,
        c.SessionId,
        c.AosName,
        c.GroupId,
        c.ClassName,
        c.ObjectName,
        c.QueryKey,
        c.VolumeName,
        c.RowsJson
    FROM #Target AS t
    CROSS APPLY alert.QueryCulprit(t.InstanceId, t.AlertKey, t.Value, t.MeasureName, @Now) AS c
    WHERE t.CulpritName = N'Query';

IF EXISTS (SELECT 1 FROM #Target AS t WHERE t.CulpritName = N'AxTable')
    INSERT #Culprit
    (
        AlertId,
        CulpritText,
        CauseText,
        SessionId,
        AosName,
        GroupId,
        ClassName,
        ObjectName,
        QueryKey,
        VolumeName,
        RowsJson
    )
    SELECT
        t.AlertId,
        c.CulpritText,
        c.CauseText,
        c.SessionId,
        c.AosName,
        c.GroupId,
        c.ClassName,
        c.ObjectName,
        c.QueryKey,
        c.VolumeName,
        c.RowsJson
    FROM #Target AS t
    CROSS APPLY alert.AxTableCulprit(t.InstanceId, t.AlertKey, @Now) AS c
    WHERE t.CulpritName = N'AxTable';

IF EXISTS (SELECT 1 FROM #Target AS t WHERE t.CulpritName = N'TempDb')
    INSERT #Culprit
    (
        AlertId,
        CulpritText,
        CauseText,
        SessionId,
        AosName,
        GroupId,
        ClassName,
        ObjectName,
        QueryKey,
        VolumeName,
        RowsJson
    )
    SELECT
        t.AlertId,
        c.CulpritText,
        c.CauseText,
        c.SessionId,
        c.AosName,
        c.GroupId,
        c.ClassName,
        c.ObjectName,
        c.QueryKey,
        c.VolumeName,
        c.RowsJson
    FROM #Target AS t
    CROSS APPLY alert.TempDbCulprit(t.InstanceId, @Now) AS c
    WHERE t.CulpritName = N'TempDb';

IF EXISTS (SELECT 1 FROM #Target AS t WHERE t.CulpritName = N'MemoryGrant')
    INSERT #Culprit
    (
        AlertId,
        CulpritText,
        CauseText,
        SessionId,
        AosName,
        GroupId,
        ClassName,
        ObjectName,
        QueryKey,
        VolumeName,
        RowsJson
    )
    SELECT
        t.AlertId,
        c.CulpritText,
        c.CauseText,
        c.SessionId,
        c.AosName,
        c.GroupId,
        c.ClassName,
        c.ObjectName,
        c.QueryKey,
        c.VolumeName,
        c.RowsJson
    FROM #Target AS t
    CROSS APPLY alert.MemoryGrantCulprit(t.InstanceId, @Now) AS c
    WHERE t.CulpritName = N'MemoryGrant';

IF EXISTS (SELECT 1 FROM #Target AS t WHERE t.CulpritName = N'Setting')
    INSERT #Culprit
    (
        AlertId,
        CulpritText,
        CauseText,
        SessionId,
        AosName,
        GroupId,
        ClassName,
        ObjectName,
        QueryKey,
        VolumeName,
        RowsJson
    )
    SELECT
        t.AlertId,
        c.CulpritText,
        c.CauseText,
        c.SessionId,
        c.AosName,
        c.GroupId,
        c.ClassName,
        c.ObjectName,
        c.QueryKey,
        c.VolumeName,
        c.RowsJson
    FROM #Target AS t
    CROSS APPLY alert.SettingCulprit(t.InstanceId, t.AlertKey, @Now) AS c
    WHERE t.CulpritName = N'Setting';

IF EXISTS (SELECT 1 FROM #Target AS t WHERE t.CulpritName = N'Quarantine')
    INSERT #Culprit
    (
        AlertId,
        CulpritText,
        CauseText,
        SessionId,
        AosName,
        GroupId,
        ClassName,
        ObjectName,
        QueryKey,
        VolumeName,
        RowsJson
    )
    SELECT
        t.AlertId,
        c.CulpritText,
        c.CauseText,
        c.SessionId,
        c.AosName,
        c.GroupId,
        c.ClassName,
        c.ObjectName,
        c.QueryKey,
        c.VolumeName,
        c.RowsJson
    FROM #Target AS t
    CROSS APPLY alert.QuarantineCulprit(t.InstanceId, t.AlertKey, @Now) AS c
    WHERE t.CulpritName = N'Quarantine';

IF EXISTS (SELECT 1 FROM #Target AS t WHERE t.CulpritName = N'Leak')
    INSERT #Culprit
    (
        AlertId,
        CulpritText,
        CauseText,
        SessionId,
        AosName,
        GroupId,
        ClassName,
        ObjectName,
        QueryKey,
        VolumeName,
        RowsJson
    )
    SELECT
        t.AlertId,
        c.CulpritText,
        c.CauseText,
        c.SessionId,
        c.AosName,
        c.GroupId,
        c.ClassName,
        c.ObjectName,
        c.QueryKey,
        c.VolumeName,
        c.RowsJson
    FROM #Target AS t
    CROSS APPLY alert.LeakCulprit(t.SubjectId) AS c
    WHERE t.CulpritName = N'Leak';

IF EXISTS (SELECT 1 FROM #Target AS t WHERE t.CulpritName = N'BatchSlow')
    INSERT #Culprit
    (
        AlertId,
        CulpritText,
        CauseText,
        SessionId,
        AosName,
        GroupId,
        ClassName,
        ObjectName,
        QueryKey,
        VolumeName,
        RowsJson
    )
    SELECT
        t.AlertId,
        c.CulpritText,
        c.CauseText,
        c.SessionId,
        c.AosName,
        c.GroupId,
        c.ClassName,
        c.ObjectName,
        c.QueryKey,
        c.VolumeName,
        c.RowsJson
    FROM #Target AS t
    CROSS APPLY alert.BatchSlowCulprit(t.InstanceId, t.SubjectId, @Now) AS c
    WHERE t.CulpritName = N'BatchSlow';

IF EXISTS (SELECT 1 FROM #Target AS t WHERE t.CulpritName = N'Sessions')
    INSERT #Culprit
    (
        AlertId,
        CulpritText,
        CauseText,
        SessionId,
        AosName,
        GroupId,
        ClassName,
        ObjectName,
        QueryKey,
        VolumeName,
        RowsJson
    )
    SELECT
        t.AlertId,
        c.CulpritText,
        c.CauseText,
        c.SessionId,
        c.AosName,
        c.GroupId,
        c.ClassName,
        c.ObjectName,
        c.QueryKey,
        c.VolumeName,
        c.RowsJson
    FROM #Target AS t
    CROSS APPLY alert.SessionCulprit(t.InstanceId, t.AlertKey, @Now) AS c
    WHERE t.CulpritName = N'Sessions';

IF EXISTS (SELECT 1 FROM #Target AS t WHERE t.CulpritName = N'Waits')
    INSERT #Culprit
    (
        AlertId,
        CulpritText,
        CauseText,
        SessionId,
        AosName,
        GroupId,
        ClassName,
        ObjectName,
        QueryKey,
        VolumeName,
        RowsJson
    )
    SELECT
        t.AlertId,
        c.CulpritText,
        c.CauseText,
        c.SessionId,
        c.AosName,
        c.GroupId,
        c.ClassName,
        c.ObjectName,
        c.QueryKey,
        c.VolumeName,
        c.RowsJson
    FROM #Target AS t
    CROSS APPLY alert.WaitCulprit(t.SubjectId, @Now) AS c
    WHERE t.CulpritName = N'Waits';

IF EXISTS (SELECT 1 FROM #Target AS t WHERE t.CulpritName = N'PageLife')
    INSERT #Culprit
    (
        AlertId,
        CulpritText,
        CauseText,
        SessionId,
        AosName,
        GroupId,
        ClassName,
        ObjectName,
        QueryKey,
        VolumeName,
        RowsJson
    )
    SELECT
        t.AlertId,
        c.CulpritText,
        c.CauseText,
        c.SessionId,
        c.AosName,
        c.GroupId,
        c.ClassName,
        c.ObjectName,
        c.QueryKey,
        c.VolumeName,
        c.RowsJson
    FROM #Target AS t
    CROSS APPLY alert.PageLifeCulprit(t.SubjectId, @Now) AS c
    WHERE t.CulpritName = N'PageLife';

IF EXISTS (SELECT 1 FROM #Target AS t WHERE t.CulpritName = N'SessionLeak')
    INSERT #Culprit
    (
        AlertId,
        CulpritText,
        CauseText,
        SessionId,
        AosName,
        GroupId,
        ClassName,
        ObjectName,
        QueryKey,
        VolumeName,
        RowsJson
    )
    SELECT
        t.AlertId,
        c.CulpritText,
        c.CauseText,
        c.SessionId,
        c.AosName,
        c.GroupId,
        c.ClassName,
        c.ObjectName,
        c.QueryKey,
        c.VolumeName,
        c.RowsJson
    FROM #Target AS t
    CROSS APPLY alert.SessionLeakCulprit(t.InstanceId, t.AlertKey, @Now) AS c
    WHERE t.CulpritName = N'SessionLeak';

IF EXISTS (SELECT 1 FROM #Target AS t WHERE t.CulpritName = N'Anomaly')
    INSERT #Culprit
    (
        AlertId,
        CulpritText,
        CauseText,
        SessionId,
        AosName,
        GroupId,
        ClassName,
        ObjectName,
        QueryKey,
        VolumeName,
        RowsJson
    )
    SELECT
        t.AlertId,
        c.CulpritText,
        c.CauseText,
        c.SessionId,
        c.AosName,
        c.GroupId,
        c.ClassName,
        c.ObjectName,
        c.QueryKey,
        c.VolumeName,
        c.RowsJson
    FROM #Target AS t
    CROSS APPLY alert.AnomalyCulprit(t.InstanceId, t.AlertKey, @Now) AS c
    WHERE t.CulpritName = N'Anomaly';

IF EXISTS (SELECT 1 FROM #Target AS t WHERE t.CulpritName = N'Forecast')
    INSERT #Culprit
    (
        AlertId,
        CulpritText,
        CauseText,
        SessionId,
        AosName,
        GroupId,
        ClassName,
        ObjectName,
        QueryKey,
        VolumeName,
        RowsJson
    )
    SELECT
        t.AlertId,
        c.CulpritText,
        c.CauseText,
        c.SessionId,
        c.AosName,
        c.GroupId,
        c.ClassName,
        c.ObjectName,
        c.QueryKey,
        c.VolumeName,
        c.RowsJson
    FROM #Target AS t
    CROSS APPLY alert.ForecastCulprit(t.InstanceId, t.AlertKey) AS c
    WHERE t.CulpritName = N'Forecast';

IF EXISTS (SELECT 1 FROM #Target AS t WHERE t.CulpritName = N'Head')
    INSERT #Culprit
    (
        AlertId,
        CulpritText,
        CauseText,
        SessionId,
        AosName,
        GroupId,
        ClassName,
        ObjectName,
        QueryKey,
        VolumeName,
        RowsJson
    )
    SELECT
        t.AlertId,
        c.CulpritText,
        c.CauseText,
        c.SessionId,
        c.AosName,
        c.GroupId,
        c.ClassName,
        c.ObjectName,
        c.QueryKey,
        c.VolumeName,
        c.RowsJson
    FROM #Target AS t
    CROSS APPLY alert.HeadCulprit(t.InstanceId) AS c
    WHERE t.CulpritName = N'Head';

IF EXISTS (SELECT 1 FROM #Target AS t WHERE t.CulpritName = N'Log')
    INSERT #Culprit
    (
        AlertId,
        CulpritText,
        CauseText,
        SessionId,
        AosName,
        GroupId,
        ClassName,
        ObjectName,
        QueryKey,
        VolumeName,
        RowsJson
    )
    SELECT
        t.AlertId,
        c.CulpritText,
        c.CauseText,
        c.SessionId,
        c.AosName,
        c.GroupId,
        c.ClassName,
        c.ObjectName,
        c.QueryKey,
        c.VolumeName,
        c.RowsJson
    FROM #Target AS t
    CROSS APPLY alert.LogCulprit(t.InstanceId, t.AlertKey, @Now) AS c
    WHERE t.CulpritName = N'Log';

IF EXISTS (SELECT 1 FROM #Target AS t WHERE t.CulpritName = N'Blocking')
    INSERT #Culprit
    (
        AlertId,
        CulpritText,
        CauseText,
        SessionId,
        AosName,
        GroupId,
        ClassName,
        ObjectName,
        QueryKey,
        VolumeName,
        RowsJson
    )
    SELECT
        t.AlertId,
        c.CulpritText,
        c.CauseText,
        c.SessionId,
        c.AosName,
        c.GroupId,
        c.ClassName,
        c.ObjectName,
        c.QueryKey,
        c.VolumeName,
        c.RowsJson
    FROM #Target AS t
    CROSS APPLY alert.BlockingCulprit(t.AlertId) AS c
    WHERE t.CulpritName = N'Blocking';
