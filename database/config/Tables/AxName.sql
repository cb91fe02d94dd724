/*  Tables and columns that an AX database calls something else than AX 2012 does, so that collectors find
    them. A few rows, kept for good.
    ColumnName '' stands for the table itself; a column belongs to the table by AX's own name.
    config.SetAxName writes it, collect.GetParameters hands it to collectors.  */
CREATE TABLE config.AxName
(
    InstanceId int     NOT NULL,
    TableName  sysname NOT NULL,
    ColumnName sysname NOT NULL,
    ActualName sysname NOT NULL,
    CONSTRAINT PK_AxName PRIMARY KEY CLUSTERED (InstanceId, TableName, ColumnName),
    CONSTRAINT FK_AxName_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT CK_AxName_TableName CHECK (LEN(TableName) > 0),
    CONSTRAINT CK_AxName_ActualName CHECK (LEN(ActualName) > 0)
);
