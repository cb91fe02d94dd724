/*  Which local days of an instance are in baseline.DayValue, and since when. One row an instance and day; 12
    months. Written by baseline.FillDays: what came later than FilledAt makes it compute the day anew.  */
CREATE TABLE baseline.FilledDay
(
    InstanceId int          NOT NULL,
    LocalDate  datetime2(3) NOT NULL,
    FilledAt   datetime2(3) NOT NULL,
    CONSTRAINT PK_FilledDay PRIMARY KEY CLUSTERED (InstanceId, LocalDate),
    CONSTRAINT FK_FilledDay_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId)
);
