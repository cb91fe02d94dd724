/*  alert.TestChannel: queues a test message on a channel, waits until an orchestrator has sent it, and says
    what happened.
    @ChannelName   config.Channel, or 'mail' for the mail route 'default'
    @WaitSeconds   how long to wait; 0: not at all
    @ChangedBy     who tests; NULL: the login
    @Now           UTC; NULL: the present by the repository's own clock
    Result         one row, as alert.GetTestResult gives it
    Errors         50047 no such channel, or one that is disabled or without recipients  */
CREATE PROCEDURE alert.TestChannel
    @ChannelName nvarchar(64),
    @WaitSeconds int = 30,
    @ChangedBy   nvarchar(128) = NULL,
    @Now         datetime2(3) = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckChange @Now OUTPUT, @ChangedBy OUTPUT;

DECLARE @NotificationId bigint;
DECLARE @Message nvarchar(400);
DECLARE @LeftSeconds int = @WaitSeconds;

BEGIN TRANSACTION;

INSERT alert.Notification
(
    AlertId,
    Channel,
    ChannelKind,
    State,
    Severity,
    MessageKey,
    Recipients,
    TemplateName,
    Subject,
    PayloadJson,
    CreatedAt,
    NextAttemptAt
)
SELECT
    NULL,
    c.ChannelName,
    c.ChannelKind,
    N'test',
    N'warning',
    CONCAT(N'test/', c.ChannelName, N'/', NEWID()),
    c.Recipients,
    N'test',
    CONCAT(N'Test of channel ', c.ChannelName, N' by AxMonitor'),
    (
        SELECT
            N'test' AS severity,
            N'AxMonitor' AS instance,
            c.ChannelName AS channel,
            @ChangedBy AS testedBy,
            CONVERT(nvarchar(19), @Now, 126) + N'Z' AS testedAt
        FOR JSON PATH, WITHOUT_ARRAY_WRAPPER, INCLUDE_NULL_VALUES
    ),
    @Now,
    @Now
FROM
(
    SELECT ChannelName = N'mail', ChannelKind = N'mail', m.Recipients
    FROM config.MailRoute AS m
    WHERE m.RouteName = N'default'
      AND m.Recipients <> N''
    UNION ALL
    SELECT d.ChannelName, d.ChannelKind, d.AddressText
    FROM config.Channel AS d
    WHERE d.IsEnabled = 1
) AS c
WHERE c.ChannelName = @ChannelName;

IF @@ROWCOUNT = 0
BEGIN
    SET @Message = CONCAT(
        N'There is no channel ''', @ChannelName, N''' that is enabled. config.Channel lists them; ''mail'' is the mail route ',
        N'''default'', and needs recipients.');
    THROW 50047, @Message, 1;
END;

SET @NotificationId = SCOPE_IDENTITY();

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
VALUES (@Now, @ChangedBy, N'TestChannel', @ChannelName, NULL, CONCAT(N'message ', @NotificationId));

COMMIT TRANSACTION;

WHILE @LeftSeconds > 0
      AND EXISTS
          (
              SELECT 1
              FROM alert.Notification AS n
              WHERE n.NotificationId = @NotificationId
                AND n.Status = N'pending'
                AND n.LastError IS NULL
          )
BEGIN
    WAITFOR DELAY '00:00:01';
    SET @LeftSeconds -= 1;
END;

EXEC alert.GetTestResult @NotificationId;
