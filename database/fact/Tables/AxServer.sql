/*  One row per capture and AX server (AOS). Some 6,000 rows a day and instance; 30 days.
    AosName         INSTANCE@COMPUTER, as the client and the batch tables have it
    State           up            status 1, and its heartbeat goes on as usual
                    draining      another status than 0 and 1 with a heartbeat: the only other state AX
                                  2012 knows lets no new clients in
                    silent        its heartbeat has stopped for longer than its own rhythm explains, whatever
                                  its status says: a dead AOS leaves status 1 behind
                    down          status 0
                    absent        it was there within the last day and has no row any more
                    registered    in SYSSERVERCONFIG only, which keeps an AOS for good
                    learning      status is not 0, and no rhythm of this installation is known yet
                    unconfirmed   status is not 0, and the AX database has no heartbeat
    HeartbeatAgeMs  age by the clocks of AOS and SQL Server; NULL when the heartbeat lies in the future
    SilentMs        how long the heartbeat has not moved, by SQL Server's clock alone
    RhythmMs        usual time between two heartbeats as the captures see them, so never below
                    their interval; NULL until learnt
    StuckCount      sessions that have been ending for longer than the setting AxSessionStuckMs
    SqlSessionCount SQL sessions of Dynamics AX from its computer; NULL where they may not be seen  */
CREATE TABLE fact.AxServer
(
    InstanceId     int           NOT NULL,
    CapturedAt     datetime2(3)  NOT NULL,
    AosName        nvarchar(128) NOT NULL,
    ServerNumber   int           NULL,
    State          nvarchar(16)  NOT NULL,
    StatusNumber   int           NULL,
    StartedAt      datetime2(3)  NULL,
    HeartbeatAt    datetime2(3)  NULL,
    HeartbeatAgeMs bigint        NULL,
    SilentMs       bigint        NULL,
    RhythmMs       bigint        NULL,
    IsLoadBalancer bit           NULL,
    IsBatchEnabled bit           NULL,
    MaxSessions    int           NULL,
    GroupCount     int           NULL,
    ActiveCount    int           NULL,
    EndingCount    int           NULL,
    StuckCount     int           NULL,
    UserCount      int           NULL,
    SqlSessionCount int          NULL,
    CONSTRAINT PK_AxServer PRIMARY KEY CLUSTERED (InstanceId, CapturedAt, AosName),
    CONSTRAINT FK_AxServer_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT CK_AxServer_State CHECK (
        State IN (N'up', N'draining', N'silent', N'down', N'absent', N'registered', N'learning', N'unconfirmed')),
    CONSTRAINT CK_AxServer_SilentMs CHECK (SilentMs >= 0)
) ON PS_Day (CapturedAt);
