/*  What the collector Memory hands over. RowKind:
    clerk   Name: type of the clerk; SizeKb: its pages and what it committed besides
    node    Name: NUMA node as its counters name it; PageLifeExpectancySeconds
    grant   a query that holds memory for sorts and hashes, or waits for it (GrantedKb
            NULL); the session's columns  */
CREATE TYPE stage.Memory AS TABLE
(
    RowKind                   nvarchar(8)    NULL,
    Name                      nvarchar(60)   NULL,
    SizeKb                    bigint         NULL,
    PageLifeExpectancySeconds bigint         NULL,
    SessionId                 int            NULL,
    RequestId                 int            NULL,
    Dop                       int            NULL,
    RequestedKb               bigint         NULL,
    GrantedKb                 bigint         NULL,
    UsedKb                    bigint         NULL,
    MaxUsedKb                 bigint         NULL,
    IdealKb                   bigint         NULL,
    WaitMs                    bigint         NULL,
    HostName                  nvarchar(128)  NULL,
    ProgramName               nvarchar(128)  NULL,
    LoginName                 nvarchar(128)  NULL,
    ContextInfo               varbinary(128) NULL
);
