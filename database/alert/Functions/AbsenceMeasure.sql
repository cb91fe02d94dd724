/*  alert.AbsenceMeasure: how silent collectors and instances are.
    @Now     UTC
    Result   one row per measure and key: InstanceId, AlertKey ('collector/<name>' or 'instance'),
             MeasureName, MeasureValue, EvidenceJson
             SilencePercent   age of the collector's latest data as a share of the age at
                              which it counts as not collecting
             SwitchedOff      1 when the collector was switched off for its cost
             InstanceSilent   1 when none of the instance's collectors brings anything, because their runs
                              fail; then the silence of its collectors raises no alerts of their own (it stays
                              just below 100 %, so that open ones stay open)
    Without data ever: silent since its runs fail. A need that has never been met is a matter of
    setting up and not measured.  */
CREATE FUNCTION alert.AbsenceMeasure (@Now datetime2(3))
RETURNS TABLE
AS
RETURN
(
    WITH PlanRow AS
    (
        SELECT
            p.InstanceId, p.CollectorName, p.State, p.Reason, p.Remedy, p.LastSuccessAt, p.SilenceMs,
            SilentMs = DATEDIFF_BIG(millisecond, COALESCE(p.LastSuccessAt, CASE WHEN p.State = N'failing' THEN p.Since END), @Now)
        FROM ops.CollectorPlan() AS p
        WHERE p.IsEnabled = 1
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
    )
    SELECT
        p.InstanceId,
        AlertKey = CAST(CONCAT(N'collector/', p.CollectorName) AS nvarchar(200)),
        m.MeasureName,
        m.MeasureValue,
        EvidenceJson =
        (
            SELECT
                p.CollectorName AS collector,
                p.State AS state,
                p.Reason AS reason,
                p.Remedy AS remedy,
                CONVERT(nvarchar(19), p.LastSuccessAt, 126) + N'Z' AS lastSuccessAt,
                p.SilentMs AS silentMs,
                p.SilenceMs AS limitMs
            FOR JSON PATH, WITHOUT_ARRAY_WRAPPER, INCLUDE_NULL_VALUES
        )
    FROM PlanRow AS p
    INNER JOIN InstanceRow AS i ON i.InstanceId = p.InstanceId
    CROSS APPLY
    (
        VALUES
            (N'SilencePercent',
             CASE
                 WHEN i.IsSilent = 1 AND p.SilentMs > p.SilenceMs THEN CAST(99 AS bigint)
                 ELSE p.SilentMs * 100 / p.SilenceMs
             END),
            (N'SwitchedOff', CAST(CASE WHEN p.State = N'off' THEN 1 ELSE 0 END AS bigint))
    ) AS m (MeasureName, MeasureValue)
    WHERE m.MeasureValue IS NOT NULL
    UNION ALL
    SELECT
        i.InstanceId,
        N'instance',
        N'InstanceSilent',
        CAST(i.IsSilent AS bigint),
        (
            SELECT
                CAST(NULL AS nvarchar(64)) AS collector,
                N'failing' AS state,
                f.Reason AS reason,
                f.Remedy AS remedy,
                CONVERT(nvarchar(19), i.LastSuccessAt, 126) + N'Z' AS lastSuccessAt,
                i.SilentMs AS silentMs,
                f.SilenceMs AS limitMs
            FOR JSON PATH, WITHOUT_ARRAY_WRAPPER, INCLUDE_NULL_VALUES
        )
    FROM InstanceRow AS i
    CROSS APPLY
    (
        SELECT TOP (1) p.Reason, p.Remedy, p.SilenceMs
        FROM PlanRow AS p
        WHERE p.InstanceId = i.InstanceId
        ORDER BY CASE WHEN p.State = N'failing' THEN 0 ELSE 1 END, p.SilenceMs, p.CollectorName
    ) AS f
);
