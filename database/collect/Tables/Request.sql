/*  What the next run of a collector shall bring, and what it need not bring again. A few hundred rows an
    instance; written in the transaction of the collector's save procedure, read by collect.GetParameters.
    ItemKind, ItemKey   what is meant, in words of the collector: query and its hash, class and its number
    IsKnown             0: wanted; 1: known, so that it need not be looked up again
    ExpiresAt           UTC; NULL: it holds until the save procedure replaces it  */
CREATE TABLE collect.Request
(
    InstanceId    int          NOT NULL,
    CollectorName nvarchar(64) NOT NULL,
    ItemKind      nvarchar(16) NOT NULL,
    ItemKey       nvarchar(64) NOT NULL,
    IsKnown       bit          NOT NULL,
    ExpiresAt     datetime2(3) NULL,
    CONSTRAINT PK_Request PRIMARY KEY CLUSTERED (InstanceId, CollectorName, ItemKind, ItemKey),
    CONSTRAINT FK_Request_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId)
);
