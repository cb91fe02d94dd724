/*  lib.ClientTypeText: what AX's number of a client type means.
    @ClientType   SYSCLIENTSESSIONS.CLIENTTYPE; -1: the AX database lacks the column
    Result        one row: ClientText  */
CREATE FUNCTION lib.ClientTypeText
(
    @ClientType int
)
RETURNS TABLE
AS
RETURN
(
    SELECT ClientText = CASE @ClientType
        WHEN 0 THEN N'Client'
        WHEN 1 THEN N'Business Connector'
        WHEN 2 THEN N'AOS'
        WHEN 3 THEN N'Worker'
        WHEN 5 THEN N'Web'
        WHEN -1 THEN N'not known'
        ELSE CONCAT(N'type ', @ClientType)
    END
);
