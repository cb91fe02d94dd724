/*  Digest mails for those who take no alerts: what happened since the last one. A handful of rows, kept for
    good; config.SetDigest changes them, alert.QueueDigests the last two columns.
    PeriodName     daily or weekly
    WeekDay        of a weekly one: 1 (Monday) to 7 (Sunday)
    LocalTime, TimeZoneName   when it is sent, by the clock there
    InstanceName, Environment   what it tells of; NULL: all. An instance without environment counts as PRD
    IsQuietSent    0: nothing is sent when there is nothing to say
    NextDueAt      UTC
    CoveredUntil   UTC, the end of what the last one told of; NULL: none was sent yet  */
CREATE TABLE config.Digest
(
    DigestName   nvarchar(64)  NOT NULL,
    Recipients   nvarchar(max) NOT NULL,
    PeriodName   nvarchar(8)   NOT NULL,
    WeekDay      tinyint       NULL,
    LocalTime    time(0)       NOT NULL,
    TimeZoneName nvarchar(128) NOT NULL,
    InstanceName sysname       NULL,
    Environment  nvarchar(16)  NULL,
    IsQuietSent  bit           NOT NULL CONSTRAINT DF_Digest_IsQuietSent DEFAULT (1),
    IsEnabled    bit           NOT NULL CONSTRAINT DF_Digest_IsEnabled DEFAULT (1),
    NextDueAt    datetime2(3)  NOT NULL,
    CoveredUntil datetime2(3)  NULL,
    CONSTRAINT PK_Digest PRIMARY KEY CLUSTERED (DigestName),
    CONSTRAINT CK_Digest_DigestName CHECK (LEN(DigestName) > 0),
    CONSTRAINT CK_Digest_Recipients CHECK (Recipients <> N''),
    CONSTRAINT CK_Digest_Period CHECK
    (
        (PeriodName = N'daily' AND WeekDay IS NULL)
        OR (PeriodName = N'weekly' AND WeekDay IS NOT NULL AND WeekDay BETWEEN 1 AND 7)
    ),
    CONSTRAINT CK_Digest_Environment CHECK (Environment IN (N'DEV', N'TST', N'UAT', N'PRD'))
);
