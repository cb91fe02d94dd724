/*  config.Masking: what is masked of each instance: the only place that decides it, by the settings of its
    stage (Masking…, Masking…AtCollection).
    @IsForAll   1: for everybody, as what is sent, exported or stored is
                0: for who asks; who is in axmonitor_admin sees names and literals where setting
                MaskingClearFor says so
    Result      one row per instance: InstanceId, MaskLevel (0 nothing, 1 names, 2 names and literals),
                NameKey (for lib.MaskedName; NULL: names are shown), HidesLiterals, IsAtCollection (1: neither
                is stored), HidesBefore (texts of alerts that were written before this time were written as
                the stage said then, and are not shown; NULL: all are)
    An instance without a stage has that of setting MaskingOther.  */
CREATE FUNCTION config.Masking
(
    @IsForAll bit
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        i.InstanceId,
        l.MaskLevel,
        NameKey = CASE WHEN l.MaskLevel >= 1 THEN COALESCE(k.KeyText, N'') END,
        HidesLiterals = CAST(CASE WHEN l.MaskLevel = 2 THEN 1 ELSE 0 END AS bit),
        IsAtCollection = CAST(CASE WHEN l.MaskLevel >= 1 AND c.SettingValue = N'1' THEN 1 ELSE 0 END AS bit),
        HidesBefore = CASE WHEN l.MaskLevel >= 1 THEN s.ChangedAt END
    FROM config.Instance AS i
    LEFT JOIN config.Setting AS s ON s.SettingName = CONCAT(N'Masking', COALESCE(i.Environment, N'Other'))
    LEFT JOIN config.Setting AS c ON c.SettingName = CONCAT(N'Masking', COALESCE(i.Environment, N'Other'), N'AtCollection')
    CROSS JOIN config.SettingText(N'MaskingClearFor') AS w
    LEFT JOIN config.MaskKey AS k ON k.MaskKeyId = 1
    CROSS APPLY
    (
        SELECT MaskLevel = CASE
            WHEN @IsForAll = 0 AND w.Value = N'admin' AND IS_ROLEMEMBER(N'axmonitor_admin') = 1 THEN 0
            WHEN s.SettingValue = N'names+literals' THEN 2
            WHEN s.SettingValue = N'names' THEN 1
            ELSE 0
        END
    ) AS l
);
