/*  lib.NormalTail: the probability that a normal variable exceeds a value, with a relative error below 1e-8.
    @Z       a column or variable: an expression would be computed some thirty times
    Result   one row: Tail; 0 beyond 37  */
CREATE FUNCTION lib.NormalTail
(
    @Z float
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        Tail = CASE WHEN @Z < 0 THEN 1e0 - u.Tail ELSE u.Tail END
    FROM
    (
        SELECT
            Tail = CASE
                WHEN a.A > 37 THEN 0e0
                WHEN a.A < 7.07106781186547e0 THEN EXP(-a.A * a.A / 2)
                    * ((((((3.52624965998911e-02 * a.A + 0.700383064443688e0) * a.A + 6.37396220353165e0) * a.A
                        + 33.912866078383e0) * a.A + 112.079291497871e0) * a.A + 221.213596169931e0) * a.A + 220.206867912376e0)
                    / (((((((8.83883476483184e-02 * a.A + 1.75566716318264e0) * a.A + 16.064177579207e0) * a.A
                        + 86.7807322029461e0) * a.A + 296.564248779674e0) * a.A + 637.333633378831e0) * a.A
                        + 793.826512519948e0) * a.A + 440.413735824752e0)
                ELSE EXP(-a.A * a.A / 2) / 2.506628274631e0
                    / (a.A + 1 / (a.A + 2 / (a.A + 3 / (a.A + 4 / (a.A + 0.65e0)))))
            END
        FROM (SELECT A = MAX(ABS(v.Z)) FROM (VALUES (@Z)) AS v (Z)) AS a
    ) AS u
);
