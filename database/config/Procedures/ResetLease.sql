/*  config.ResetLease: takes a lease from whoever holds it, and notes that in audit.Event. Whoever asks next
    gets it; an orchestrator that is still alive asks within seconds.
    @LeaseName   ops.Lease, such as 'collect:1', 'evaluate', 'deliver', 'maintain'; NULL: all of them
    @ChangedBy   who resets it; NULL: the login
    @Now         UTC; NULL: the present by the repository's own clock
    Result       one row for each: LeaseName, [Owner] and ExpiresAt, as they were
    Errors       50070 @Now is not the repository's time  */
CREATE PROCEDURE config.ResetLease
    @LeaseName nvarchar(128) = NULL,
    @ChangedBy nvarchar(128) = NULL,
    @Now       datetime2(3) = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckChange @Now OUTPUT, @ChangedBy OUTPUT;

DECLARE @Old TABLE
(
    LeaseName nvarchar(128) NOT NULL PRIMARY KEY CLUSTERED,
    [Owner]   nvarchar(128) NOT NULL,
    ExpiresAt datetime2(3)  NOT NULL
);

BEGIN TRANSACTION;

DELETE l
OUTPUT deleted.LeaseName, deleted.[Owner], deleted.ExpiresAt INTO @Old (LeaseName, [Owner], ExpiresAt)
FROM ops.Lease AS l
WHERE l.LeaseName = COALESCE(@LeaseName, l.LeaseName);

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
SELECT
    @Now, @ChangedBy, N'ResetLease', o.LeaseName,
    CONCAT(N'held by ', o.[Owner], N' until ', CONVERT(nvarchar(19), o.ExpiresAt, 126), N'Z'), N''
FROM @Old AS o;

COMMIT TRANSACTION;

SELECT o.LeaseName, o.[Owner], o.ExpiresAt
FROM @Old AS o
ORDER BY o.LeaseName;
