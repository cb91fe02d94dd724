/*  ops.GetMasking: what is masked of each instance, for `axmonitor check`.
    Result   one row per instance: InstanceName, StageName, LevelName (none, names, names+literals),
             IsAtCollection, ClearFor (who sees it all the same), WaitingTexts (texts that are not shown yet,
             because their literals are still to be masked)  */
CREATE PROCEDURE ops.GetMasking
AS
SET NOCOUNT ON;

SELECT
    i.InstanceName,
    StageName = COALESCE(i.Environment, N'no stage'),
    LevelName = CASE k.MaskLevel WHEN 2 THEN N'names+literals' WHEN 1 THEN N'names' ELSE N'none' END,
    k.IsAtCollection,
    ClearFor = w.Value,
    WaitingTexts = CASE
        WHEN k.HidesLiterals = 1 THEN (SELECT COUNT(*) FROM dim.StatementText AS t WHERE t.MaskedText IS NULL)
        ELSE 0
    END
FROM config.Instance AS i
INNER JOIN config.Masking(1) AS k ON k.InstanceId = i.InstanceId
CROSS JOIN config.SettingText(N'MaskingClearFor') AS w
ORDER BY i.InstanceName;
