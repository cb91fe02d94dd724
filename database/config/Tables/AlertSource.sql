/*  What rules of kind Absence and Event can measure: the sources that alert.MeasureAbsence and
    alert.MeasureEvents know, and the measures of each. Some dozen rows, seeded.
    Unit         of the measure: ms, percent, count …
    MetricLike   metrics that it watches are LIKE this: anomalies of theirs are its business; NULL: none  */
CREATE TABLE config.AlertSource
(
    SourceName  nvarchar(64)  NOT NULL,
    MeasureName nvarchar(64)  NOT NULL,
    RuleKind    nvarchar(16)  NOT NULL,
    Unit        nvarchar(32)  NOT NULL,
    Description nvarchar(400) NOT NULL,
    MetricLike  nvarchar(64)  NULL,
    CONSTRAINT PK_AlertSource PRIMARY KEY CLUSTERED (SourceName, MeasureName),
    CONSTRAINT UQ_AlertSource_RuleKind UNIQUE (SourceName, MeasureName, RuleKind),
    CONSTRAINT CK_AlertSource_RuleKind CHECK (RuleKind IN (N'Absence', N'Event'))
);
