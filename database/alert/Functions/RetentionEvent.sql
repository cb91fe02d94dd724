/*  alert.RetentionEvent: families of the repository's tables that nobody has purged for days.
    @Now      UTC
    Result    one row per family that is behind: InstanceId (the first one), AlertKey (the family),
              MeasureName BehindDays, MeasureValue: whole days of UTC by which rows are older than the family
              keeps them, and no more than have passed since its last purge, so that a shorter retention is
              not told before the next one
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
);
