/*  Days that are like no other, such as a stock-taking or a holiday: they teach nothing about what is usual,
    and nothing is held against it on them. Some dozen rows a year, kept for good; config.SetSpecialDay
    changes them. The ends of months are found by setting MonthEndDays and need no row.
    InstanceId   NULL: all instances
    LocalDate    00:00 of the day in the instance's time zone  */
CREATE TABLE config.SpecialDay
(
    SpecialDayId int           NOT NULL IDENTITY (1, 1),
    InstanceId   int           NULL,
    LocalDate    datetime2(3)  NOT NULL,
    DayName      nvarchar(40)  NOT NULL,
    ChangedAt    datetime2(3)  NOT NULL,
    ChangedBy    nvarchar(128) NOT NULL,
    CONSTRAINT PK_SpecialDay PRIMARY KEY CLUSTERED (SpecialDayId),
    CONSTRAINT FK_SpecialDay_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT CK_SpecialDay_LocalDate CHECK (LocalDate = CAST(CAST(LocalDate AS date) AS datetime2(3))),
    CONSTRAINT CK_SpecialDay_DayName CHECK (LEN(DayName) > 0)
);
GO
-- One name a day and instance; the look-up of baseline.SpecialDayOf.
CREATE UNIQUE INDEX UX_SpecialDay_LocalDate ON config.SpecialDay (LocalDate, InstanceId);
