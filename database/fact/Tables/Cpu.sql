/*  Processor use, one row a minute and instance, as SQL Server's scheduler monitor noted it; 30 days. Minutes
    of an outage of ours are filled from its memory of about four hours.
    Percentages of the whole machine; NULL where the server's figure cannot be true. OtherPercent is
    what is left: other processes.  */
CREATE TABLE fact.Cpu
(
    InstanceId   int          NOT NULL,
    CapturedAt   datetime2(3) NOT NULL,
    RecordId     bigint       NOT NULL,
    SqlPercent   int          NULL,
    OtherPercent int          NULL,
    IdlePercent  int          NULL,
    CONSTRAINT PK_Cpu PRIMARY KEY CLUSTERED (InstanceId, CapturedAt),
    CONSTRAINT FK_Cpu_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT CK_Cpu_Percent CHECK (
        SqlPercent BETWEEN 0 AND 100 AND OtherPercent BETWEEN 0 AND 100 AND IdlePercent BETWEEN 0 AND 100)
)
ON PS_Day (CapturedAt);
