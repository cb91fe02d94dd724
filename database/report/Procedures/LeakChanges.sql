/*  report.LeakChanges: what changed on the instance around the onset of a leak, within the error of its
    date and three days, nearest first, 20 rows.
    @TimeZone   of the columns …Local; NULL: UTC
    @LeakId   baseline.Leak  */
CREATE PROCEDURE report.LeakChanges
    @LeakId   int = NULL,
    @TimeZone nvarchar(128) = NULL,
    @Help     bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'LeakChanges';
    RETURN;
END;

DECLARE @Zone nvarchar(128);

SELECT @Zone = w.ZoneName
FROM report.WindowOf(NULL, NULL, NULL, @TimeZone) AS w;

SELECT TOP (20)
    ChangedLocal = l.LocalAt,
    u.WhatText,
    u.KindText,
    DistanceMs = ABS(DATEDIFF_BIG(millisecond, k.OnsetDate, u.ChangedAt))
FROM report.LeakRow() AS k
CROSS APPLY
(
    SELECT
        ChangedAt = f.BeganAt,
        WhatText = CONCAT(f.ScopeKind, N' ', f.ScopeName, N': ', f.SettingName, N' = ', f.SettingValue),
        KindText = N'setting'
    FROM fact.ServerSetting AS f
    WHERE f.InstanceId = k.InstanceId
      AND f.IsInitial = 0
      AND f.BeganAt BETWEEN DATEADD(day, -k.OnsetErrorDays - 3, k.OnsetDate) AND DATEADD(day, k.OnsetErrorDays + 3, k.OnsetDate)
    UNION ALL
    SELECT
        p.ChangedAt,
        CONCAT(
            N'query ', CONVERT(nvarchar(16), CAST(p.QueryHash AS binary(8)), 2), N': plan ', p.OldPlanId, N' → ', p.NewPlanId),
        N'plan change'
    FROM fact.QueryPlanChange AS p
    WHERE p.InstanceId = k.InstanceId
      AND p.ChangedAt BETWEEN DATEADD(day, -k.OnsetErrorDays - 3, k.OnsetDate)
          AND DATEADD(day, k.OnsetErrorDays + 3, k.OnsetDate)
    UNION ALL
    SELECT c.CapturedAt, CONCAT(d.DatabaseName, N', file ', d.FileName, N' ', c.ChangeKind), N'file'
    FROM fact.FileChange AS c
    INNER JOIN dim.DatabaseFile AS d ON d.DatabaseFileId = c.DatabaseFileId
    WHERE c.InstanceId = k.InstanceId
      AND c.CapturedAt BETWEEN DATEADD(day, -k.OnsetErrorDays - 3, k.OnsetDate)
          AND DATEADD(day, k.OnsetErrorDays + 3, k.OnsetDate)
) AS u
CROSS APPLY report.LocalTime(u.ChangedAt, @Zone) AS l
WHERE k.LeakId = @LeakId
ORDER BY DistanceMs, u.ChangedAt;
