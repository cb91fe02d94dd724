/*  What one instance does differently with one measure of a rule: not at all, or with limits of its own. A
    handful of rows, kept for good; config.SetAlertRuleOverride changes them.
    IsEnabled      0: the measure is not taken on this instance
    WarnValue      NULL: the limits of config.AlertRuleMeasure hold
    CriticalValue  beside a WarnValue only; NULL: never critical  */
CREATE TABLE config.AlertRuleOverride
(
    RuleId        int          NOT NULL,
    MeasureName   nvarchar(64) NOT NULL,
    InstanceId    int          NOT NULL,
    IsEnabled     bit          NOT NULL CONSTRAINT DF_AlertRuleOverride_IsEnabled DEFAULT (1),
    WarnValue     float        NULL,
    CriticalValue float        NULL,
    CONSTRAINT PK_AlertRuleOverride PRIMARY KEY CLUSTERED (RuleId, MeasureName, InstanceId),
    CONSTRAINT FK_AlertRuleOverride_AlertRuleMeasure FOREIGN KEY (RuleId, MeasureName)
        REFERENCES config.AlertRuleMeasure (RuleId, MeasureName),
    CONSTRAINT FK_AlertRuleOverride_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT CK_AlertRuleOverride_CriticalValue CHECK (CriticalValue IS NULL OR WarnValue IS NOT NULL)
);
