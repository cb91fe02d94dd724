/*  How Query Store of the AX database was at one capture. 96 rows an instance and day.
    StateText: READ_WRITE, READ_ONLY, OFF, ERROR, or NO DATABASE when the instance names none. Reason and
    Remedy say why nothing new comes, NULL when something does.  */
CREATE TABLE fact.QueryStoreCapture
(
    InstanceId        int            NOT NULL,
    CapturedAt        datetime2(3)   NOT NULL,
    StateText         nvarchar(60)   NULL,
    Reason            nvarchar(400)  NULL,
    Remedy            nvarchar(400)  NULL,
    StorageMb         bigint         NULL,
    MaxStorageMb      bigint         NULL,
    IntervalMinutes   bigint         NULL,
    CaptureMode       nvarchar(60)   NULL,
    PlanCount         int            NOT NULL,
    PlanChangeCount   int            NOT NULL,
    ForcedPlanCount   int            NOT NULL,
    ForceFailureCount bigint         NOT NULL,
    IsTruncated       bit            NOT NULL,
    CONSTRAINT PK_fact_QueryStoreCapture PRIMARY KEY CLUSTERED (InstanceId, CapturedAt)
)
ON PS_Day (CapturedAt);
