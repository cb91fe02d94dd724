/*  Every report event that was taken in, by the hash of its text: a file read twice adds nothing. Some more rows than BlockedProcess; 30 days.  */
CREATE TABLE fact.BlockedProcessEvent
(
    InstanceId       int          NOT NULL,
    EventHash        binary(32)   NOT NULL,
    EventAt          datetime2(3) NOT NULL,
    BlockedProcessId bigint       NOT NULL,
    CONSTRAINT PK_BlockedProcessEvent PRIMARY KEY CLUSTERED (InstanceId, EventHash),
    CONSTRAINT FK_BlockedProcessEvent_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT FK_BlockedProcessEvent_BlockedProcess FOREIGN KEY (BlockedProcessId) REFERENCES fact.BlockedProcess (BlockedProcessId)
);
