/*  lib.StudentToNormal: the value of a normal variable that is exceeded as often as a value of Student's
    distribution, within 1.4 percent.
    @T    statistic
    @Nu   its degrees of freedom
    Result   one row: Z  */
CREATE FUNCTION lib.StudentToNormal
(
    @T  float,
    @Nu float
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        Z = SIGN(@T) * (8 * @Nu + 1) / (8 * @Nu + 3)
            * SQRT(CASE WHEN @Nu > 0 THEN @Nu * LOG(1e0 + CASE WHEN @Nu > 0 THEN @T * @T / @Nu ELSE 0e0 END) ELSE 0e0 END)
);
