/*  One thing that was waited for in a deadlock; elements of the report that repeat a resource are one row.
    Two to a dozen per deadlock; 12 months.
    ResourceKind is the name of the element (keylock, pagelock, exchangeEvent …), ResourceClass what it
    belongs to: lock, exchange or other.
    Attributes are all attributes of the element as name="value", also those of
    elements that nobody knows yet.  */
CREATE TABLE fact.DeadlockResource
(
    DeadlockId         bigint         NOT NULL,
    ResourceNumber     int            NOT NULL,
    ResourceKind       nvarchar(64)   NOT NULL,
    ResourceClass      nvarchar(8)    NOT NULL,
    ResourceKey        nvarchar(128)  NULL,
    DatabaseId         int            NULL,
    ObjectName         nvarchar(512)  NULL,
    IndexName          nvarchar(256)  NULL,
    AssociatedObjectId bigint         NULL,
    FileId             int            NULL,
    PageId             bigint         NULL,
    LockMode           nvarchar(32)   NULL,
    WaitType           nvarchar(64)   NULL,
    PlanNodeId         int            NULL,
    Attributes         nvarchar(max)  NULL,
    CONSTRAINT PK_DeadlockResource PRIMARY KEY CLUSTERED (DeadlockId, ResourceNumber),
    CONSTRAINT FK_DeadlockResource_Deadlock FOREIGN KEY (DeadlockId) REFERENCES fact.Deadlock (DeadlockId),
    CONSTRAINT CK_DeadlockResource_ResourceClass CHECK (ResourceClass IN (N'lock', N'exchange', N'other'))
);
