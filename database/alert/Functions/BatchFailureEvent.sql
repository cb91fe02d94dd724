/*  alert.BatchFailureEvent: batch classes that failed within 24 hours, by company.
    @Now      UTC
    Result    one row per class, company and measure: InstanceId, AlertKey, MeasureName, MeasureValue,
              SubjectKind, SubjectId (fact.BatchExecution: the latest run that failed)
              FailedInRow     the latest runs that failed, up to the last that did not
              FailedPercent   of the latest 20 runs; no row with fewer
    A task that is tried again is one run.  */
CREATE FUNCTION alert.BatchFailureEvent
(
    @Now datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    WITH Run AS
    (
        SELECT
            e.InstanceId,
            e.ClassNumber,
            Company = COALESCE(e.Company, N''),
            e.ExecutionId,
            IsFailed = CASE WHEN e.StatusNumber = 3 THEN 1 ELSE 0 END,
            RunNumber = ROW_NUMBER() OVER (
                PARTITION BY e.InstanceId, e.ClassNumber, COALESCE(e.Company, N'')
                ORDER BY e.EndedAt DESC, e.ExecutionId DESC)
        FROM config.Instance AS n
        INNER JOIN fact.BatchExecution AS e
            ON e.InstanceId = n.InstanceId
           AND e.StartedAt > DATEADD(day, -1, @Now)
           AND e.StartedAt <= @Now
        WHERE n.IsEnabled = 1
          AND e.IsRunning = 0
          AND e.EndedAt <= @Now
          AND e.StatusNumber IN (3, 4)
    ),
    Class AS
    (
        SELECT
            r.InstanceId,
            r.ClassNumber,
            r.Company,
            RunCount = COUNT(*),
            FailedCount = SUM(r.IsFailed),
            FailedInRow = COALESCE(MIN(CASE WHEN r.IsFailed = 0 THEN r.RunNumber END) - 1, COUNT(*)),
            ExecutionId = MAX(CASE WHEN r.IsFailed = 1 THEN r.ExecutionId END)
        FROM Run AS r
        WHERE r.RunNumber <= 20
        GROUP BY r.InstanceId, r.ClassNumber, r.Company
    )
    SELECT
        c.InstanceId,
        AlertKey = CAST(CONCAT(b.Name, N', ' + NULLIF(c.Company, N'')) AS nvarchar(256)),
        v.MeasureName,
        v.MeasureValue,
        SubjectKind = CAST(N'BatchExecution' AS nvarchar(32)),
        SubjectId = c.ExecutionId
    FROM Class AS c
    CROSS APPLY dim.BatchClassName(c.InstanceId, c.ClassNumber) AS b
    CROSS APPLY
    (
        VALUES
            (N'FailedInRow', CAST(c.FailedInRow AS float)),
            (N'FailedPercent', CASE WHEN c.RunCount = 20 THEN 5e0 * c.FailedCount END)
    ) AS v (MeasureName, MeasureValue)
    WHERE c.FailedCount > 0
      AND v.MeasureValue IS NOT NULL
);
