/*  config.SetMailRoute: says who gets the mails, and notes the change in audit.Event.
    @Recipients   addresses separated by ';'; an empty text stops all mail
    @ChangedBy    who changes it
    @Now          UTC
    Errors        50013 text without an address  */
CREATE PROCEDURE config.SetMailRoute
    @Recipients nvarchar(max),
    @ChangedBy  nvarchar(128),
    @Now        datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Now;

DECLARE @OldValue nvarchar(max) = (SELECT Recipients FROM config.MailRoute WHERE RouteName = N'default');
DECLARE @Message nvarchar(400);

IF @Recipients IS NULL OR (@Recipients <> N'' AND @Recipients NOT LIKE N'%_@_%')
BEGIN
    SET @Message = CONCAT(
        N'''', LEFT(@Recipients, 200),
        N''' holds no mail address. Give addresses separated by '';'', or an empty text to stop all mail.');
    THROW 50013, @Message, 1;
END;

BEGIN TRANSACTION;

UPDATE config.MailRoute WITH (UPDLOCK, HOLDLOCK)
SET Recipients = @Recipients
WHERE RouteName = N'default';

IF @@ROWCOUNT = 0
    INSERT config.MailRoute (RouteName, Recipients)
    VALUES (N'default', @Recipients);

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
SELECT @Now, @ChangedBy, N'SetMailRoute', N'default', @OldValue, @Recipients
WHERE @OldValue IS NULL OR @OldValue <> @Recipients;

COMMIT TRANSACTION;
