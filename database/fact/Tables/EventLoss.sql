/*  Events that a collector of event files did not get: a row only for a run that
    knows of some. Normally empty.
    IsGap            the bookmarked file had vanished, so that events between it and the
                     oldest file may be lost; told once
    DroppedByLimit   left out by the collector in a flood, being over its row limit
    DroppedByServer  dropped by the event session for want of buffers, of any kind: collectors that share
                     a session each tell of them  */
CREATE TABLE fact.EventLoss
(
    InstanceId      int          NOT NULL,
    CapturedAt      datetime2(3) NOT NULL,
    CollectorName   nvarchar(64) NOT NULL,
    IsGap           bit          NOT NULL,
    DroppedByLimit  int          NOT NULL,
    DroppedByServer bigint       NOT NULL,
    CONSTRAINT PK_EventLoss PRIMARY KEY CLUSTERED (InstanceId, CapturedAt, CollectorName),
    CONSTRAINT FK_EventLoss_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT CK_EventLoss_Dropped CHECK (
        DroppedByLimit >= 0 AND DroppedByServer >= 0 AND (IsGap = 1 OR DroppedByLimit > 0 OR DroppedByServer > 0))
)
ON PS_Day (CapturedAt);
