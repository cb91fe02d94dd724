/*  The limits of a rule, one row per measure; a rule fires when any of its measures reaches a
    limit. Few rows, kept for good.  */
CREATE TABLE config.AlertRuleThreshold
(
    RuleId        int          NOT NULL,
    MeasureName   nvarchar(64) NOT NULL,
    WarnValue     bigint       NOT NULL,
    CriticalValue bigint       NULL,
    CONSTRAINT PK_AlertRuleThreshold PRIMARY KEY CLUSTERED (RuleId, MeasureName),
    CONSTRAINT FK_AlertRuleThreshold_AlertRule FOREIGN KEY (RuleId) REFERENCES config.AlertRule (RuleId),
    CONSTRAINT CK_AlertRuleThreshold_MeasureName CHECK (
        MeasureName IN (N'TotalWaitMs', N'LongestWaitMs', N'VictimCount', N'SilencePercent', N'SwitchedOff', N'InstanceSilent')),
    CONSTRAINT CK_AlertRuleThreshold_Order CHECK (WarnValue > 0 AND CriticalValue >= WarnValue)
);
