/*  Which rules tell the symptoms of which cause: an alert of SymptomRuleId that opens beside one of
    RootRuleId on the same instance, within 15 minutes, and about the same session, class, AOS, group,
    object, query or volume where both know one, belongs to the cause's story and is told with it. Some dozen
    rows, seeded.
    CauseRank   of several causes the lowest is the story's  */
CREATE TABLE config.AlertRuleSymptom
(
    RootRuleId    int NOT NULL,
    SymptomRuleId int NOT NULL,
    CauseRank     int NOT NULL,
    CONSTRAINT PK_AlertRuleSymptom PRIMARY KEY CLUSTERED (RootRuleId, SymptomRuleId),
    CONSTRAINT FK_AlertRuleSymptom_RootRule FOREIGN KEY (RootRuleId) REFERENCES config.AlertRule (RuleId),
    CONSTRAINT FK_AlertRuleSymptom_SymptomRule FOREIGN KEY (SymptomRuleId) REFERENCES config.AlertRule (RuleId),
    CONSTRAINT CK_AlertRuleSymptom_Other CHECK (RootRuleId <> SymptomRuleId)
);
GO
-- A symptom looks for its causes.
CREATE NONCLUSTERED INDEX IX_AlertRuleSymptom_SymptomRuleId ON config.AlertRuleSymptom (SymptomRuleId) INCLUDE (CauseRank);
