/*  Files of the databases of watched servers. Some dozens of rows an instance; kept for good.
    A file is known by its database and number; names and place are the latest seen
    (earlier ones: fact.FileChange).  */
CREATE TABLE dim.DatabaseFile
(
    DatabaseFileId int           NOT NULL IDENTITY (1, 1),
    InstanceId     int           NOT NULL,
    DatabaseName   nvarchar(128) NOT NULL,
    FileId         int           NOT NULL,
    TypeName       nvarchar(60)  NOT NULL,
    FileName       nvarchar(128) NULL,
    PhysicalName   nvarchar(260) NULL,
    CONSTRAINT PK_DatabaseFile PRIMARY KEY CLUSTERED (DatabaseFileId),
    CONSTRAINT UQ_DatabaseFile_InstanceId_DatabaseName_FileId UNIQUE (InstanceId, DatabaseName, FileId),
    CONSTRAINT FK_DatabaseFile_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId)
);
