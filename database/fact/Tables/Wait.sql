/*  What tasks waited for between two samples, per wait type that changed or is in flight; benign ones are
    left out. Some sixty rows a minute and instance; 30 days.
    CreditedMs    what the server added to its statistics, which it does when a wait ends
    SignalMs      the part of CreditedMs spent waiting for a processor after the resource was there
    WaitMs        time waited in this interval, waits that still last included; an hour's block gives a minute
                  a minute, and nothing again at its end
    InflightMs    how long the waits that last at CapturedAt have lasted  */
CREATE TABLE fact.Wait
(
    InstanceId        int          NOT NULL,
    CapturedAt        datetime2(3) NOT NULL,
    WaitTypeId        int          NOT NULL,
    ElapsedMs         bigint       NULL,
    TaskCount         bigint       NOT NULL,
    CreditedMs        bigint       NOT NULL,
    SignalMs          bigint       NOT NULL,
    WaitMs            bigint       NOT NULL,
    InflightTaskCount int          NOT NULL,
    InflightMs        bigint       NOT NULL,
    CONSTRAINT PK_Wait PRIMARY KEY CLUSTERED (InstanceId, CapturedAt, WaitTypeId),
    CONSTRAINT FK_Wait_WaitType FOREIGN KEY (WaitTypeId) REFERENCES dim.WaitType (WaitTypeId),
    CONSTRAINT CK_Wait_NotNegative CHECK (
        TaskCount >= 0 AND CreditedMs >= 0 AND SignalMs >= 0 AND WaitMs >= 0 AND InflightTaskCount >= 0 AND InflightMs >= 0)
)
ON PS_Day (CapturedAt);
