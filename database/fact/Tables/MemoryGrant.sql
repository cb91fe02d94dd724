/*  Queries that wait for a memory grant, and the largest grants, at a time. A few rows a minute and instance,
    many when memory is short; 30 days.
    GrantedKb is NULL while the query waits. AX user and session come from context_info; the query
    runs, so they are current.  */
CREATE TABLE fact.MemoryGrant
(
    InstanceId  int           NOT NULL,
    CapturedAt  datetime2(3)  NOT NULL,
    SessionId   int           NOT NULL,
    RequestId   int           NOT NULL,
    GrantOrder  int           NOT NULL,
    Dop         int           NULL,
    RequestedKb bigint        NULL,
    GrantedKb   bigint        NULL,
    UsedKb      bigint        NULL,
    MaxUsedKb   bigint        NULL,
    IdealKb     bigint        NULL,
    WaitMs      bigint        NULL,
    HostName    nvarchar(128) NULL,
    ProgramName nvarchar(128) NULL,
    LoginName   nvarchar(128) NULL,
    AxUser      nvarchar(128) NULL,
    AxSessionId int           NULL,
    CONSTRAINT PK_MemoryGrant PRIMARY KEY CLUSTERED (InstanceId, CapturedAt, GrantOrder),
    CONSTRAINT CK_MemoryGrant_WaitMs CHECK (WaitMs >= 0)
)
ON PS_Day (CapturedAt);
