/*  alert.DigestLevels: the service levels as a digest tells them. Texts are worded here.
    @Spans   incidents and gaps, as alert.FillLevelSpans tells them
    @Now     UTC
    Result   one row: LevelsJson (NULL: there are none), an array of level, description, text and isMissed (1:
             the error budget is spent, or it burns so fast that somebody ought to look)  */
CREATE FUNCTION alert.DigestLevels
(
    @Spans alert.LevelSpan READONLY,
    @Now   datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        LevelsJson =
        (
            SELECT
                l.LevelName AS [level],
                l.Description AS [description],
                CASE
                    WHEN l.BurnState = N'not watched' THEN N'not watched'
                    ELSE CONCAT(
                        FORMAT(l.ReachedPercent, N'0.00', N'en-US'),
                        N' % of ',
                        FORMAT(l.TargetPercent, N'0.0#', N'en-US'),
                        N' %, ',
                        CASE
                            WHEN l.BudgetLeftPercent < 0 THEN N'error budget overspent'
                            ELSE CONCAT(FORMAT(FLOOR(l.BudgetLeftPercent), N'0', N'en-US'), N' % of the error budget left')
                        END,
                        CASE l.BurnState WHEN N'page' THEN N', burning fast' WHEN N'ticket' THEN N', burning' END)
                END AS [text],
                CAST(IIF(l.BudgetLeftPercent < 0 OR l.BurnState IN (N'page', N'ticket'), 1, 0) AS bit) AS isMissed
            FROM alert.LevelStatus(@Spans, @Now) AS l
            ORDER BY l.LevelName
            FOR JSON PATH
        )
);
