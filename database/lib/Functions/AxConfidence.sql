/*  lib.AxConfidence: how far an AX attribution read from context_info may be trusted.
    @AxSessionId       as parsed, NULL when there is none
    @IsActive          1 when the SQL session runs a request or holds a
                       transaction: only then is the value of now
    @IsAxSessionAlive  1 or 0 when SYSCLIENTSESSIONS was asked for session and user, NULL when it was not
    Result             one row: AxConfidence
                       confirmed   current, and AX knows such a session
                       current     current, not checked
                       doubtful    current, but AX has no such session now
                       historical  the last user of an idle pooled connection
                       none        no attribution  */
CREATE FUNCTION lib.AxConfidence
(
    @AxSessionId      int,
    @IsActive         bit,
    @IsAxSessionAlive bit
)
RETURNS TABLE
AS
RETURN
(
    SELECT AxConfidence = CASE
        WHEN @AxSessionId IS NULL THEN N'none'
        WHEN @IsActive IS NULL OR @IsActive = 0 THEN N'historical'
        WHEN @IsAxSessionAlive = 1 THEN N'confirmed'
        WHEN @IsAxSessionAlive = 0 THEN N'doubtful'
        ELSE N'current'
    END
);
