/*  Which events a save procedure of events is at work on: one row for each instance and collector, only while
    a call lasts. A row that a call finds tells that the call before was cut off, by its time-out or with the
    process; those events are then tried one by one, and one that was tried alone is set aside.
    EventHash    the first event of the portion
    EventCount   how many it had  */
CREATE TABLE collect.EventAttempt
(
    InstanceId    int          NOT NULL,
    CollectorName nvarchar(64) NOT NULL,
    EventHash     binary(32)   NOT NULL,
    EventCount    int          NOT NULL,
    CONSTRAINT PK_EventAttempt PRIMARY KEY CLUSTERED (InstanceId, CollectorName),
    CONSTRAINT FK_EventAttempt_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT CK_EventAttempt_EventCount CHECK (EventCount > 0)
);
