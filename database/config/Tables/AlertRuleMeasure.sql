/*  What a rule measures, and the limits: one row per measure. A rule fires when any of its measures reaches a
    limit; measures of one rule with the same alert key are one alert. Some dozen rows, kept for good;
    config.SetAlertRuleMeasure changes them.
    RuleKind       the rule's, so that the CHECKs below can say what each kind needs
    MeasureName    as evidence and messages name it; of a metric usually its name
    MetricId       Threshold, Rate: the metric, at Rate the part
    OtherMetricId  Rate: the whole; a metric with the same keys, or one without keys
    KeyLike        Threshold, Rate: only keys that are LIKE this; NULL for all
    KeyNotLike     Threshold, Rate: no keys that are LIKE this; NULL for none
    AggregateName  Threshold, Rate: of the values of a series within the window; at Rate of both
    WindowMs       Threshold, Rate: from so long ago until now
    MinSamples     Threshold, Rate: with fewer values in the window (at Rate: of the whole) nothing is known
    MinOtherValue  Rate: with a smaller whole nothing is known; NULL for any above 0
    SourceName     Absence, Event: where the measure comes from (config.AlertSource)
    IsGate         1: raises nothing by itself; the rule's other measures count only while this one has
    reached
                   its warn value for some key of the instance
    WarnValue      at this value the alert is a warning …
    CriticalValue  … and at this one critical; NULL: never
    Which side is worse is the metric's (config.Metric.Direction); of a metric without one, and of Absence and
    Event, higher is worse, unless CriticalValue is the lower one.  */
CREATE TABLE config.AlertRuleMeasure
(
    RuleId        int           NOT NULL,
    MeasureName   nvarchar(64)  NOT NULL,
    RuleKind      nvarchar(16)  NOT NULL,
    MetricId      int           NULL,
    OtherMetricId int           NULL,
    KeyLike       nvarchar(256) NULL,
    AggregateName nvarchar(16)  NULL,
    WindowMs      int           NULL,
    MinSamples    int           NULL,
    MinOtherValue float         NULL,
    SourceName    nvarchar(64)  NULL,
    WarnValue     float         NOT NULL,
    CriticalValue float         NULL,
    IsGate        bit           NOT NULL CONSTRAINT DF_AlertRuleMeasure_IsGate DEFAULT (0),
    KeyNotLike    nvarchar(256) NULL,
    CONSTRAINT PK_AlertRuleMeasure PRIMARY KEY CLUSTERED (RuleId, MeasureName),
    CONSTRAINT FK_AlertRuleMeasure_AlertRule FOREIGN KEY (RuleId, RuleKind) REFERENCES config.AlertRule (RuleId, RuleKind),
    CONSTRAINT FK_AlertRuleMeasure_Metric FOREIGN KEY (MetricId) REFERENCES config.Metric (MetricId),
    CONSTRAINT FK_AlertRuleMeasure_OtherMetric FOREIGN KEY (OtherMetricId) REFERENCES config.Metric (MetricId),
    CONSTRAINT CK_AlertRuleMeasure_MeasureName CHECK (LEN(MeasureName) > 0 AND MeasureName NOT LIKE N'%[^A-Za-z0-9._]%'),
    CONSTRAINT CK_AlertRuleMeasure_Threshold CHECK
    (
        RuleKind <> N'Threshold'
        OR (MetricId IS NOT NULL AND OtherMetricId IS NULL AND MinOtherValue IS NULL)
    ),
    CONSTRAINT CK_AlertRuleMeasure_Rate CHECK
    (
        RuleKind <> N'Rate'
        OR (MetricId IS NOT NULL AND OtherMetricId IS NOT NULL AND OtherMetricId <> MetricId)
    ),
    CONSTRAINT CK_AlertRuleMeasure_Window CHECK
    (
        RuleKind NOT IN (N'Threshold', N'Rate')
        OR (AggregateName IS NOT NULL AND WindowMs IS NOT NULL AND MinSamples IS NOT NULL AND SourceName IS NULL)
    ),
    CONSTRAINT FK_AlertRuleMeasure_AlertSource FOREIGN KEY (SourceName, MeasureName, RuleKind)
        REFERENCES config.AlertSource (SourceName, MeasureName, RuleKind),
    CONSTRAINT CK_AlertRuleMeasure_SourceName CHECK (RuleKind NOT IN (N'Absence', N'Event') OR SourceName IS NOT NULL),
    CONSTRAINT CK_AlertRuleMeasure_NoMetric CHECK
    (
        RuleKind IN (N'Threshold', N'Rate')
        OR
        (
            MetricId IS NULL
            AND OtherMetricId IS NULL
            AND KeyLike IS NULL
            AND KeyNotLike IS NULL
            AND AggregateName IS NULL
            AND WindowMs IS NULL
            AND MinSamples IS NULL
            AND MinOtherValue IS NULL
            AND WarnValue > 0
            AND (CriticalValue IS NULL OR CriticalValue >= WarnValue)
        )
    ),
    CONSTRAINT CK_AlertRuleMeasure_AggregateName CHECK (AggregateName IN (N'last', N'avg', N'median', N'min', N'max', N'sum')),
    CONSTRAINT CK_AlertRuleMeasure_WindowMs CHECK (WindowMs BETWEEN 1000 AND 1209600000),
    CONSTRAINT CK_AlertRuleMeasure_MinSamples CHECK (MinSamples >= 1),
    CONSTRAINT CK_AlertRuleMeasure_MinOtherValue CHECK (MinOtherValue > 0)
);
