/*  What raises an alert. Few rows, kept for good.
    RuleKind      Blocking: incidents of blocking. Absence: collectors that bring nothing
    PendingMs     how long the condition must hold before the alert opens
    ClearPercent  hysteresis: the alert clears only when every measure is below this share of its warn value …
    ClearMs       … for this long  */
CREATE TABLE config.AlertRule
(
    RuleId       int           NOT NULL IDENTITY (1, 1),
    RuleName     nvarchar(128) NOT NULL,
    RuleKind     nvarchar(16)  NOT NULL,
    TemplateName nvarchar(64)  NOT NULL,
    PlaybookName nvarchar(128) NOT NULL,
    PendingMs    int           NOT NULL,
    ClearPercent int           NOT NULL,
    ClearMs      int           NOT NULL,
    IsEnabled    bit           NOT NULL CONSTRAINT DF_AlertRule_IsEnabled DEFAULT (1),
    CONSTRAINT PK_AlertRule PRIMARY KEY CLUSTERED (RuleId),
    CONSTRAINT UQ_AlertRule_RuleName UNIQUE (RuleName),
    CONSTRAINT CK_AlertRule_RuleKind CHECK (RuleKind IN (N'Blocking', N'Absence')),
    CONSTRAINT CK_AlertRule_PendingMs CHECK (PendingMs >= 0),
    CONSTRAINT CK_AlertRule_ClearPercent CHECK (ClearPercent BETWEEN 0 AND 100),
    CONSTRAINT CK_AlertRule_ClearMs CHECK (ClearMs >= 0)
);
