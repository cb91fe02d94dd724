/*  What the runs of each batch class usually take, from those that ended well on the 14 local days before
    BuiltDate. Some hundred rows an instance, replaced every night by baseline.BuildBatchClasses.
    DayCount   how many of these days the instance's history of executions covers: below 14 it is learning  */
CREATE TABLE baseline.BatchClass
(
    InstanceId  int          NOT NULL,
    ClassNumber int          NOT NULL,
    BuiltDate   datetime2(3) NOT NULL,
    DayCount    int          NOT NULL,
    RunCount    int          NOT NULL,
    P50Ms       float        NOT NULL,
    P95Ms       float        NOT NULL,
    CONSTRAINT PK_BatchClass PRIMARY KEY CLUSTERED (InstanceId, ClassNumber),
    CONSTRAINT FK_BatchClass_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT CK_BatchClass_RunCount CHECK (RunCount > 0)
);
