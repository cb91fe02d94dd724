/*  Which alerts are told on which channel besides the mail route of their rule: an alert that fits any route
    of a channel goes there once. A handful of rows, kept for good; config.SetRoute changes them. A filter
    that is NULL lets all pass.
    MinPriority, MaxPriority   of the alert, 0 (P0) being the most urgent
    Environment                of the instance: DEV, TST, UAT or PRD; an instance without one counts as PRD
    Tag                        one of the instance's tags
    WeekDays                   digits, 1 (Monday) to 7 (Sunday); of a span over midnight the day it begins
    FromTime, ToTime           from … until before …; over midnight where FromTime is the later one
    TimeZoneName               of days and times, as sys.time_zone_info names it; NULL for UTC
    AfterMs                    escalation: passes only what nobody has acknowledged for so long after it was
                               told; NULL: at once  */
CREATE TABLE config.Route
(
    RouteName    nvarchar(64)  NOT NULL,
    ChannelName  nvarchar(64)  NOT NULL,
    MinPriority  tinyint       NOT NULL CONSTRAINT DF_Route_MinPriority DEFAULT (0),
    MaxPriority  tinyint       NOT NULL CONSTRAINT DF_Route_MaxPriority DEFAULT (3),
    InstanceName sysname       NULL,
    Environment  nvarchar(16)  NULL,
    Tag          nvarchar(64)  NULL,
    RuleKind     nvarchar(16)  NULL,
    RuleName     nvarchar(128) NULL,
    WeekDays     nvarchar(7)   NULL,
    FromTime     time(0)       NULL,
    ToTime       time(0)       NULL,
    TimeZoneName nvarchar(128) NULL,
    IsEnabled    bit           NOT NULL CONSTRAINT DF_Route_IsEnabled DEFAULT (1),
    AfterMs      int           NULL,
    CONSTRAINT PK_Route PRIMARY KEY CLUSTERED (RouteName),
    CONSTRAINT FK_Route_Channel FOREIGN KEY (ChannelName) REFERENCES config.Channel (ChannelName),
    CONSTRAINT CK_Route_RouteName CHECK (LEN(RouteName) > 0),
    CONSTRAINT CK_Route_Priority CHECK (MinPriority <= MaxPriority AND MaxPriority <= 3),
    CONSTRAINT CK_Route_Environment CHECK (Environment IN (N'DEV', N'TST', N'UAT', N'PRD')),
    CONSTRAINT CK_Route_WeekDays CHECK (LEN(WeekDays) > 0 AND WeekDays NOT LIKE N'%[^1-7]%'),
    CONSTRAINT CK_Route_Times CHECK (
        (FromTime IS NULL AND ToTime IS NULL) OR (FromTime IS NOT NULL AND ToTime IS NOT NULL AND FromTime <> ToTime)),
    CONSTRAINT CK_Route_AfterMs CHECK (AfterMs >= 60000)
);
GO
-- alert.MessageTarget asks for the routes of a channel.
CREATE NONCLUSTERED INDEX IX_Route_ChannelName ON config.Route (ChannelName);
