/*  config.ClockFault: the only place that judges a time somebody says it is: by the repository's own clock.
    @At          UTC as a caller, an orchestrator or a watched server says
    @MayBePast   0: it is meant to be now; 1: it may lie any time back, as that of a capture, or of a run
                 that is recorded late
    Result       one row
                 Fault         what is wrong with it, as a sentence; NULL when it may be acted on
                 TrustedAt     @At, or the repository's own time where there is a fault: for what has
                               happened already and is noted in any case
                 AheadMs       how far it lies ahead of the repository's clock, negative behind it
                 ToleranceMs   setting ClockToleranceMs
                 IsSimulated   1 when setting ClockIsSimulated lets any time pass  */
CREATE FUNCTION config.ClockFault
(
    @At        datetime2(3),
    @MayBePast bit
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        f.Fault,
        TrustedAt = CASE WHEN f.Fault IS NULL THEN @At ELSE d.ServerAt END,
        d.AheadMs,
        s.ToleranceMs,
        s.IsSimulated
    FROM
    (
        SELECT
            ServerAt = CAST(SYSUTCDATETIME() AS datetime2(3)),
            AheadMs = DATEDIFF_BIG(millisecond, SYSUTCDATETIME(), @At)
    ) AS d
    CROSS JOIN
    (
        SELECT
            ToleranceMs = COALESCE((SELECT t.Value FROM config.SettingNumber(N'ClockToleranceMs') AS t), 0),
            IsSimulated = CASE WHEN (SELECT i.Value FROM config.SettingNumber(N'ClockIsSimulated') AS i) = 1 THEN 1 ELSE 0 END
    ) AS s
    CROSS APPLY lib.DurationText(ABS(d.AheadMs)) AS t
    CROSS APPLY
    (
        SELECT Fault = CASE
            WHEN @At IS NULL THEN N'No time was given. Give the present time in UTC, for example SYSUTCDATETIME().'
            WHEN s.IsSimulated = 1 THEN NULL
            WHEN d.AheadMs > s.ToleranceMs OR (d.AheadMs < -s.ToleranceMs AND @MayBePast = 0)
                THEN CONCAT(
                    N'The time ', CONVERT(nvarchar(19), @At, 126), N'Z lies ', t.DurationText,
                    CASE WHEN d.AheadMs > 0 THEN N' ahead of' ELSE N' behind' END, N' the repository''s own clock (',
                    CONVERT(nvarchar(19), d.ServerAt, 126), N'Z); setting ClockToleranceMs allows ', s.ToleranceMs / 1000,
                    N' s. Set the clock of the machine it comes from, or that of the repository''s server if that is wrong.')
        END
    ) AS f
);
