/*  lib.ValueText: a value of a metric or measure for people: '91 %', '12 min 05 s', '3.4 MB/s', '7'.
    @Value   in its unit
    @Unit    as in config.Metric; units of time are worded as durations
    Result   one row: ValueText, NULL for NULL. Three digits are enough: 1234.5 is '1235', 12.34 is '12.3'  */
CREATE FUNCTION lib.ValueText
(
    @Value float,
    @Unit  nvarchar(32)
)
RETURNS TABLE
AS
RETURN
(
    SELECT ValueText = CASE
        WHEN @Value IS NULL THEN NULL
        WHEN u.MsPerUnit IS NOT NULL THEN d.DurationText
        ELSE
            CASE
                WHEN n.NumberText LIKE N'%.00' THEN LEFT(n.NumberText, LEN(n.NumberText) - 3)
                WHEN n.NumberText LIKE N'%.[0-9]0' THEN LEFT(n.NumberText, LEN(n.NumberText) - 1)
                ELSE n.NumberText
            END
            + CASE
                WHEN @Unit = N'percent' THEN N' %'
                WHEN @Unit IN (N'count', N'id', N'ratio', N'flag', N'0 or 1', N'yes or no') THEN N''
                ELSE N' ' + @Unit
            END
    END
    FROM
    (
        SELECT MsPerUnit = CASE
            WHEN @Unit = N'ms' THEN 1e0
            WHEN @Unit = N's' THEN 1e3
            WHEN @Unit = N'min' THEN 6e4
            WHEN @Unit IN (N'h', N'hours') THEN 3.6e6
        END
    ) AS u
    CROSS APPLY (SELECT DurationMs = TRY_CAST(ROUND(@Value * u.MsPerUnit, 0) AS bigint)) AS t
    CROSS APPLY lib.DurationText(t.DurationMs) AS d
    CROSS APPLY
    (
        SELECT NumberText = CAST(TRY_CAST(ROUND(@Value, CASE
            WHEN ABS(@Value) >= 100 THEN 0
            WHEN ABS(@Value) >= 10 THEN 1
            ELSE 2
        END) AS decimal(38, 2)) AS nvarchar(40))
    ) AS n
);
