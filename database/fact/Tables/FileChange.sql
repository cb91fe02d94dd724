/*  What happened to database files: a file came, went, moved, was renamed, grew or
    shrank. A few rows a day; a year.
    ChangeKind 'gone' also stands for a database that went offline or was detached. OldValue and NewValue are
    places, names, or sizes in bytes.  */
CREATE TABLE fact.FileChange
(
    InstanceId     int           NOT NULL,
    CapturedAt     datetime2(3)  NOT NULL,
    DatabaseFileId int           NOT NULL,
    ChangeKind     nvarchar(8)   NOT NULL,
    OldValue       nvarchar(260) NULL,
    NewValue       nvarchar(260) NULL,
    CONSTRAINT PK_FileChange PRIMARY KEY CLUSTERED (InstanceId, CapturedAt, DatabaseFileId, ChangeKind),
    CONSTRAINT FK_FileChange_DatabaseFile FOREIGN KEY (DatabaseFileId) REFERENCES dim.DatabaseFile (DatabaseFileId),
    CONSTRAINT CK_FileChange_ChangeKind CHECK (ChangeKind IN (N'added', N'gone', N'moved', N'renamed', N'grown', N'shrunk'))
);
