/*  Who owned a resource of a deadlock and who waited for it, with the modes. A
    handful per resource; 12 months.
    A process may own a resource in one mode and wait to convert it to another, then
    it stands here more than once.
    ProcessNumber is NULL where the report names a process that it does not list (its task had ended).  */
CREATE TABLE fact.DeadlockResourceHolder
(
    DeadlockId     bigint       NOT NULL,
    ResourceNumber int          NOT NULL,
    HolderNumber   int          NOT NULL,
    HolderRole     nvarchar(8)  NOT NULL,
    ProcessKey     nvarchar(64) NOT NULL,
    ProcessNumber  int          NULL,
    LockMode       nvarchar(32) NULL,
    RequestType    nvarchar(32) NULL,
    CONSTRAINT PK_DeadlockResourceHolder PRIMARY KEY CLUSTERED (DeadlockId, ResourceNumber, HolderNumber),
    CONSTRAINT FK_DeadlockResourceHolder_Resource FOREIGN KEY (DeadlockId, ResourceNumber) REFERENCES fact.DeadlockResource (
        DeadlockId, ResourceNumber),
    CONSTRAINT FK_DeadlockResourceHolder_Process FOREIGN KEY (DeadlockId, ProcessNumber) REFERENCES fact.DeadlockProcess (
        DeadlockId, ProcessNumber),
    CONSTRAINT CK_DeadlockResourceHolder_HolderRole CHECK (HolderRole IN (N'owner', N'waiter'))
);
