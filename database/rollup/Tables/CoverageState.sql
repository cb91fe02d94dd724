/*  Up to where rollup.Coverage tells of a collector on an instance: the time of its last run that was taken
    into account. One row each, kept for good.  */
CREATE TABLE rollup.CoverageState
(
    InstanceId  int          NOT NULL,
    CollectorId int          NOT NULL,
    CoveredTo   datetime2(3) NOT NULL,
    CONSTRAINT PK_CoverageState PRIMARY KEY CLUSTERED (InstanceId, CollectorId),
    CONSTRAINT FK_CoverageState_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT FK_CoverageState_Collector FOREIGN KEY (CollectorId) REFERENCES config.Collector (CollectorId)
);
