/*  alert.RetentionEvent: families of the repository's tables that nobody has purged for days.
    @Now      UTC
    Result    InstanceId (the first one), AlertKey, MeasureName, MeasureValue
              BehindDays   one row per family (AlertKey) that is behind: whole days of UTC by which rows are
                           older than the family keeps them, and no more than have passed since its last
                           purge, so that a shorter retention is not told before the next one
              HeldDays     one row for all while purges far beyond the usual wait (ops.HeldPurge): the days
                           that would go, most of all families. Their families are not behind
    A family that was never purged counts from the first deployment. What was purged after @Now is left out:
    a back-test cannot tell what was behind before.  */
CREATE FUNCTION alert.RetentionEvent
(
    @Now datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        InstanceId = i.InstanceId,
        AlertKey = CAST(f.FamilyName AS nvarchar(256)),
        MeasureName = CAST(N'BehindDays' AS nvarchar(64)),
        MeasureValue = CAST(b.BehindDays AS float),
        SubjectKind = CAST(NULL AS nvarchar(32)),
        SubjectId = CAST(NULL AS bigint)
    FROM config.RetentionFamily AS f
    LEFT JOIN ops.FamilyPurge AS p ON p.FamilyName = f.FamilyName
    CROSS JOIN (SELECT FirstAt = MIN(s.AppliedAt) FROM ops.DeployedScript AS s) AS d
    CROSS JOIN (SELECT InstanceId = MIN(n.InstanceId) FROM config.Instance AS n WHERE n.IsEnabled = 1) AS i
    CROSS APPLY
    (
        SELECT
            OldDays = DATEDIFF(day, COALESCE(p.PurgedBefore, d.FirstAt), @Now) - f.RetentionDays,
            SinceDays = DATEDIFF(day, COALESCE(p.PurgedAt, d.FirstAt), @Now)
    ) AS o
    CROSS APPLY (SELECT BehindDays = CASE WHEN o.OldDays < o.SinceDays THEN o.OldDays ELSE o.SinceDays END) AS b
    WHERE i.InstanceId IS NOT NULL
      AND b.BehindDays > 0
      AND (p.PurgedAt IS NULL OR p.PurgedAt <= @Now)
      AND NOT EXISTS (SELECT 1 FROM ops.HeldPurge AS h WHERE h.FamilyName = f.FamilyName)
    UNION ALL
    SELECT
        MIN(i.InstanceId),
        N'repository',
        N'HeldDays',
        MAX(CAST(DATEDIFF(day, COALESCE(h.FirstAt, p.PurgedBefore, DATEADD(day, -1, h.PurgeBefore)), h.PurgeBefore) AS float)),
        NULL,
        NULL
    FROM ops.HeldPurge AS h
    LEFT JOIN ops.FamilyPurge AS p ON p.FamilyName = h.FamilyName
    INNER JOIN config.Instance AS i ON i.IsEnabled = 1
    WHERE h.RowTotal > 0
      AND h.ReleasedAt IS NULL
      AND h.HeldAt <= @Now
    HAVING COUNT(*) > 0
);
