/*  How far a watched server's local time is from UTC, as the collector Requests saw it: the present offset, and the one before it with the time until which
    it was seen. Views of a server tell local times; what lies before the change of the clocks is converted by the offset of then. One row an instance, kept for good.  */
CREATE TABLE collect.ClockOffset
(
    InstanceId            int          NOT NULL,
    OffsetMinutes         int          NOT NULL,
    SeenAt                datetime2(3) NOT NULL,
    PreviousOffsetMinutes int          NULL,
    ChangedAt             datetime2(3) NULL,
    CONSTRAINT PK_ClockOffset PRIMARY KEY CLUSTERED (InstanceId),
    CONSTRAINT FK_ClockOffset_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT CK_ClockOffset_OffsetMinutes CHECK (OffsetMinutes BETWEEN -900 AND 900),
    CONSTRAINT CK_ClockOffset_ChangedAt CHECK ((PreviousOffsetMinutes IS NULL AND ChangedAt IS NULL) OR (PreviousOffsetMinutes IS NOT NULL AND ChangedAt IS NOT NULL))
);
