/*  AX sessions per capture, AOS, client type, session type and status, free slots (status 0) included. Some
    40,000 rows a day and instance; 30 days.
    The numbers are AX's own: CLIENTTYPE, SESSIONTYPE and STATUS of SYSCLIENTSESSIONS, -1 where
    the AX database lacks the column.
    AosName '' : SYSSERVERSESSIONS has no such server.  */
CREATE TABLE fact.AxSessionCount
(
    InstanceId   int           NOT NULL,
    CapturedAt   datetime2(3)  NOT NULL,
    AosName      nvarchar(128) NOT NULL,
    ClientType   int           NOT NULL,
    SessionType  int           NOT NULL,
    StatusNumber int           NOT NULL,
    SessionCount int           NOT NULL,
    UserCount    int           NULL,
    CONSTRAINT PK_AxSessionCount PRIMARY KEY CLUSTERED (InstanceId, CapturedAt, AosName, ClientType, SessionType, StatusNumber),
    CONSTRAINT FK_AxSessionCount_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT CK_AxSessionCount_SessionCount CHECK (SessionCount > 0)
) ON PS_Day (CapturedAt);
