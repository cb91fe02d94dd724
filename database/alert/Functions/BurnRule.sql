/*  alert.BurnRule: when the error budget of a service level burns too fast. Both windows must burn at least
    so fast. The values are those of Google's SRE Workbook for 99.9 percent over 30 days.
    Result   one row per rule: RuleNumber, KindName (page, ticket), LongMinutes, ShortMinutes, MinBurn  */
CREATE FUNCTION alert.BurnRule ()
RETURNS TABLE
AS
RETURN
(
    SELECT v.RuleNumber, v.KindName, v.LongMinutes, v.ShortMinutes, v.MinBurn
    FROM
    (
        VALUES
            (1, N'page', 60, 5, 14.4e0),
            (2, N'page', 360, 30, 6e0),
            (3, N'ticket', 1440, 120, 3e0),
            (4, N'ticket', 4320, 360, 1e0)
    ) AS v (RuleNumber, KindName, LongMinutes, ShortMinutes, MinBurn)
);
