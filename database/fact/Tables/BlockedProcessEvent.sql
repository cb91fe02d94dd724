/*  Every report event that was taken in, by the hash of its text: a file read twice adds nothing. Some more
    rows than BlockedProcess; 30 days, by partition:
    the same text has the same time, so a text that comes again meets itself in its own day.  */
CREATE TABLE fact.BlockedProcessEvent
(
    InstanceId       int          NOT NULL,
    EventHash        binary(32)   NOT NULL,
    EventAt          datetime2(3) NOT NULL,
    BlockedProcessId bigint       NOT NULL,
    CONSTRAINT PK_BlockedProcessEvent PRIMARY KEY CLUSTERED (InstanceId, EventHash, EventAt),
    CONSTRAINT FK_BlockedProcessEvent_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId)
)
ON PS_Day (EventAt);
