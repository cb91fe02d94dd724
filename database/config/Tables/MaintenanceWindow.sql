/*  Times in which alerts tell nobody: windows of maintenance, and mutes. They are evaluated and stored all
    the same, and what is still open behind the window is told then. Some dozen rows, kept for good;
    config.AddMaintenanceWindow and EndMaintenanceWindow change them.
    InstanceId, RuleId   NULL: all of them
    KeyLike              only alerts whose key or headline is LIKE this; NULL for all
    StartsAt, EndsAt     UTC; a weekly window holds between them
    WeekDays             of a weekly window: the days it begins on, one digit each, 1 Monday to 7 Sunday;
    NULL:
                         once, from StartsAt to EndsAt
    LocalTime, DurationMs, TimeZoneName
                         of a weekly window: when it begins by the clock there, and how long it lasts, also
                         over midnight
    EndedAt              when somebody ended it before its time
    IsCollectionPaused   1: nothing is read from the instance meanwhile, and nothing is expected of it  */
CREATE TABLE config.MaintenanceWindow
(
    WindowId           int            NOT NULL IDENTITY (1, 1),
    InstanceId         int            NULL,
    RuleId             int            NULL,
    KeyLike            nvarchar(256)  NULL,
    StartsAt           datetime2(3)   NOT NULL,
    EndsAt             datetime2(3)   NOT NULL,
    WeekDays           varchar(7)     NULL,
    LocalTime          time(0)        NULL,
    DurationMs         int            NULL,
    TimeZoneName       sysname        NULL,
    Reason             nvarchar(400)  NOT NULL,
    CreatedAt          datetime2(3)   NOT NULL,
    CreatedBy          nvarchar(128)  NOT NULL,
    EndedAt            datetime2(3)   NULL,
    IsCollectionPaused bit            NOT NULL CONSTRAINT DF_MaintenanceWindow_IsCollectionPaused DEFAULT (0),
    CONSTRAINT PK_MaintenanceWindow PRIMARY KEY CLUSTERED (WindowId),
    CONSTRAINT FK_MaintenanceWindow_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT FK_MaintenanceWindow_AlertRule FOREIGN KEY (RuleId) REFERENCES config.AlertRule (RuleId),
    CONSTRAINT CK_MaintenanceWindow_EndsAt CHECK (EndsAt > StartsAt),
    CONSTRAINT CK_MaintenanceWindow_Reason CHECK (LEN(Reason) > 0),
    CONSTRAINT CK_MaintenanceWindow_IsCollectionPaused CHECK (IsCollectionPaused = 0 OR (RuleId IS NULL AND KeyLike IS NULL)),
    CONSTRAINT CK_MaintenanceWindow_Weekly CHECK
    (
        (WeekDays IS NULL AND LocalTime IS NULL AND DurationMs IS NULL AND TimeZoneName IS NULL)
        OR
        (
            WeekDays NOT LIKE '%[^1-7]%'
            AND LEN(WeekDays) > 0
            AND LocalTime IS NOT NULL
            AND DurationMs BETWEEN 60000 AND 86400000
            AND TimeZoneName IS NOT NULL
        )
    )
);
