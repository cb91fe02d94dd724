/*  The previous sample of collectors whose source only counts up: what a difference is taken from. One row
    per instance and collector, kept for good.
    SourceMs is the source's own millisecond clock (sys.dm_os_sys_info.ms_ticks), which no
    correction of the time of day moves.  */
CREATE TABLE collect.Sample
(
    InstanceId      int          NOT NULL,
    CollectorName   nvarchar(64) NOT NULL,
    SampledAt       datetime2(3) NOT NULL,
    ServerStartedAt datetime2(3) NULL,
    SourceMs        bigint       NULL,
    CONSTRAINT PK_Sample PRIMARY KEY CLUSTERED (InstanceId, CollectorName),
    CONSTRAINT FK_Sample_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId)
);
