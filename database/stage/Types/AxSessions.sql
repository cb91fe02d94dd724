/*  What the collector AxSessions hands over. RowKind says what a row tells of, and so which columns it fills:
    server   an AOS of SYSSERVERSESSIONS: ServerNumber, AosName, StatusNumber, LoginAt (its
             start), HeartbeatAt, IsLoadBalancer
    config   an AOS that is registered: AosName, IsBatchEnabled, MaxSessions,
             GroupCount (batch groups it works)
    session  an AX session that is not a free slot: ServerNumber, StatusNumber,
             LoginAt, SessionId … DataPartition
    free     free slots: ServerNumber, ClientType, SessionType, SessionCount
    sql      SQL sessions of Dynamics AX by computer: AosName (the computer), SessionCount; one row without a
             name says that they were read
    Times in UTC, NULL when not set. A column that the AX database lacks is NULL throughout.  */
CREATE TYPE stage.AxSessions AS TABLE
(
    RowKind        nvarchar(8)   NULL,
    ServerNumber   int           NULL,
    AosName        nvarchar(128) NULL,
    StatusNumber   int           NULL,
    LoginAt        datetime2(3)  NULL,
    HeartbeatAt    datetime2(3)  NULL,
    IsLoadBalancer bit           NULL,
    IsBatchEnabled bit           NULL,
    MaxSessions    int           NULL,
    GroupCount     int           NULL,
    SessionId      int           NULL,
    UserId         nvarchar(20)  NULL,
    ClientType     int           NULL,
    SessionType    int           NULL,
    ClientComputer nvarchar(128) NULL,
    StartCompany   nvarchar(10)  NULL,
    DataPartition  nvarchar(8)   NULL,
    SessionCount   int           NULL
);
