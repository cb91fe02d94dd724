/*  One row per capture of AX's sessions and servers: what was read, and what the AX database lacks. 1,440
    rows a day and instance; 30 days.
    HasSessions = 0: SYSCLIENTSESSIONS could not be read, so the capture says nothing of sessions. HasServers
    = 0: the same of SYSSERVERSESSIONS and AOS.  */
CREATE TABLE fact.AxSessionCapture
(
    InstanceId     int            NOT NULL,
    CapturedAt     datetime2(3)   NOT NULL,
    SessionCount   int            NOT NULL,
    HasSessions    bit            NOT NULL,
    HasServers     bit            NOT NULL,
    IsTruncated    bit            NOT NULL,
    MissingColumns nvarchar(2000) NULL,
    CONSTRAINT PK_AxSessionCapture PRIMARY KEY CLUSTERED (InstanceId, CapturedAt),
    CONSTRAINT FK_AxSessionCapture_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId)
) ON PS_Day (CapturedAt);
