/*  desk.ApiKeyFault: what is wrong with a new key of the API, whoever it is for.
    @KeyPrefix   its first characters, for lists
    @TokenHash   SHA-256 of the key
    @LifeDays    how long it is to be valid, 1 to 400
    @ChangedBy   who makes it
    Result       one row: CallerFault (of @ChangedBy), KeyFault (of the others): sentences, each with a blank
                 before it; NULL and '': nothing  */
CREATE FUNCTION desk.ApiKeyFault
(
    @KeyPrefix nvarchar(16),
    @TokenHash binary(32),
    @LifeDays  int,
    @ChangedBy nvarchar(128)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        CallerFault = CASE WHEN @ChangedBy IS NULL OR LEN(@ChangedBy) = 0 THEN N' @ChangedBy is empty.' END,
        KeyFault = CONCAT(
            CASE WHEN @KeyPrefix IS NULL OR LEN(@KeyPrefix) = 0 THEN N' @KeyPrefix is empty.' END,
            CASE WHEN @TokenHash IS NULL THEN N' @TokenHash is missing.' END,
            CASE
                WHEN @LifeDays IS NULL OR @LifeDays NOT BETWEEN 1 AND 400
                    THEN CONCAT(N' @LifeDays = ', COALESCE(CAST(@LifeDays AS nvarchar(12)), N'NULL'), N' is out of 1 to 400.')
            END)
);
