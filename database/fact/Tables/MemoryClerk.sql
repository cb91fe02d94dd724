/*  The largest memory clerks at a time: at most twenty, from one MB up. Some fifteen rows a
    minute and instance; 30 days.  */
CREATE TABLE fact.MemoryClerk
(
    InstanceId int          NOT NULL,
    CapturedAt datetime2(3) NOT NULL,
    ClerkId    int          NOT NULL,
    SizeKb     bigint       NOT NULL,
    CONSTRAINT PK_fact_MemoryClerk PRIMARY KEY CLUSTERED (InstanceId, CapturedAt, ClerkId),
    CONSTRAINT FK_MemoryClerk_MemoryClerk FOREIGN KEY (ClerkId) REFERENCES dim.MemoryClerk (ClerkId)
)
ON PS_Day (CapturedAt);
