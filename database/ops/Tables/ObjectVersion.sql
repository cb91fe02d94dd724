/*  The definition that each table, table type, index and module was made from, by hash. Some hundred rows,
    written by the create script: what differs is made anew.  */
CREATE TABLE ops.ObjectVersion
(
    ObjectKind     nvarchar(8)   NOT NULL,
    ObjectName     nvarchar(400) NOT NULL,
    DefinitionHash binary(32)    NOT NULL,
    CONSTRAINT PK_ObjectVersion PRIMARY KEY CLUSTERED (ObjectKind, ObjectName),
    CONSTRAINT CK_ObjectVersion_ObjectKind CHECK (ObjectKind IN (N'table', N'type', N'index', N'module'))
);
