/*  report.AlertDayBefore: what changed on the instance in the day before an alert opened, latest first, 20
    rows: settings of the server, files that came, went or moved, statements that got another plan.
    @AlertId    alert.Alert; no rows for an unknown one, or one that never opened
    @TimeZone   of the column …Local; NULL: UTC
    Result      RowNumber, KindText (setting, file, plan change), ChangedLocal, WhatText, BeforeMs (how long
                before the alert), QueryKey of a statement  */
CREATE PROCEDURE report.AlertDayBefore
    @AlertId  bigint = NULL,
    @TimeZone nvarchar(128) = NULL,
    @Help     bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'AlertDayBefore';
    RETURN;
END;

DECLARE @Zone nvarchar(128) = (SELECT w.ZoneName FROM report.WindowOf(NULL, NULL, NULL, @TimeZone) AS w);
DECLARE @InstanceId int;
DECLARE @At datetime2(3);

SELECT @InstanceId = a.InstanceId, @At = a.OpenedAt
FROM alert.Alert AS a
WHERE a.AlertId = @AlertId;

DECLARE @From datetime2(3) = DATEADD(day, -1, @At);

SELECT TOP (20)
    RowNumber = ROW_NUMBER() OVER (ORDER BY u.ChangedAt DESC, u.WhatText),
    u.KindText,
    ChangedLocal = l.LocalAt,
    u.WhatText,
    BeforeMs = DATEDIFF_BIG(millisecond, u.ChangedAt, @At),
    u.QueryKey
FROM
(
    SELECT
        ChangedAt = f.BeganAt,
        KindText = N'setting',
        WhatText = CONCAT(f.ScopeKind, N' ', f.ScopeName, N': ', f.SettingName, N' = ', f.SettingValue),
        QueryKey = CAST(NULL AS nvarchar(16))
    FROM fact.ServerSetting AS f
    WHERE f.InstanceId = @InstanceId
      AND f.IsInitial = 0
      AND f.BeganAt >= @From
      AND f.BeganAt <= @At
    UNION ALL
    SELECT
        c.CapturedAt,
        N'file',
        CONCAT(d.DatabaseName, N', file ', COALESCE(d.FileName, CAST(d.FileId AS nvarchar(12))), N' ', c.ChangeKind),
        NULL
    FROM fact.FileChange AS c
    INNER JOIN dim.DatabaseFile AS d ON d.DatabaseFileId = c.DatabaseFileId
    WHERE c.InstanceId = @InstanceId
      AND c.CapturedAt >= @From
      AND c.CapturedAt <= @At
    UNION ALL
    SELECT
        p.ChangedAt,
        N'plan change',
        CONCAT(N'statement ', k.QueryKey, N': plan ', p.OldPlanId, N' → ', p.NewPlanId),
        k.QueryKey
    FROM fact.QueryPlanChange AS p
    CROSS APPLY (SELECT QueryKey = CONVERT(nvarchar(16), CAST(p.QueryHash AS binary(8)), 2)) AS k
    WHERE p.InstanceId = @InstanceId
      AND p.ChangedAt >= @From
      AND p.ChangedAt <= @At
) AS u
CROSS APPLY report.LocalTime(u.ChangedAt, @Zone) AS l
ORDER BY RowNumber;
