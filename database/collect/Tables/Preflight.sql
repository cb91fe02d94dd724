/*  What each collector needs on each instance, and whether it is there: the latest finding. Some hundred
    rows an instance, kept for good.
    CheckName    380 characters: a key has 900 bytes at most
    IsOptional   the collector runs without it and says less
    Finding      what was found, Remedy what to do where that is not enough  */
CREATE TABLE collect.Preflight
(
    InstanceId    int            NOT NULL,
    CollectorName nvarchar(64)   NOT NULL,
    CheckName     nvarchar(380)  NOT NULL,
    IsOptional    bit            NOT NULL,
    IsMet         bit            NOT NULL,
    Finding       nvarchar(1000) NOT NULL,
    Remedy        nvarchar(1000) NULL,
    CheckedAt     datetime2(3)   NOT NULL,
    CONSTRAINT PK_Preflight PRIMARY KEY CLUSTERED (InstanceId, CollectorName, CheckName),
    CONSTRAINT FK_Preflight_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT FK_Preflight_Collector FOREIGN KEY (CollectorName) REFERENCES config.Collector (CollectorName),
    CONSTRAINT CK_Preflight_Remedy CHECK (IsMet = 1 OR Remedy IS NOT NULL)
);
