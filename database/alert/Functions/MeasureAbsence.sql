/*  alert.MeasureAbsence: rules of kind Absence: collectors and instances that save nothing.
    @Now      UTC
    @RuleId   as in alert.RuleTarget; a rule's number gives no rows, because the state of a collector is
              known of the present only
    Result    rows as alert.Measure describes them, of the source Collector. Alert keys are
              'collector/<name>' and 'instance'; the evidence adds state, reason and remedy
              SilencePercent   age of the collector's latest data as a share of the age at which it counts
                               as not collecting
              SwitchedOff      1 when the collector was switched off for its cost
              InstanceSilent   1 when none of the instance's collectors saves anything, because their runs
                               fail; then the silence of its collectors raises no alerts of their own
                               (it stays just below 100 %, so that open ones stay open)
    A collector that is due and does not run, without having failed, is 'late'.
    An instance whose collection a maintenance window pauses, or did until three minutes ago, is not measured.
    Without data ever: silent since its runs fail. A need that has never been met is a matter of setting
    up and not measured.  */
CREATE FUNCTION alert.MeasureAbsence
(
    @Now    datetime2(3),
    @RuleId int
)
RETURNS TABLE
AS
RETURN
(
    WITH PlanRow AS
    (
        SELECT
            p.InstanceId,
            p.CollectorName,
            p.State,
            Reason = COALESCE(
                p.Reason,
                CONCAT(
                    N'No run of it has ended since ', COALESCE(CONVERT(nvarchar(19), p.LastRunAt, 126) + N'Z', N'its beginning'),
                    N'.')),
            Remedy = COALESCE(
                p.Remedy,
                N'Is the service running, and does the machine keep up? See its log, `axmonitor status` and `axmonitor check`.'),
            p.LastSuccessAt,
            p.SilenceMs,
            SilentMs = DATEDIFF_BIG(
                millisecond, COALESCE(p.LastSuccessAt, CASE WHEN p.State = N'failing' THEN p.Since END), @Now)
        FROM ops.CollectorPlan() AS p
        WHERE p.IsEnabled = 1
          AND @RuleId IS NULL
          AND NOT EXISTS (SELECT 1 FROM config.PausedInstance(@Now) AS w WHERE w.InstanceId = p.InstanceId)
    ),
    InstanceRow AS
    (
        SELECT
            p.InstanceId,
            LastSuccessAt = MAX(p.LastSuccessAt),
            SilentMs = MIN(p.SilentMs),
            IsSilent = CASE
                WHEN MIN(p.SilentMs) >= MIN(p.SilenceMs) AND MAX(CASE WHEN p.State = N'failing' THEN 1 ELSE 0 END) = 1 THEN 1
                ELSE 0
            END
        FROM PlanRow AS p
        WHERE p.SilentMs IS NOT NULL
        GROUP BY p.InstanceId
    ),
    Measured AS
    (
        SELECT
            p.InstanceId,
            p.CollectorName,
            m.MeasureName,
            m.MeasureValue,
            p.State,
            p.Reason,
            p.Remedy,
            p.LastSuccessAt,
            p.SilentMs,
            p.SilenceMs
        FROM PlanRow AS p
        INNER JOIN InstanceRow AS i ON i.InstanceId = p.InstanceId
        CROSS APPLY
        (
            VALUES
                (N'SilencePercent', CASE
                    WHEN i.IsSilent = 1 AND p.SilentMs > p.SilenceMs THEN CAST(99 AS bigint)
                    ELSE p.SilentMs * 100 / p.SilenceMs
                END),
                (N'SwitchedOff', CAST(CASE WHEN p.State = N'off' THEN 1 ELSE 0 END AS bigint))
        ) AS m (MeasureName, MeasureValue)
        WHERE m.MeasureValue IS NOT NULL
        UNION ALL
        SELECT
            i.InstanceId,
            NULL,
            N'InstanceSilent',
            CAST(i.IsSilent AS bigint),
            N'failing',
            f.Reason,
            f.Remedy,
            i.LastSuccessAt,
            i.SilentMs,
            f.SilenceMs
        FROM InstanceRow AS i
        CROSS APPLY
        (
            SELECT TOP (1) p.Reason, p.Remedy, p.SilenceMs
            FROM PlanRow AS p
            WHERE p.InstanceId = i.InstanceId
            ORDER BY CASE WHEN p.State = N'failing' THEN 0 ELSE 1 END, p.SilenceMs, p.CollectorName
        ) AS f
    )
    SELECT
        t.RuleId,
        t.InstanceId,
        AlertKey = CAST(COALESCE(N'collector/' + m.CollectorName, N'instance') AS nvarchar(256)),
        t.MeasureName,
        Value = CAST(m.MeasureValue AS float),
        t.WarnValue,
        t.CriticalValue,
        SampleCount = 1,
        SubjectKind = CAST(NULL AS nvarchar(32)),
        SubjectId = CAST(NULL AS bigint),
        EvidenceJson =
        (
            SELECT
                t.MeasureName AS measure,
                m.MeasureValue AS [value],
                CAST(t.WarnValue AS bigint) AS warn,
                CAST(t.CriticalValue AS bigint) AS critical,
                m.CollectorName AS collector,
                CASE WHEN m.State IN (N'collecting', N'starting') THEN N'late' ELSE m.State END AS state,
                m.Reason AS reason,
                m.Remedy AS remedy,
                CONVERT(nvarchar(19), m.LastSuccessAt, 126) + N'Z' AS lastSuccessAt,
                m.SilentMs AS silentMs,
                m.SilenceMs AS limitMs
            FOR JSON PATH, WITHOUT_ARRAY_WRAPPER, INCLUDE_NULL_VALUES
        )
    FROM Measured AS m
    INNER JOIN alert.RuleTarget(@RuleId) AS t
        ON t.MeasureName = m.MeasureName
       AND t.InstanceId = m.InstanceId
    WHERE t.RuleKind = N'Absence'
      AND t.SourceName = N'Collector'
);
