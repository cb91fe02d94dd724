/*  What AxMonitor and the installation promise, measured in minutes of 30 days. A handful of rows, kept for
    good; config.SetServiceLevel changes them.
    SourceName      Alert: minutes in which an alert of RuleName was open are bad, of SeverityName critical
                    only while it was critical. Detection: minutes from LimitMs after the onset of an incident
                    until its alert opened. Delivery: minutes from LimitMs after a message was queued until it
                    was sent or given up
    TargetPercent   minutes that are to be good. Up to 99.9: beyond, single minutes spend the budget. From
                    93.1: below, no incident can burn the budget as fast as alert.BurnRule asks  */
CREATE TABLE config.ServiceLevel
(
    LevelName     nvarchar(64)  NOT NULL,
    SourceName    nvarchar(16)  NOT NULL,
    RuleName      nvarchar(128) NULL,
    SeverityName  nvarchar(16)  NULL,
    LimitMs       int           NULL,
    TargetPercent decimal(5, 2) NOT NULL,
    Description   nvarchar(400) NOT NULL,
    IsEnabled     bit           NOT NULL CONSTRAINT DF_ServiceLevel_IsEnabled DEFAULT (1),
    CONSTRAINT PK_ServiceLevel PRIMARY KEY CLUSTERED (LevelName),
    CONSTRAINT FK_ServiceLevel_AlertRule FOREIGN KEY (RuleName) REFERENCES config.AlertRule (RuleName),
    CONSTRAINT CK_ServiceLevel_LevelName CHECK (LEN(LevelName) > 0),
    CONSTRAINT CK_ServiceLevel_Source CHECK
    (
        (SourceName = N'Alert' AND RuleName IS NOT NULL AND LimitMs IS NULL)
        OR (SourceName IN (N'Detection', N'Delivery') AND RuleName IS NULL AND SeverityName IS NULL AND LimitMs > 0)
    ),
    CONSTRAINT CK_ServiceLevel_SeverityName CHECK (SeverityName = N'critical'),
    CONSTRAINT CK_ServiceLevel_TargetPercent CHECK (TargetPercent BETWEEN 93.1 AND 99.9)
);
