/*  When each rule was last evaluated, and whether it is its turn in the evaluation that runs. One row per rule;
    written by alert.Evaluate alone.  */
CREATE TABLE ops.RuleSchedule
(
    RuleId      int          NOT NULL,
    EvaluatedAt datetime2(3) NOT NULL,
    IsDue       bit          NOT NULL,
    CONSTRAINT PK_RuleSchedule PRIMARY KEY CLUSTERED (RuleId),
    CONSTRAINT FK_RuleSchedule_AlertRule FOREIGN KEY (RuleId) REFERENCES config.AlertRule (RuleId)
);
