/*  desk.ApiKeyRefused: says in audit.Event that a call of the API came with a key that is not valid.
    @ClientName      whose the key was; NULL: nobody knows it
    @KeyPrefix       its first characters
    @Reason          unknown, expired, revoked
    @ClientAddress   where from
    @Now             UTC  */
CREATE PROCEDURE desk.ApiKeyRefused
    @ClientName    nvarchar(64) = NULL,
    @KeyPrefix     nvarchar(16) = NULL,
    @Reason        nvarchar(16),
    @ClientAddress nvarchar(64),
    @Now           datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Now;

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
VALUES
(
    @Now,
    COALESCE(N'api:' + @ClientName, N'(unknown key)'),
    N'ApiKeyRefused',
    COALESCE(N'API client ' + @ClientName, N'unknown API client'),
    NULL,
    CONCAT(@Reason, N' key', N' ' + @KeyPrefix + N'…', N', from ', @ClientAddress)
);
