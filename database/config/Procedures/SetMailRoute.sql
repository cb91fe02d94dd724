/*  config.SetMailRoute: says who gets the mails, and notes the change in audit.Event.
    @Recipients   addresses separated by ';'; an empty text stops all mail
    @ChangedBy    who changes it; NULL: the login
    @Now          UTC; NULL: the present by the repository's own clock
    @WasText      the recipients that were seen when the change was thought of; NULL: whoever they are
    Errors        50013 no address, or one that cannot be right; each is named, and nothing is changed
                  50090 somebody else has changed them meanwhile  */
CREATE PROCEDURE config.SetMailRoute
    @Recipients nvarchar(max),
    @ChangedBy  nvarchar(128) = NULL,
    @Now        datetime2(3) = NULL,
    @WasText    nvarchar(max) = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckChange @Now OUTPUT, @ChangedBy OUTPUT;

DECLARE @OldValue nvarchar(max);
DECLARE @PresentText nvarchar(1400);
DECLARE @Message nvarchar(2048) = STUFF(
    (
        SELECT N' ' + a.Problem
        FROM lib.MailAddresses(@Recipients) AS a
        WHERE a.Problem IS NOT NULL
        ORDER BY a.Address
        FOR XML PATH(N''), TYPE
    ).value(N'.', N'nvarchar(max)'), 1, 1, N'');

IF @Recipients IS NULL
   OR (@Recipients <> N'' AND NOT EXISTS (SELECT 1 FROM lib.MailAddresses(@Recipients) AS a))
    SET @Message = N'There is no mail address.';

IF @Message IS NOT NULL
BEGIN
    SET @Message = LEFT(@Message, 1900) + N' Give addresses separated by '';'', or an empty text to stop all mail.';
    THROW 50013, @Message, 1;
END;

BEGIN TRANSACTION;

SET @OldValue =
(
    SELECT m.Recipients
    FROM config.MailRoute AS m WITH (UPDLOCK, HOLDLOCK)
    WHERE m.RouteName = N'default'
);
SET @PresentText = LEFT(@OldValue, 1400);

IF @WasText <> COALESCE(@OldValue, N'')
    EXEC config.RefuseStale N'default', @PresentText;

UPDATE config.MailRoute
SET Recipients = @Recipients
WHERE RouteName = N'default';

IF @@ROWCOUNT = 0
    INSERT config.MailRoute (RouteName, Recipients)
    VALUES (N'default', @Recipients);

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
SELECT @Now, @ChangedBy, N'SetMailRoute', N'default', @OldValue, @Recipients
WHERE @OldValue IS NULL OR @OldValue <> @Recipients;

COMMIT TRANSACTION;
