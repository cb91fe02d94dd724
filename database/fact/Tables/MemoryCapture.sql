/*  Memory of the watched server at a time: what SQL Server wants and has, what the machine has left. One row
    a minute and instance; 30 days. A figure the server does not tell is NULL.
    TargetKb, CommittedKb        of SQL Server
    ProcessKb, LockedPagesKb     of its process, as the operating system counts
    PageLifeExpectancySeconds    how long a page stays in memory, over all NUMA nodes
    IsProcessLow, IsSystemLow    SQL Server resp. Windows gave the signal that memory is low
    GrantedCount … GrantedKb memory for sorts and hashes; waiting: queries that cannot begin without it  */
CREATE TABLE fact.MemoryCapture
(
    InstanceId                int              NOT NULL,
    CapturedAt                datetime2(3)     NOT NULL,
    RunId                     uniqueidentifier NOT NULL,
    TargetKb                  bigint           NULL,
    CommittedKb               bigint           NULL,
    PhysicalKb                bigint           NULL,
    AvailableKb               bigint           NULL,
    ProcessKb                 bigint           NULL,
    LockedPagesKb             bigint           NULL,
    PageLifeExpectancySeconds bigint           NULL,
    IsProcessLow              bit              NULL,
    IsSystemLow               bit              NULL,
    GrantedCount              int              NOT NULL,
    WaitingCount              int              NOT NULL,
    GrantedKb                 bigint           NOT NULL,
    LongestWaitMs             bigint           NOT NULL,
    IsTruncated               bit              NOT NULL,
    CONSTRAINT PK_MemoryCapture PRIMARY KEY CLUSTERED (InstanceId, CapturedAt),
    CONSTRAINT FK_MemoryCapture_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId)
)
ON PS_Day (CapturedAt);
