/*  The previous sample of each wait type: what the next one is compared with. Some 300
    rows an instance, kept for good.
    CountedMs   the wait time told so far, credited and in flight together, see collect.SaveWaits
    IsQuiet     nothing was in flight  */
CREATE TABLE collect.WaitState
(
    InstanceId int    NOT NULL,
    WaitTypeId int    NOT NULL,
    TaskCount  bigint NOT NULL,
    WaitMs     bigint NOT NULL,
    SignalMs   bigint NOT NULL,
    CountedMs  bigint NOT NULL,
    IsQuiet    bit    NOT NULL,
    CONSTRAINT PK_WaitState PRIMARY KEY CLUSTERED (InstanceId, WaitTypeId),
    CONSTRAINT FK_WaitState_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT FK_WaitState_WaitType FOREIGN KEY (WaitTypeId) REFERENCES dim.WaitType (WaitTypeId)
);
