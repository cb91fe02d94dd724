/*  lib.AosKey: the key of metrics that count by AOS.
    @ProgramName, @HostName   of the session
    Result   one row: KeyText, the host of Microsoft Dynamics AX, else other  */
CREATE FUNCTION lib.AosKey
(
    @ProgramName nvarchar(128),
    @HostName    nvarchar(128)
)
RETURNS TABLE
AS
RETURN
(
    SELECT KeyText = CASE
        WHEN @ProgramName LIKE N'Microsoft Dynamics AX%' AND @HostName IS NOT NULL THEN @HostName
        ELSE N'other'
    END
);
