/*  lib.MaskedSession: whose a session is, masked where its stage says so.
    @NameKey       see lib.MaskedName; NULL: as they are
    @LoginName, @AxUser, @HostName, @ProgramName   of the session
    Result         one row: LoginName, AxUser, HostName. The computer of an AX server stays: metrics, rules
                   and alerts name it, and it is nobody's.  */
CREATE FUNCTION lib.MaskedSession
(
    @NameKey     nvarchar(64),
    @LoginName   nvarchar(128),
    @AxUser      nvarchar(128),
    @HostName    nvarchar(128),
    @ProgramName nvarchar(128)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        LoginName = l.MaskedName,
        AxUser = u.MaskedName,
        HostName = h.MaskedName
    FROM lib.AosKey(@ProgramName, @HostName) AS a
    CROSS APPLY lib.MaskedName(@NameKey, N'login', @LoginName) AS l
    CROSS APPLY lib.MaskedName(@NameKey, N'user', @AxUser) AS u
    CROSS APPLY lib.MaskedName(CASE WHEN a.KeyText = @HostName THEN NULL ELSE @NameKey END, N'host', @HostName) AS h
);
