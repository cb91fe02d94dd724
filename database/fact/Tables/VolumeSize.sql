/*  Size and free space of the volumes that hold database files. Some 400 rows a day and instance.  */
CREATE TABLE fact.VolumeSize
(
    InstanceId int           NOT NULL,
    VolumeName nvarchar(256) NOT NULL,
    CapturedAt datetime2(3)  NOT NULL,
    TotalBytes bigint        NOT NULL,
    FreeBytes  bigint        NOT NULL,
    CONSTRAINT PK_VolumeSize PRIMARY KEY CLUSTERED (InstanceId, VolumeName, CapturedAt)
)
ON PS_Day (CapturedAt);
