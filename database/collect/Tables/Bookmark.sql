/*  How far a log-like source has been read. One row per instance and collector that reads files or
    a log table (then the table's name and the last id), kept for good.
    HasPossibleGap tells that the bookmarked position had vanished, so that events may have been
    lost before the present position.
    SessionBeganTime (server's local time) and SessionDropped are the event session's own start and count of
    dropped events, when last read.  */
CREATE TABLE collect.Bookmark
(
    InstanceId      int           NOT NULL,
    CollectorName   nvarchar(64)  NOT NULL,
    BookmarkFile    nvarchar(512) NULL,
    BookmarkOffset  bigint        NULL,
    BookmarkEventAt datetime2(3)  NULL,
    HasPossibleGap  bit           NOT NULL CONSTRAINT DF_Bookmark_HasPossibleGap DEFAULT (0),
    GapSeenAt       datetime2(3)  NULL,
    UpdatedAt       datetime2(3)  NOT NULL,
    SessionBeganTime datetime2(3) NULL,
    SessionDropped  bigint        NULL,
    CONSTRAINT PK_Bookmark PRIMARY KEY CLUSTERED (InstanceId, CollectorName),
    CONSTRAINT FK_Bookmark_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT CK_Bookmark_Position CHECK (
        (BookmarkFile IS NULL AND BookmarkOffset IS NULL) OR (BookmarkFile IS NOT NULL AND BookmarkOffset IS NOT NULL))
);
