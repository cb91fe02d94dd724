/*  lib.ChangeScore: how near a change lies to the onset of something. Nearness is no cause.
    @KindName         deployment, plan, version, setting, index, rows, statistics
    @ScopeName        same key, same database, same instance
    @DaysBefore       from the change to the onset; negative when it came after
    @OnsetErrorDays   how far the onset may be off: what is farther away is no candidate
    Result            one row: Score, NULL for none  */
CREATE FUNCTION lib.ChangeScore
(
    @KindName       nvarchar(16),
    @ScopeName      nvarchar(16),
    @DaysBefore     float,
    @OnsetErrorDays float
)
RETURNS TABLE
AS
RETURN
(
    SELECT Score = CASE
        WHEN ABS(@DaysBefore) <= @OnsetErrorDays
            THEN CASE
                    WHEN @KindName IN (N'deployment', N'plan') THEN 1e0
                    WHEN @KindName IN (N'version', N'setting', N'index') THEN 0.8e0
                    WHEN @KindName = N'rows' THEN 0.6e0
                    WHEN @KindName = N'statistics' THEN 0.4e0
                END
                * CASE @ScopeName WHEN N'same key' THEN 1e0 WHEN N'same database' THEN 0.7e0 WHEN N'same instance' THEN 0.5e0 END
                / (1 + ABS(@DaysBefore) / 2)
    END
);
