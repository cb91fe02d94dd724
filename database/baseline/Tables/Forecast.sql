/*  When what fills up is full, as the last night saw it. One row for each thing that has a capacity and seven
    days of history, replaced by ops.ForecastCapacity: some dozen rows an instance.
    InstanceId           NULL: the repository itself
    KindName             volume, data files, log, session ids, number sequence, table family
    WhatName             which: a volume, a database, a number sequence, a family
    Unit                 of UsedValue and CapacityValue, as in config.Metric
    NightDate            day of UTC up to which it reaches; DayCount days since the last fall by more than 20
                         percent
    PerDay               growth a day (Theil and Sen); NULL below seven days
    FullInDays           from NightDate on, with its interval of 95 percent; 0: it is full. NULL: not growing,
                         or too few days (ReasonName). DaysLatest is NULL where it may never be full
    ReasonName           NULL: FullInDays tells; full, not growing, too few days  */
CREATE TABLE baseline.Forecast
(
    ForecastId    int           NOT NULL IDENTITY (1, 1),
    InstanceId    int           NULL,
    KindName      nvarchar(32)  NOT NULL,
    WhatName      nvarchar(256) NOT NULL,
    Unit          nvarchar(32)  NOT NULL,
    NightDate     datetime2(3)  NOT NULL,
    DayCount      int           NOT NULL,
    UsedValue     float         NOT NULL,
    CapacityValue float         NOT NULL,
    PerDay        float         NULL,
    FullInDays    float         NULL,
    DaysEarliest  float         NULL,
    DaysLatest    float         NULL,
    ReasonName    nvarchar(16)  NULL,
    CONSTRAINT PK_Forecast PRIMARY KEY CLUSTERED (ForecastId),
    CONSTRAINT UQ_Forecast_What UNIQUE (KindName, InstanceId, WhatName),
    CONSTRAINT FK_Forecast_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT CK_Forecast_KindName CHECK
        (KindName IN (N'volume', N'data files', N'log', N'session ids', N'number sequence', N'table family')),
    CONSTRAINT CK_Forecast_ReasonName CHECK (ReasonName IN (N'full', N'not growing', N'too few days')),
    CONSTRAINT CK_Forecast_FullInDays CHECK (FullInDays >= 0)
);
