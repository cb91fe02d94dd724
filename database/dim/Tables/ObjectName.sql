/*  Names behind the ids in wait resources: the AX database's whole inventory, taken hourly
    (collect.SaveObjectNames), and what Requests resolved since.
    Some ten thousand rows an instance; replaced when an id gets another name. Hobt ids change on rebuild and
    database ids are reused after a restore:
    ResolvedAt says when the name was learnt.  */
CREATE TABLE dim.ObjectName
(
    InstanceId   int          NOT NULL,
    DatabaseId   int          NOT NULL,
    IdKind       nvarchar(8)  NOT NULL,
    ResourceId   bigint       NOT NULL,
    DatabaseName sysname      NOT NULL,
    SchemaName   sysname      NOT NULL,
    ObjectName   sysname      NOT NULL,
    IndexName    sysname      NULL,
    ResolvedAt   datetime2(3) NOT NULL,
    CONSTRAINT PK_ObjectName PRIMARY KEY CLUSTERED (InstanceId, DatabaseId, IdKind, ResourceId),
    CONSTRAINT FK_ObjectName_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT CK_ObjectName_IdKind CHECK (IdKind IN (N'object', N'hobt'))
);
