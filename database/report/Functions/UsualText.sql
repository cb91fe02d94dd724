/*  report.UsualText: a value beside what is usual, in words: 'as usual (12 ms)', '×3.1 usual (12 ms)',
    '÷2.0 usual (40 s)', 'usually none', 'learning until 2026-12-06', 'no usual: 4 samples at this hour',
    'month end, else 12 ms'.
    @Value          NULL: only what is usual is said
    @Unit           as in config.Metric
    @P5, @P50, @P95, @LevelName, @IsLearning, @UsableOn, @SampleCount, @SpecialDay
                    as baseline.UsualOf returns them
    Result          one row: UsualText; IsOutside 1 where the value lies beyond P5 to P95  */
CREATE FUNCTION report.UsualText
(
    @Value       float,
    @Unit        nvarchar(32),
    @P5          float,
    @P50         float,
    @P95         float,
    @LevelName   nvarchar(16),
    @IsLearning  bit,
    @UsableOn    date,
    @SampleCount int,
    @SpecialDay  nvarchar(40)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        UsualText = CASE
            WHEN @IsLearning = 1 THEN CONCAT(N'learning until ', CONVERT(nchar(10), @UsableOn, 120))
            WHEN @P50 IS NULL THEN CONCAT(N'no usual: ', @SampleCount, N' samples at this hour')
            WHEN @SpecialDay IS NOT NULL THEN CONCAT(@SpecialDay, N', else ', v.ValueText)
            WHEN @Value IS NULL AND @P50 = 0 THEN N'usually none'
            WHEN @Value IS NULL THEN CONCAT(N'usually ', v.ValueText)
            WHEN @Value BETWEEN @P5 AND @P95 THEN CONCAT(N'as usual (', v.ValueText, N')')
            WHEN @P50 <= 0 THEN CASE WHEN @P95 > 0 THEN CONCAT(N'usually up to ', h.ValueText) ELSE N'usually none' END
            WHEN @Value > @P95 THEN CONCAT(
                CASE WHEN @Value > 99 * @P50 THEN N'×99+' ELSE CONCAT(N'×', CAST(@Value / @P50 AS decimal(9, 1))) END,
                N' usual', w.LevelText, N' (', v.ValueText, N')')
            WHEN @Value <= 0 THEN CONCAT(N'none; usual', w.LevelText, N' ', v.ValueText)
            ELSE CONCAT(
                CASE WHEN @P50 > 99 * @Value THEN N'÷99+' ELSE CONCAT(N'÷', CAST(@P50 / @Value AS decimal(9, 1))) END,
                N' usual', w.LevelText, N' (', v.ValueText, N')')
        END,
        IsOutside = CAST(
            CASE WHEN @IsLearning = 0 AND @SpecialDay IS NULL AND (@Value < @P5 OR @Value > @P95) THEN 1 ELSE 0 END AS bit)
    FROM
    (
        SELECT LevelText = CASE @LevelName
            WHEN N'hour of day' THEN N' of this hour of day'
            WHEN N'flat' THEN N' of all hours'
            ELSE N''
        END
    ) AS w
    CROSS APPLY lib.ValueText(@P50, @Unit) AS v
    CROSS APPLY lib.ValueText(@P95, @Unit) AS h
);
