-- The outbox: claims under a lease, back-off, and what may never happen twice.
EXEC tSQLt.NewTestClass N'OutboxTests';
GO
CREATE PROCEDURE OutboxTests.SetUp
AS
EXEC tSQLt.FakeTable N'alert.Notification', @Identity = 1, @Defaults = 1;
EXEC tSQLt.FakeTable N'alert.NotificationRecipient';
GO
CREATE PROCEDURE OutboxTests.AddMessage
    @MessageKey nvarchar(200),
    @AlertId    bigint
AS
INSERT alert.Notification
(
    AlertId,
    Channel,
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
VALUES
(
    @AlertId,
    N'mail',
    N'open',
    N'warning',
    @MessageKey,
    N'a@example.com',
    N'blocking',
    N's',
    N'{}',
    '2026-01-02T10:00:00',
    '2026-01-02T10:00:00'
);
GO
-- Claims and lists the keys that were claimed.
CREATE PROCEDURE OutboxTests.AssertClaimed
    @Expected nvarchar(400),
    @Owner    nvarchar(128),
    @MaxCount int,
    @Now      datetime2(3)
AS
DECLARE @Claimed TABLE (
    NotificationId bigint, LeaseToken uniqueidentifier, AttemptNumber int, Channel nvarchar(64), ChannelKind nvarchar(16),
    Recipients nvarchar(max), TemplateName nvarchar(64), State nvarchar(16), Severity nvarchar(16), MessageKey nvarchar(200),
    FirstMessageKey nvarchar(200), Subject nvarchar(400), PayloadJson nvarchar(max), SettledJson nvarchar(max));
INSERT @Claimed EXEC alert.ClaimNotifications @Owner, 60, @MaxCount, @Now;
DECLARE @Actual nvarchar(400) = STUFF(
    (
        SELECT N', ' + MessageKey + N' #' + CAST(AttemptNumber AS nvarchar(10))
        FROM @Claimed
        ORDER BY NotificationId
        FOR XML PATH(N''), TYPE
    ).value(N'.', N'nvarchar(400)'), 1, 2, N'');
EXEC tSQLt.AssertEqualsString @Expected, @Actual;
GO
CREATE PROCEDURE OutboxTests.[test messages are claimed oldest first, no more than asked for, and not by two]
AS
EXEC OutboxTests.AddMessage N'a', 1;
EXEC OutboxTests.AddMessage N'b', 2;
EXEC OutboxTests.AddMessage N'c', 3;
EXEC OutboxTests.AssertClaimed N'a #1, b #1', N'one', 2, '2026-01-02T10:00:00';
EXEC OutboxTests.AssertClaimed N'c #1', N'two', 2, '2026-01-02T10:00:00';
EXEC OutboxTests.AssertClaimed NULL, N'two', 2, '2026-01-02T10:00:00';
GO
CREATE PROCEDURE OutboxTests.[test a claim that ran out can be claimed again]
AS
EXEC OutboxTests.AddMessage N'a', 1;
EXEC OutboxTests.AssertClaimed N'a #1', N'one', 5, '2026-01-02T10:00:00';
EXEC OutboxTests.AssertClaimed NULL, N'two', 5, '2026-01-02T10:00:59.999';
EXEC OutboxTests.AssertClaimed N'a #2', N'two', 5, '2026-01-02T10:01:00';
GO
CREATE PROCEDURE OutboxTests.[test the second message of an alert waits for the first]
AS
EXEC OutboxTests.AddMessage N'a open', 1;
EXEC OutboxTests.AddMessage N'a resolved', 1;
EXEC OutboxTests.AssertClaimed N'a open #1', N'one', 5, '2026-01-02T10:00:00';
EXEC OutboxTests.AssertClaimed NULL, N'two', 5, '2026-01-02T10:00:01';
DECLARE @Id bigint;
DECLARE @Token uniqueidentifier;
SELECT @Id = NotificationId, @Token = LeaseToken FROM alert.Notification WHERE MessageKey = N'a open';
EXEC alert.CompleteNotification @NotificationId = @Id, @LeaseToken = @Token, @Now = '2026-01-02T10:00:02';
EXEC OutboxTests.AssertClaimed N'a resolved #1', N'two', 5, '2026-01-02T10:00:03';
GO
CREATE PROCEDURE OutboxTests.[test a sent message is never claimed again]
AS
EXEC OutboxTests.AddMessage N'a', 1;
EXEC OutboxTests.AssertClaimed N'a #1', N'one', 5, '2026-01-02T10:00:00';
DECLARE @Id bigint;
DECLARE @Token uniqueidentifier;
SELECT @Id = NotificationId, @Token = LeaseToken FROM alert.Notification;
EXEC alert.CompleteNotification @NotificationId = @Id, @LeaseToken = @Token, @Now = '2026-01-02T10:00:02';
EXEC OutboxTests.AssertClaimed NULL, N'two', 5, '2026-01-03T10:00:00';
CREATE TABLE #Expected (Status nvarchar(16), SentAt datetime2(3));
INSERT #Expected VALUES (N'sent', '2026-01-02T10:00:02');
SELECT Status, SentAt INTO #Actual FROM alert.Notification;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE OutboxTests.[test transient failures back off from 2 s to at most 120 s]
AS
EXEC OutboxTests.AddMessage N'a', 1;
DECLARE @Now datetime2(3) = '2026-01-02T10:00:00';
DECLARE @Next datetime2(3);
DECLARE @Attempt int = 0;
DECLARE @Delays nvarchar(200) = N'';
DECLARE @Id bigint;
DECLARE @Token uniqueidentifier;
DECLARE @Result TABLE (NextAttemptAt datetime2(3));
DECLARE @Claimed TABLE (
    NotificationId bigint, LeaseToken uniqueidentifier, AttemptNumber int, Channel nvarchar(64), ChannelKind nvarchar(16),
    Recipients nvarchar(max), TemplateName nvarchar(64), State nvarchar(16), Severity nvarchar(16), MessageKey nvarchar(200),
    FirstMessageKey nvarchar(200), Subject nvarchar(400), PayloadJson nvarchar(max), SettledJson nvarchar(max));
WHILE @Attempt < 9
BEGIN
    DELETE @Claimed;
    DELETE @Result;
    INSERT @Claimed EXEC alert.ClaimNotifications N'one', 60, 5, @Now;
    SELECT @Id = NotificationId, @Token = LeaseToken FROM @Claimed;
    INSERT @Result
    EXEC alert.FailNotification
        @NotificationId = @Id, @LeaseToken = @Token, @ErrorMessage = N'451 try later', @IsTransient = 1, @Now = @Now;
    SET @Next = (SELECT NextAttemptAt FROM @Result);
    SET @Delays = @Delays + N' ' + CAST(DATEDIFF(second, @Now, @Next) AS nvarchar(10));
    SET @Now = @Next;
    SET @Attempt = @Attempt + 1;
END;
EXEC tSQLt.AssertEqualsString N' 2 4 8 16 32 64 120 120 120', @Delays;
GO
CREATE PROCEDURE OutboxTests.[test a failed message waits for its next attempt]
AS
EXEC OutboxTests.AddMessage N'a', 1;
EXEC OutboxTests.AssertClaimed N'a #1', N'one', 5, '2026-01-02T10:00:00';
DECLARE @Id bigint;
DECLARE @Token uniqueidentifier;
DECLARE @Result TABLE (NextAttemptAt datetime2(3));
SELECT @Id = NotificationId, @Token = LeaseToken FROM alert.Notification;
INSERT @Result
EXEC alert.FailNotification
    @NotificationId = @Id, @LeaseToken = @Token, @ErrorMessage = N'451 try later', @IsTransient = 1, @Now = '2026-01-02T10:00:01';
EXEC OutboxTests.AssertClaimed NULL, N'one', 5, '2026-01-02T10:00:02.999';
EXEC OutboxTests.AssertClaimed N'a #2', N'one', 5, '2026-01-02T10:00:03';
GO
CREATE PROCEDURE OutboxTests.[test a permanent failure gives up and keeps the reason]
AS
EXEC OutboxTests.AddMessage N'a', 1;
EXEC OutboxTests.AssertClaimed N'a #1', N'one', 5, '2026-01-02T10:00:00';
DECLARE @Id bigint;
DECLARE @Token uniqueidentifier;
DECLARE @Result TABLE (NextAttemptAt datetime2(3));
SELECT @Id = NotificationId, @Token = LeaseToken FROM alert.Notification;
INSERT @Result
EXEC alert.FailNotification
    @NotificationId = @Id, @LeaseToken = @Token, @ErrorMessage = N'550 no such user', @IsTransient = 0,
    @Now = '2026-01-02T10:00:01';
EXEC OutboxTests.AssertClaimed NULL, N'one', 5, '2026-01-03T10:00:00';
CREATE TABLE #Expected (Status nvarchar(16), LastError nvarchar(100), NextAttemptAt datetime2(3));
INSERT #Expected VALUES (N'failed', N'550 no such user', NULL);
SELECT Status, LastError = CAST(LastError AS nvarchar(100)), NextAttemptAt INTO #Actual FROM alert.Notification;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE OutboxTests.[test completing with a lost lease is refused]
AS
EXEC OutboxTests.AddMessage N'a', 1;
EXEC OutboxTests.AssertClaimed N'a #1', N'one', 5, '2026-01-02T10:00:00';
DECLARE @Id bigint;
DECLARE @OldToken uniqueidentifier;
SELECT @Id = NotificationId, @OldToken = LeaseToken FROM alert.Notification;
EXEC OutboxTests.AssertClaimed N'a #2', N'two', 5, '2026-01-02T10:02:00';
EXEC tSQLt.ExpectException @ExpectedMessagePattern = N'Notification % is not leased by token %', @ExpectedErrorNumber = 50021;
EXEC alert.CompleteNotification @NotificationId = @Id, @LeaseToken = @OldToken, @Now = '2026-01-02T10:02:01';
GO
-- Reports a transient failure of the message with results of some recipients.
CREATE PROCEDURE OutboxTests.PostponeWith
    @MessageKey nvarchar(200),
    @Recipients stage.RecipientResult READONLY,
    @Now        datetime2(3)
AS
DECLARE @Id bigint;
DECLARE @Token uniqueidentifier;
DECLARE @Result TABLE (NextAttemptAt datetime2(3));
SELECT @Id = n.NotificationId, @Token = n.LeaseToken FROM alert.Notification AS n WHERE n.MessageKey = @MessageKey;
INSERT @Result
EXEC alert.FailNotification
    @NotificationId = @Id, @LeaseToken = @Token, @ErrorMessage = N'450 busy', @IsTransient = 1, @Recipients = @Recipients,
    @Now = @Now;
GO
CREATE PROCEDURE OutboxTests.[test the next claim of a message names the recipients that need no copy]
AS
EXEC OutboxTests.AddMessage N'a', 1;
EXEC OutboxTests.AssertClaimed N'a #1', N'one', 5, '2026-01-02T10:00:00';
DECLARE @Recipients stage.RecipientResult;
INSERT @Recipients
VALUES (N'has@x.org', 1, NULL), (N'gone@x.org', 0, N'550 no such user'), (N'GONE@x.org', 0, NULL);
EXEC OutboxTests.PostponeWith N'a', @Recipients, '2026-01-02T10:00:01';
DECLARE @Claimed TABLE (
    NotificationId bigint, LeaseToken uniqueidentifier, AttemptNumber int, Channel nvarchar(64), ChannelKind nvarchar(16),
    Recipients nvarchar(max), TemplateName nvarchar(64), State nvarchar(16), Severity nvarchar(16), MessageKey nvarchar(200),
    FirstMessageKey nvarchar(200), Subject nvarchar(400), PayloadJson nvarchar(max), SettledJson nvarchar(max));
INSERT @Claimed EXEC alert.ClaimNotifications N'one', 60, 5, '2026-01-02T10:01:00';
DECLARE @Actual nvarchar(400) = (SELECT REPLACE(SettledJson, N'GONE', N'gone') FROM @Claimed);
DECLARE @Expected nvarchar(400) =
    N'[{"recipient":"gone@x.org","wasAccepted":false,"reply":"550 no such user"},'
    + N'{"recipient":"has@x.org","wasAccepted":true}]';
EXEC tSQLt.AssertEqualsString @Expected, @Actual;
GO
CREATE PROCEDURE OutboxTests.[test a recipient keeps its first result, and completing brings the last ones]
AS
EXEC OutboxTests.AddMessage N'a', 1;
EXEC OutboxTests.AssertClaimed N'a #1', N'one', 5, '2026-01-02T10:00:00';
DECLARE @Recipients stage.RecipientResult;
INSERT @Recipients VALUES (N'first@x.org', 1, NULL);
EXEC OutboxTests.PostponeWith N'a', @Recipients, '2026-01-02T10:00:01';
EXEC OutboxTests.AssertClaimed N'a #2', N'one', 5, '2026-01-02T10:01:00';
INSERT @Recipients VALUES (N'later@x.org', 1, NULL);
DECLARE @Id bigint;
DECLARE @Token uniqueidentifier;
SELECT @Id = NotificationId, @Token = LeaseToken FROM alert.Notification;
EXEC alert.CompleteNotification
    @NotificationId = @Id, @LeaseToken = @Token, @Recipients = @Recipients, @Now = '2026-01-02T10:01:02';
CREATE TABLE #Expected (Recipient nvarchar(320), WasAccepted bit, SettledAt datetime2(3));
INSERT #Expected VALUES (N'first@x.org', 1, '2026-01-02T10:00:01'), (N'later@x.org', 1, '2026-01-02T10:01:02');
SELECT Recipient, WasAccepted, SettledAt INTO #Actual FROM alert.NotificationRecipient;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE OutboxTests.[test a message that somebody has does not hold up the next one, one that nobody has does]
AS
EXEC OutboxTests.AddMessage N'a open', 1;
EXEC OutboxTests.AddMessage N'a resolved', 1;
EXEC OutboxTests.AddMessage N'b open', 2;
EXEC OutboxTests.AddMessage N'b resolved', 2;
EXEC OutboxTests.AssertClaimed N'a open #1, b open #1', N'one', 5, '2026-01-02T10:00:00';
DECLARE @Recipients stage.RecipientResult;
INSERT @Recipients VALUES (N'gone@x.org', 0, N'550 no such user');
EXEC OutboxTests.PostponeWith N'b open', @Recipients, '2026-01-02T10:00:01';
INSERT @Recipients VALUES (N'has@x.org', 1, NULL);
EXEC OutboxTests.PostponeWith N'a open', @Recipients, '2026-01-02T10:00:01';
EXEC OutboxTests.AssertClaimed N'a resolved #1', N'one', 5, '2026-01-02T10:00:02';
GO
CREATE PROCEDURE OutboxTests.[test every message of an alert names the first one]
AS
EXEC OutboxTests.AddMessage N'a open', 1;
EXEC OutboxTests.AddMessage N'b open', 2;
EXEC OutboxTests.AddMessage N'a resolved', 1;
UPDATE alert.Notification
SET Status = N'sent', SentAt = '2026-01-02T10:00:00', NextAttemptAt = NULL
WHERE MessageKey = N'a open';
DECLARE @Claimed TABLE (
    NotificationId bigint, LeaseToken uniqueidentifier, AttemptNumber int, Channel nvarchar(64), ChannelKind nvarchar(16),
    Recipients nvarchar(max), TemplateName nvarchar(64), State nvarchar(16), Severity nvarchar(16), MessageKey nvarchar(200),
    FirstMessageKey nvarchar(200), Subject nvarchar(400), PayloadJson nvarchar(max), SettledJson nvarchar(max));
INSERT @Claimed EXEC alert.ClaimNotifications N'one', 60, 5, '2026-01-02T10:01:00';
CREATE TABLE #Expected (MessageKey nvarchar(200), FirstMessageKey nvarchar(200), SettledJson nvarchar(max));
INSERT #Expected VALUES (N'b open', N'b open', NULL), (N'a resolved', N'a open', NULL);
SELECT MessageKey, FirstMessageKey, SettledJson INTO #Actual FROM @Claimed;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
-- Claims the only message and fails it; returns the seconds until it is tried again.
CREATE PROCEDURE OutboxTests.FailOnce
    @Now          datetime2(3),
    @InDoubtCount int,
    @Seconds      int OUTPUT
AS
DECLARE @Id bigint, @Token uniqueidentifier = NEWID(), @Recipients stage.RecipientResult;
DECLARE @Next TABLE (NextAttemptAt datetime2(3) NULL);
UPDATE alert.Notification SET LeaseToken = @Token, LeaseExpiresAt = DATEADD(minute, 1, @Now), AttemptCount += 1;
SELECT @Id = NotificationId FROM alert.Notification;
INSERT @Next EXEC alert.FailNotification @Id, @Token, N'no', 1, @InDoubtCount, @Recipients, @Now;
SELECT @Seconds = DATEDIFF(second, @Now, NextAttemptAt) FROM @Next;
GO
CREATE PROCEDURE OutboxTests.[test a message in doubt is tried again after minutes, then after an hour at most]
AS
DECLARE @Seconds int, @All nvarchar(200) = N'', @Count int = 0;
EXEC OutboxTests.AddMessage N'a', 1;
WHILE @Count < 9
BEGIN
    SET @Count += 1;
    EXEC OutboxTests.FailOnce '2026-01-02T10:00:00', @Count, @Seconds OUTPUT;
    SET @All += CONCAT(@Seconds / 60, N' ');
END;
EXEC tSQLt.AssertEqualsString N'1 2 4 8 16 32 60 60 60 ', @All;
GO
CREATE PROCEDURE OutboxTests.[test a transient failure is tried for days and then given up with its last reason]
AS
DECLARE @Seconds int;
EXEC OutboxTests.AddMessage N'a', 1;
EXEC OutboxTests.FailOnce '2026-01-05T09:59:59', 0, @Seconds OUTPUT;
EXEC tSQLt.AssertEquals 2, @Seconds;
EXEC OutboxTests.FailOnce '2026-01-05T10:00:00', 0, @Seconds OUTPUT;
EXEC tSQLt.AssertEquals NULL, @Seconds;
DECLARE @Told nvarchar(400) = (SELECT CONCAT(Status, N': ', LastError) FROM alert.Notification);
EXEC tSQLt.AssertEqualsString N'failed: Given up after 2 attempts: no', @Told;
GO
CREATE PROCEDURE OutboxTests.[test when the rest is given up, what somebody has received counts as sent]
AS
DECLARE @Seconds int;
EXEC OutboxTests.AddMessage N'a', 1;
INSERT alert.NotificationRecipient (NotificationId, Recipient, WasAccepted, SettledAt)
SELECT NotificationId, N'a@example.com', 1, '2026-01-02T10:00:00' FROM alert.Notification;
EXEC OutboxTests.FailOnce '2026-01-05T10:00:00', 0, @Seconds OUTPUT;
DECLARE @Status nvarchar(16) = (SELECT Status FROM alert.Notification WHERE SentAt IS NOT NULL);
EXEC tSQLt.AssertEqualsString N'sent', @Status;
GO
