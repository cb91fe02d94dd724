/*  What the collector TempDb hands over besides its totals, by RowKind:
    session   a session that holds more than 1 MB of tempdb, or the oldest transaction that keeps row versions
              (VersionAgeMs). LoginTime is the server's local time
    table     AX temporary tables of one kind: AxTableId, its name where it may be read, ItemCount of them
    latch     tasks that wait for the latch of one page: ItemCount, WaitType,
              WaitResource, WaitMs summed over them  */
CREATE TYPE stage.TempDb AS TABLE
(
    RowKind              nvarchar(8)    NULL,
    SessionId            int            NULL,
    LoginTime            datetime2(3)   NULL,
    HostName             nvarchar(128)  NULL,
    ProgramName          nvarchar(128)  NULL,
    LoginName            nvarchar(128)  NULL,
    Status               nvarchar(30)   NULL,
    OpenTransactionCount int            NULL,
    ContextInfo          varbinary(128) NULL,
    IsAxSessionAlive     bit            NULL,
    StatementText        nvarchar(max)  NULL,
    UserBytes            bigint         NULL,
    InternalBytes        bigint         NULL,
    VersionAgeMs         bigint         NULL,
    AxTableId            int            NULL,
    TableName            nvarchar(128)  NULL,
    ItemCount            int            NULL,
    WaitType             nvarchar(60)   NULL,
    WaitResource         nvarchar(128)  NULL,
    WaitMs               bigint         NULL
);
