/*  How far a log-like source has been read. One row per instance and collector that reads one, kept for good;
    written by collect.AdvanceBookmark alone.
    BookmarkFile        the file; NULL for a source without files
    BookmarkOffset      place in the file, or the last id that was read
    BookmarkEventAt     UTC time of the latest event up to there
    BookmarkLocalTime   the watched server's local time at the last capture, for sources whose times are local
    HasPossibleGap      1 when a bookmarked position had vanished, so that events may have been lost before
                        the present position; GapSeenAt when that was noticed last
    SessionBeganTime (server's local time) and SessionDropped are the event session's own start and count of
    dropped events, when last read.  */
CREATE TABLE collect.Bookmark
(
    InstanceId        int           NOT NULL,
    CollectorName     nvarchar(64)  NOT NULL,
    BookmarkFile      nvarchar(512) NULL,
    BookmarkOffset    bigint        NULL,
    BookmarkEventAt   datetime2(3)  NULL,
    BookmarkLocalTime datetime2(3)  NULL,
    HasPossibleGap    bit           NOT NULL CONSTRAINT DF_Bookmark_HasPossibleGap DEFAULT (0),
    GapSeenAt         datetime2(3)  NULL,
    UpdatedAt         datetime2(3)  NOT NULL,
    SessionBeganTime  datetime2(3)  NULL,
    SessionDropped    bigint        NULL,
    CONSTRAINT PK_Bookmark PRIMARY KEY CLUSTERED (InstanceId, CollectorName),
    CONSTRAINT FK_Bookmark_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT CK_Bookmark_Position CHECK (BookmarkFile IS NULL OR BookmarkOffset IS NOT NULL)
);
