/*  alert.Judge: a measure beside its limits.
    @Value                        larger is worse; NULL: unknown
    @WarnValue, @CriticalValue    turned in the same way; @CriticalValue NULL: never critical
    @ClearPercent                 of config.AlertRule
    Result                        one row, both columns NULL for an unknown value
                                  SeverityLevel   0 below the warn value, 1 warning, 2 critical
                                  IsAboveClear    1 while the value keeps an open alert from clearing  */
CREATE FUNCTION alert.Judge
(
    @Value         float,
    @WarnValue     float,
    @CriticalValue float,
    @ClearPercent  int
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        SeverityLevel = CASE
            WHEN @Value IS NULL THEN NULL
            WHEN @Value >= @CriticalValue THEN 2
            WHEN @Value >= @WarnValue THEN 1
            ELSE 0
        END,
        -- Negative limits are those of metrics that are worse when lower: 20 turned is -20, and clear is -25.
        IsAboveClear = CASE
            WHEN @Value IS NULL THEN NULL
            WHEN @WarnValue >= 0 AND @Value * 100 >= @WarnValue * @ClearPercent THEN 1
            WHEN @WarnValue < 0 AND @Value * @ClearPercent >= @WarnValue * 100 THEN 1
            ELSE 0
        END
);
