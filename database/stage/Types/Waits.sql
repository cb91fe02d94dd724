/*  What the collector Waits hands over: one row per wait type. Counts and times are sums since the watched
    server's start; what is in flight is a state.
    ApplicationLockMs is the part of InflightMs that waits for application locks (sp_getapplock,
    the batch framework of AX).  */
CREATE TYPE stage.Waits AS TABLE
(
    WaitType          nvarchar(60) NULL,
    TaskCount         bigint       NULL,
    WaitMs            bigint       NULL,
    SignalMs          bigint       NULL,
    InflightTaskCount int          NULL,
    InflightMs        bigint       NULL,
    ApplicationLockMs bigint       NULL
);
