/*  The capture that collect.QueryStatState is of. One row per instance.
    IsWhole   1: every statement that had ended an execution is in the state, so an unknown one has run only
              since  */
CREATE TABLE collect.QueryStatSample
(
    InstanceId int          NOT NULL,
    SampledAt  datetime2(3) NOT NULL,
    IsWhole    bit          NOT NULL,
    CONSTRAINT PK_QueryStatSample PRIMARY KEY CLUSTERED (InstanceId),
    CONSTRAINT FK_QueryStatSample_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId)
);
