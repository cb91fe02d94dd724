/*  lib.ParseQueryHash: query_hash or query_plan_hash as an event's action prints it: an unsigned 64-bit
    number, in some versions signed, or 0x….
    Result   one row: QueryHash, the eight bytes as the plan cache has them; NULL for 0, which
             means that the server knew none  */
CREATE FUNCTION lib.ParseQueryHash
(
    @Text nvarchar(64)
)
RETURNS TABLE
AS
RETURN
(
    SELECT QueryHash = CASE
        WHEN h.Hex IS NOT NULL THEN NULLIF(h.Hex, 0x0000000000000000)
        WHEN n.Number > 9223372036854775807 THEN CAST(CAST(n.Number - 18446744073709551616 AS bigint) AS binary(8))
        WHEN n.Number <> 0 THEN CAST(CAST(n.Number AS bigint) AS binary(8))
    END
    FROM (SELECT Hex = CASE WHEN @Text LIKE N'0x%' THEN TRY_CONVERT(binary(8), @Text, 1) END) AS h
    CROSS APPLY
    (
        SELECT Number = CASE WHEN r.Number BETWEEN -9223372036854775808 AND 18446744073709551615 THEN r.Number END
        FROM (SELECT Number = CASE WHEN @Text NOT LIKE N'0x%' THEN TRY_CAST(@Text AS decimal(20, 0)) END) AS r
    ) AS n
);
