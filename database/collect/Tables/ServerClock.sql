/*  How far each watched server's local time is from UTC, and what it was before its clock changed
    last. One row per instance; kept.
    OffsetMinutes are added to local time to get UTC. ChangedAt is the quarter of an hour in which a capture
    first saw the offset; NULL: no change was seen yet.  */
CREATE TABLE collect.ServerClock
(
    InstanceId            int          NOT NULL,
    OffsetMinutes         int          NOT NULL,
    PreviousOffsetMinutes int          NULL,
    ChangedAt             datetime2(3) NULL,
    CONSTRAINT PK_ServerClock PRIMARY KEY CLUSTERED (InstanceId),
    CONSTRAINT FK_ServerClock_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT CK_ServerClock_ChangedAt CHECK (
        (ChangedAt IS NULL AND PreviousOffsetMinutes IS NULL) OR (ChangedAt IS NOT NULL AND PreviousOffsetMinutes IS NOT NULL))
);
