/*  The alerts of a back-test that was kept (ops.BacktestRun), as alert.Backtest returns them. Some hundred
    rows a run, deleted with it.
    IsConfirmed   1: while it would have been open somebody acknowledged an alert of the instance  */
CREATE TABLE ops.BacktestAlert
(
    RunId       int           NOT NULL,
    AlertNumber int           NOT NULL,
    InstanceId  int           NOT NULL,
    AlertKey    nvarchar(256) NOT NULL,
    Severity    nvarchar(16)  NOT NULL,
    PendingAt   datetime2(3)  NOT NULL,
    OpenedAt    datetime2(3)  NULL,
    CriticalAt  datetime2(3)  NULL,
    ResolvedAt  datetime2(3)  NULL,
    MeasureName nvarchar(64)  NULL,
    PeakValue   float         NULL,
    IsConfirmed bit           NOT NULL,
    CONSTRAINT PK_BacktestAlert PRIMARY KEY CLUSTERED (RunId, AlertNumber),
    CONSTRAINT FK_BacktestAlert_BacktestRun FOREIGN KEY (RunId) REFERENCES ops.BacktestRun (RunId),
    CONSTRAINT FK_BacktestAlert_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId)
);
