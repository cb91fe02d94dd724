/*  config.CollectorLimits: what one instance does differently with one collector, without its text, as one
    text and what tells it from any other.
    @InstanceId, @CollectorName   config.CollectorOverride
    Result   one row: LimitText, VersionText  */
CREATE FUNCTION config.CollectorLimits
(
    @InstanceId    int,
    @CollectorName nvarchar(64)
)
RETURNS TABLE
AS
RETURN
(
    SELECT t.LimitText, VersionText = CONVERT(nvarchar(64), HASHBYTES('SHA2_256', t.LimitText), 2)
    FROM (SELECT One = 1) AS x
    LEFT JOIN config.CollectorOverride AS o ON o.InstanceId = @InstanceId AND o.CollectorName = @CollectorName
    CROSS APPLY
    (
        SELECT LimitText = CONCAT(
            N'interval ', COALESCE(CAST(o.IntervalMs AS nvarchar(12)) + N' ms', N'as everywhere'),
            N', time-out ', COALESCE(CAST(o.TimeoutMs AS nvarchar(12)) + N' ms', N'as everywhere'),
            N', rows ', COALESCE(CAST(o.RowLimit AS nvarchar(12)), N'as everywhere'),
            N', budget ', COALESCE(CAST(o.BudgetMs AS nvarchar(12)) + N' ms', N'as everywhere'),
            N', ', COALESCE(CAST(o.BudgetPercent AS nvarchar(12)) + N' %', N'as everywhere'),
            CASE o.IsEnabled WHEN 0 THEN N', disabled' WHEN 1 THEN N', enabled' END)
    ) AS t
);
