/*  Back-tests that were kept (alert.Backtest with @ChangedBy): what a rule would have raised. The latest
    twenty of each rule.
    MeasureName, WarnValue, CriticalValue   limits that were tried instead of the rule's; NULL: the rule's
    AlertCount      alerts that would have opened, PendingOnlyCount those whose condition went away before
    ConfirmedCount  of those that would have opened, beside how many somebody acknowledged an alert of the
                    instance
    OpenMinutes     of all of them together  */
CREATE TABLE ops.BacktestRun
(
    RunId            int            NOT NULL IDENTITY (1, 1),
    RuleId           int            NOT NULL,
    FromAt           datetime2(3)   NOT NULL,
    ToAt             datetime2(3)   NOT NULL,
    StepMs           int            NOT NULL,
    MeasureName      nvarchar(64)   NULL,
    WarnValue        float          NULL,
    CriticalValue    float          NULL,
    RanAt            datetime2(3)   NOT NULL,
    RanBy            nvarchar(128)  NOT NULL,
    AlertCount       int            NOT NULL,
    CriticalCount    int            NOT NULL,
    PendingOnlyCount int            NOT NULL,
    ConfirmedCount   int            NOT NULL,
    OpenMinutes      decimal(14, 1) NOT NULL,
    CONSTRAINT PK_BacktestRun PRIMARY KEY CLUSTERED (RunId),
    CONSTRAINT FK_BacktestRun_AlertRule FOREIGN KEY (RuleId) REFERENCES config.AlertRule (RuleId),
    CONSTRAINT CK_BacktestRun_Range CHECK (ToAt >= FromAt)
);
