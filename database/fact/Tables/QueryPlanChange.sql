/*  A query was seen to run mostly under another plan than before. None to some hundred rows an instance and
    day; kept as long as incidents.
    The means are per execution, of the old plan over the seven days before, of the new one
    in the interval it was seen in.
    IsNewPlan: the new plan had not been seen before; 0: back to a known one.  */
CREATE TABLE fact.QueryPlanChange
(
    InstanceId        int          NOT NULL,
    QueryId           bigint       NOT NULL,
    ChangedAt         datetime2(3) NOT NULL,
    QueryHash         binary(8)    NOT NULL,
    OldPlanId         bigint       NOT NULL,
    NewPlanId         bigint       NOT NULL,
    IsNewPlan         bit          NOT NULL,
    IsForced          bit          NOT NULL,
    OldExecutionCount bigint       NULL,
    NewExecutionCount bigint       NOT NULL,
    OldDurationMs     float        NULL,
    NewDurationMs     float        NOT NULL,
    OldCpuMs          float        NULL,
    NewCpuMs          float        NOT NULL,
    OldLogicalReads   float        NULL,
    NewLogicalReads   float        NOT NULL,
    CONSTRAINT PK_fact_QueryPlanChange PRIMARY KEY CLUSTERED (InstanceId, QueryId, ChangedAt)
)
ON PS_Day (ChangedAt);
